package dev.referee.transfer;

/** What the evidence says of one mechanism. */
public enum Verdict {
    /** The carrier showed that it happened. */
    CONFIRMED,
    /** An answer said that it will not happen. */
    REFUSED,
    /** The deadline passed without evidence. */
    SILENT,
    /** Not tried: the breaker was open, its bulkhead full, or something else landed the caller first. */
    SKIPPED,
    /** The caller left before it could be decided. */
    ABANDONED;

    /** The word used in the API, logs and metrics. */
    public String word() {
        return Words.of(this);
    }

    /** The verdict of this word; throws {@link IllegalArgumentException} for another. */
    public static Verdict of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
}

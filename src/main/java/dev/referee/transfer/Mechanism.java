package dev.referee.transfer;

import java.util.Locale;

/** How the caller is moved. */
public enum Mechanism {
    /** OpenAI's {@code /refer}. */
    REFER,
    /** The carrier's REST API moves the caller's leg to our document. */
    REDIRECT,
    /** OpenAI's {@code /hangup} frees the agent's leg; the carrier's Dial action then gets the target's document. */
    RELEASE;

    /** The mechanism of this word; throws {@link IllegalArgumentException} for another. */
    public static Mechanism of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The word used in the API, logs and metrics. */
    public String word() {
        return Words.of(this);
    }
}

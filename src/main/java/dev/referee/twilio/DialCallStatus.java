package dev.referee.twilio;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a Dial ended, as its action says (facts/twilio-voice.md §3.3). {@link #COMPLETED} doesn't prove that anyone was
 * bridged, and also comes when we redirect the caller (§0 row 8; contract, trap 1).
 */
public enum DialCallStatus {
    COMPLETED,
    ANSWERED,
    BUSY,
    NO_ANSWER,
    FAILED,
    CANCELED,
    /** Missing, or a word that Twilio didn't document. */
    UNKNOWN;

    /** Reads Twilio's word, such as {@code no-answer}. */
    public static DialCallStatus of(@Nullable String word) {
        if (word != null) {
            String name = word.replace('-', '_').toUpperCase(Locale.ROOT);
            for (DialCallStatus status : values()) {
                if (status.name().equals(name)) {
                    return status;
                }
            }
        }
        return UNKNOWN;
    }
}

package dev.referee.twilio;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a leg stands (facts/twilio-voice.md §1, §3.4, documented). */
public enum CallStatus {
    QUEUED,
    INITIATED,
    RINGING,
    IN_PROGRESS,
    COMPLETED,
    BUSY,
    FAILED,
    NO_ANSWER,
    CANCELED,
    /** Missing, or a word that Twilio didn't document. */
    UNKNOWN;

    /** Whether the leg is over for good. */
    public boolean isOver() {
        return switch (this) {
            case COMPLETED, BUSY, FAILED, NO_ANSWER, CANCELED -> true;
            case QUEUED, INITIATED, RINGING, IN_PROGRESS, UNKNOWN -> false;
        };
    }

    /** Reads Twilio's word, such as {@code in-progress}. */
    public static CallStatus of(@Nullable String word) {
        if (word != null) {
            if (word.equalsIgnoreCase("answered")) {
                return IN_PROGRESS; // the event's name in place of the status, as some stand-ins and older callbacks
                // say
            }
            String name = word.replace('-', '_').toUpperCase(Locale.ROOT);
            for (CallStatus status : values()) {
                if (status.name().equals(name)) {
                    return status;
                }
            }
        }
        return UNKNOWN;
    }
}

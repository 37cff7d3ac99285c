package dev.referee.story;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who takes part in a call, in the order in which a ladder draws them. */
public enum Lane {
    CALLER,
    CARRIER,
    REFEREE,
    OPENAI,
    HUMAN;

    /** The word used in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words, from left to right. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Lane::word).toList();
    }

    /** The lane of one of the ledger's sources; what is ours, or nobody's that we know, is Referee's. */
    static Lane ofSource(String source) {
        return switch (source) {
            case "openai", "sideband" -> OPENAI;
            case "carrier" -> CARRIER;
            default -> REFEREE;
        };
    }
}

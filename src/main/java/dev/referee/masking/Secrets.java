package dev.referee.masking;

import java.util.List;
import java.util.regex.Pattern;

/** Takes the secrets that were configured, and what looks like one, out of texts that reach a log. */
final class Secrets {

    private static final Pattern LOOKS_SECRET = Pattern.compile(
            "\\b(?:sk-[A-Za-z0-9_-]{8,}|whsec_[A-Za-z0-9+/=]{8,}|(?i:bearer|basic) [A-Za-z0-9._~+/=-]{8,})");
    private static final String BEARER = "bearer";
    private static final String BASIC = "basic";
    private static final String HIDDEN = "…";

    private final List<String> known;

    /** @param known what must not be seen, each of them long enough not to be a common word */
    Secrets(List<String> known) {
        this.known = known;
    }

    String hide(String text) {
        String hidden = text;
        for (String secret : known) {
            hidden = hidden.replace(secret, HIDDEN);
        }
        return mayLookSecret(hidden) ? LOOKS_SECRET.matcher(hidden).replaceAll(HIDDEN) : hidden;
    }

    /** Nearly no text does, and the expression would be tried at each of its words. */
    private static boolean mayLookSecret(String text) {
        return text.contains("sk-") || text.contains("whsec_") || hasScheme(text);
    }

    private static boolean hasScheme(String text) {
        for (int blank = text.indexOf(' '); blank >= 0; blank = text.indexOf(' ', blank + 1)) {
            if (endsAt(text, blank, BEARER) || endsAt(text, blank, BASIC)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsAt(String text, int end, String word) {
        return text.regionMatches(true, end - word.length(), word, 0, word.length());
    }
}

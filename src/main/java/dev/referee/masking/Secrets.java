package dev.referee.masking;

import java.util.List;
import java.util.regex.Pattern;

/** Takes the secrets that were configured, and what looks like one, out of texts that reach a log. */
final class Secrets {

    private static final Pattern LOOKS_SECRET = Pattern.compile(
            "\\b(?:sk-[A-Za-z0-9_-]{8,}|whsec_[A-Za-z0-9+/=]{8,}|(?i:bearer|basic) [A-Za-z0-9._~+/=-]{8,})");
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
        return LOOKS_SECRET.matcher(hidden).replaceAll(HIDDEN);
    }
}

package dev.referee.call;

import java.util.regex.Pattern;

/**
 * Referee's own key of one phone call: it exists from the carrier's first request on, before OpenAI knows of the call.
 *
 * @param value {@code c-} and 26 lower-case letters or digits
 */
public record CallKey(String value) {

    private static final Pattern FORM = Pattern.compile("c-[a-z0-9]{26}");

    /** Checks the form; anything else is refused with {@link IllegalArgumentException}. */
    public CallKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a call key: it must be c- and 26 letters or digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.referee.call;

import java.util.regex.Pattern;

/**
 * OpenAI's id of one Realtime session on the phone (facts/openai-realtime-sip.md §1.1, documented: opaque; usually
 * {@code rtc_…}). It becomes part of URLs, so it has only characters that mean themselves there, and is never {@code .} or
 * {@code ..}: it needs no encoding.
 *
 * @param value a letter or digit, then up to 199 letters, digits, {@code .}, {@code _}, {@code ~} or {@code -}
 */
public record CallId(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,199}");

    /** Checks the form; anything else is refused with {@link IllegalArgumentException}. */
    public CallId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not an OpenAI call id: it must be a letter or digit and up to 199 letters, digits, ., _, ~ or -");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

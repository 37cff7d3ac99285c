package dev.referee.call;

import java.util.regex.Pattern;

/**
 * OpenAI's id of one Realtime session on the phone (facts/openai-realtime-sip.md §1.1, documented: opaque, starts with
 * {@code rtc_}). It becomes part of a URL path, so the form is strict.
 *
 * @param value {@code rtc_} and up to 200 letters, digits, {@code _} or {@code -}
 */
public record CallId(String value) {

    private static final Pattern FORM = Pattern.compile("rtc_[A-Za-z0-9_-]{1,200}");

    /** Checks the form; anything else is refused with {@link IllegalArgumentException}. */
    public CallId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an OpenAI call id: it must be rtc_ and letters, digits, _ or -");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.referee.call;

import java.util.regex.Pattern;

/**
 * The carrier's id of one leg; for a call it is the caller's leg, the parent (facts/twilio-voice.md §1). It becomes part
 * of a URL path, so the form is strict.
 *
 * @param value {@code CA} and 32 letters or digits
 */
public record CarrierCallId(String value) {

    private static final Pattern FORM = Pattern.compile("CA[A-Za-z0-9]{32}");

    /** Checks the form; anything else is refused with {@link IllegalArgumentException}. */
    public CarrierCallId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a carrier call id: it must be CA and 32 letters or digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

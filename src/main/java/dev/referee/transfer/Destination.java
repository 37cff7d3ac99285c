package dev.referee.transfer;

import java.util.regex.Pattern;

/**
 * A number or SIP address that configuration names for a target, never one that a model chose. Prints masked; use
 * {@link #uri()} where the whole address is needed.
 *
 * @param uri {@code tel:+} and 7 to 15 digits (E.164), or {@code sip:user@host[:port][;parameters]}
 */
public record Destination(String uri) {

    private static final Pattern TEL = Pattern.compile("tel:\\+[1-9][0-9]{6,14}");
    private static final Pattern SIP = Pattern.compile(
            "sips?:[A-Za-z0-9+._~%!$&'()*=-]{1,100}@[A-Za-z0-9.-]{1,150}(:[0-9]{1,5})?(;[A-Za-z0-9=.-]+)*");

    /** Checks the form; anything else is refused with {@link IllegalArgumentException}. */
    public Destination {
        if (!TEL.matcher(uri).matches() && !SIP.matcher(uri).matches()) {
            throw new IllegalArgumentException(
                    "not a destination: write tel:+ and the whole international number, or sip:user@host");
        }
    }

    /** Whether this is a phone number rather than a SIP address. */
    public boolean isTel() {
        return uri.startsWith("tel:");
    }

    /** The E.164 number of a {@code tel:} address, else the SIP address, as a carrier dials it. */
    public String dialled() {
        return isTel() ? uri.substring("tel:".length()) : uri;
    }

    /** Masked, for logs: the first three and last two characters of a number, the host of a SIP address. */
    @Override
    public String toString() {
        if (isTel()) {
            String number = dialled();
            return "tel:" + number.substring(0, 3) + "…" + number.substring(number.length() - 2);
        }
        return "sip:…" + uri.substring(uri.indexOf('@'));
    }
}

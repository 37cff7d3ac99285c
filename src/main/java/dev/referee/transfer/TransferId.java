package dev.referee.transfer;

import java.util.regex.Pattern;

/**
 * The id of one transfer.
 *
 * @param value {@code t-} and 26 lower-case letters or digits
 */
public record TransferId(String value) {

    private static final Pattern FORM = Pattern.compile("t-[a-z0-9]{26}");

    /** Checks the form; anything else is refused with {@link IllegalArgumentException}. */
    public TransferId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a transfer id: it must be t- and 26 letters or digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}

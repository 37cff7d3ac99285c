package dev.referee.masking;

import java.util.regex.Pattern;

/** Takes phone numbers out of texts that reach a log. */
public final class Masking {

    private static final Pattern NUMBER =
            Pattern.compile("(?<![A-Za-z0-9_-])(\\+?[0-9]{2})[0-9]{4,13}([0-9]{2})(?![A-Za-z0-9])");
    private static final Pattern SIP_USER = Pattern.compile("(sips?:)[^@\\s;>]+@");

    private Masking() {}

    /** The text with every phone number cut to its ends ({@code +61…06}) and every SIP user left out. */
    public static String mask(String text) {
        return NUMBER.matcher(SIP_USER.matcher(text).replaceAll("$1…@")).replaceAll("$1…$2");
    }
}

package dev.referee.masking;

import java.util.regex.Pattern;

/** Takes phone numbers out of texts that reach a log. */
public final class Masking {

    private static final Pattern SIP_USER = Pattern.compile("(sips?:)[^@\\s;>]+@");

    private Masking() {}

    /** The text with every phone number cut to its ends ({@code +61…06}) and every SIP user left out. */
    public static String mask(String text) {
        return PhoneNumbers.cut(withoutSipUsers(text));
    }

    /** Few texts have an address, and the expression would be tried at each of their characters. */
    private static String withoutSipUsers(String text) {
        boolean mayHaveOne = text.indexOf('@') >= 0 && text.contains("sip");
        return mayHaveOne ? SIP_USER.matcher(text).replaceAll("$1…@") : text;
    }
}

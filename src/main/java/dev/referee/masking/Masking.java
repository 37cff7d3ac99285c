package dev.referee.masking;

/** Takes phone numbers out of texts that reach a log, a trace or the text of a problem. */
public final class Masking {

    private static final String SIP = "sip";

    private Masking() {}

    /** The text with every phone number cut to its ends ({@code +61…06}) and every SIP user left out. */
    public static String mask(String text) {
        return PhoneNumbers.cut(withoutSipUsers(text));
    }

    /** {@code sip:…@host}. Each word that holds an at sign is looked at once, whatever stands in it. */
    private static String withoutSipUsers(String text) {
        int at = text.indexOf('@');
        if (at < 0 || indexOfSip(text, 0, text.length()) < 0) {
            return text;
        }
        StringBuilder without = new StringBuilder(text.length());
        int copied = 0;
        for (int before = 0; at >= 0; before = at + 1, at = text.indexOf('@', at + 1)) {
            int user = userIn(text, wordIn(text, before, at), at);
            if (user >= 0) {
                without.append(text, copied, user).append('…');
                copied = at;
            }
        }
        return without.append(text, copied, text.length()).toString();
    }

    private static int wordIn(String text, int from, int to) {
        int start = to;
        while (start > from && !isBetweenWords(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isBetweenWords(char c) {
        return c == ';' || c == '>' || Character.isWhitespace(c);
    }

    /** Where the user begins in this part of the text, which an at sign ends, or -1. */
    private static int userIn(String text, int from, int to) {
        for (int sip = indexOfSip(text, from, to); sip >= 0; sip = indexOfSip(text, sip + 1, to)) {
            int colon = sip + SIP.length();
            colon += text.startsWith("s", colon) || text.startsWith("S", colon) ? 1 : 0;
            if (text.startsWith(":", colon) && colon + 1 < to) {
                return colon + 1;
            }
        }
        return -1;
    }

    private static int indexOfSip(String text, int from, int to) {
        for (int at = from; at + SIP.length() <= to; at++) {
            if (text.regionMatches(true, at, SIP, 0, SIP.length())) {
                return at;
            }
        }
        return -1;
    }
}

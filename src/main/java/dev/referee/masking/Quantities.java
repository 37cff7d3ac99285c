package dev.referee.masking;

import java.util.Set;

/** Amounts of money, bytes and time that have as many digits as a phone number, told by what stands beside them. */
final class Quantities {

    private static final Set<String> CURRENCIES =
            Set.of("AUD", "CAD", "CHF", "CNY", "DKK", "EUR", "GBP", "INR", "JPY", "NOK", "NZD", "SEK", "SGD", "USD");

    private static final Set<String> UNITS = Set.of(
            "byte", "bytes", "kB", "KB", "MB", "GB", "KiB", "MiB", "GiB", "ns", "us", "µs", "ms", "s", "sec",
            "seconds");

    private static final int WORD_MOST = 7;

    private Quantities() {}

    /** @param grouped whether these digits are grouped by thousands */
    static boolean isOne(CharSequence text, int start, int end, boolean grouped) {
        return hasUnitBehind(text, end) || hasCurrencyBefore(text, start) || grouped && hasCents(text, end);
    }

    private static boolean hasUnitBehind(CharSequence text, int end) {
        int from = isBlank(text, end) ? end + 1 : end;
        if (isCurrencySign(text, from)) {
            return true;
        }
        int to = from;
        while (isLetter(text, to) && to - from <= WORD_MOST) {
            to++;
        }
        String word = to == from ? "" : text.subSequence(from, to).toString();
        return UNITS.contains(word) || CURRENCIES.contains(word);
    }

    private static boolean hasCurrencyBefore(CharSequence text, int start) {
        int to = isBlank(text, start - 1) ? start - 1 : start;
        int from = to - 3;
        return isCurrencySign(text, to - 1)
                || from >= 0
                        && !isLetter(text, from - 1)
                        && CURRENCIES.contains(text.subSequence(from, to).toString());
    }

    private static boolean hasCents(CharSequence text, int end) {
        return end < text.length()
                && text.charAt(end) == ','
                && isDigit(text, end + 1)
                && isDigit(text, end + 2)
                && !isDigit(text, end + 3);
    }

    private static boolean isBlank(CharSequence text, int at) {
        return isThere(text, at) && Character.isSpaceChar(text.charAt(at));
    }

    private static boolean isCurrencySign(CharSequence text, int at) {
        return isThere(text, at) && Character.getType(text.charAt(at)) == Character.CURRENCY_SYMBOL;
    }

    private static boolean isLetter(CharSequence text, int at) {
        return isThere(text, at) && Character.isLetter(text.charAt(at));
    }

    private static boolean isDigit(CharSequence text, int at) {
        return isThere(text, at) && Character.isDigit(text.charAt(at));
    }

    private static boolean isThere(CharSequence text, int at) {
        return at >= 0 && at < text.length();
    }
}

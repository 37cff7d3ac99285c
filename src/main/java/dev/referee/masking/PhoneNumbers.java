package dev.referee.masking;

import org.jspecify.annotations.Nullable;

/**
 * Cuts phone numbers to their ends. A number is a run of 8 to 17 digits that is a word of its own: no letter, digit,
 * underscore or hyphen before it, so ids stay whole, and no letter or digit behind it.
 *
 * <p>Every text of the log goes through here and few have a number, so it looks at every eighth character only: a run of
 * eight digits cannot lie between two of them.
 */
final class PhoneNumbers {

    private static final int LEAST = 8;
    private static final int MOST = 17;
    private static final int SHOWN = 2;

    private PhoneNumbers() {}

    /** The same text if it has no number. */
    static String cut(String text) {
        StringBuilder cut = null;
        int copied = 0;
        int at = LEAST - 1;
        while (at < text.length()) {
            if (!isDigit(text.charAt(at))) {
                at += LEAST;
                continue;
            }
            int start = startOfRun(text, at);
            int end = endOfRun(text, at);
            if (isNumber(text, start, end)) {
                cut = cut == null ? new StringBuilder(text.length()) : cut;
                cut.append(text, copied, start + SHOWN).append('…');
                copied = end - SHOWN;
            }
            at = end + LEAST; // behind the run stands something else
        }
        return with(cut, text, copied);
    }

    private static String with(@Nullable StringBuilder cut, String text, int copied) {
        return cut == null ? text : cut.append(text, copied, text.length()).toString();
    }

    private static boolean isNumber(String text, int start, int end) {
        return end - start >= LEAST
                && end - start <= MOST
                && (start == 0 || !isOfWord(text.charAt(start - 1)))
                && (end == text.length() || !isLetter(text.charAt(end)));
    }

    private static int startOfRun(String text, int at) {
        int start = at;
        while (start > 0 && isDigit(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int endOfRun(String text, int at) {
        int end = at + 1;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfWord(char character) {
        return isLetter(character) || character == '_' || character == '-';
    }

    private static boolean isLetter(char character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}

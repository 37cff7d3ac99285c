package dev.referee.masking;

import org.jspecify.annotations.Nullable;

/**
 * Cuts phone numbers to their ends, in whatever script and spelling: {@code +61…58} for {@code +61 (0)420-351-258}.
 *
 * <p>A number has 8 digits or more, in groups of at most 17. Between two groups stand blanks, dashes, dots and round brackets;
 * if it begins with a plus, or with a zero before more digits, also slashes, commas and the like. What is tied to a letter of
 * ASCII is an id or a quantity and stays whole. So do dates, times, decimals, versions, addresses, and amounts with a unit.
 *
 * <p>Each character is read a few times at most. Every text of the log goes through here and few have a number, so the first
 * look only counts digits.
 */
final class PhoneNumbers {

    private static final int LEAST = 8;

    private final CharSequence text;
    private final Signs signs;
    private final DigitGroups piece;
    private @Nullable StringBuilder cut;
    private int copied;

    // the pieces that go together and may become a number
    private int digits;
    private int start;
    private int secondEnd;
    private int lastButOne;
    private int last;
    private int end;
    private boolean begun;
    private boolean grouped;

    private PhoneNumbers(CharSequence text) {
        this.text = text;
        this.signs = new Signs(text);
        this.piece = new DigitGroups(signs);
    }

    /** The same text if it has no number. */
    static String cut(CharSequence text) {
        int from = firstLook(text);
        return from < 0 ? text.toString() : new PhoneNumbers(text).cut(from);
    }

    /** Before the first place where enough digits, or escapes that may be some, stand together; -1 if there is none. */
    private static int firstLook(CharSequence text) {
        int length = text.length();
        int from = 0;
        int found = 0;
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            if (c >= '0' && c <= '9' || c > 127 && mayBeDigit(c)) {
                found++;
            } else if (c == '%') {
                found++;
                at = Signs.escaped(text, at) + 1;
            } else if (c == '\\') {
                boolean escape = at + 1 < length && text.charAt(at + 1) == 'u';
                found += escape ? 1 : 0;
                at += escape ? 5 : 1;
            } else if (c < 128 && isEnd(Sign.of(c))) {
                found = 0;
                from = Math.max(0, at - 1);
            }
            if (found >= LEAST) {
                return from;
            }
        }
        return -1;
    }

    private static boolean mayBeDigit(char c) {
        return Character.isDigit(c) || Character.isHighSurrogate(c);
    }

    private static boolean isEnd(Sign sign) {
        return sign == Sign.LETTER || sign == Sign.OTHER || sign == Sign.COLON;
    }

    private String cut(int from) {
        boolean tied = false; // to a letter
        boolean plus = false;
        boolean colon = false; // behind a digit
        boolean comma = false; // the same
        int between = 0;
        Sign before = Sign.OTHER;
        int at = from;
        while (at < text.length()) {
            Sign sign = signs.read(at);
            if (sign == Sign.DIGIT) {
                piece.read(at, plus, begun, grouped || comma);
                take(tied, colon);
                at = piece.end();
                plus = false;
                colon = false;
                comma = false;
                between = 0;
                before = Sign.DIGIT;
                continue;
            }
            between += sign == Sign.BLANK ? 0 : 1;
            boolean joins = sign == Sign.BLANK || between <= DigitGroups.SIGNS_MOST && DigitGroups.joins(sign, begun);
            if (digits > 0 && (!joins || sign == Sign.PLUS && before != Sign.DIGIT)) {
                finish();
            }
            plus = sign == Sign.PLUS && !begun || plus && (sign == Sign.BLANK || sign == Sign.ROUND);
            tied = sign == Sign.LETTER || sign == Sign.HYPHEN && tied;
            colon = sign == Sign.COLON && before == Sign.DIGIT;
            comma = text.charAt(at) == ',' && before == Sign.DIGIT;
            before = sign;
            at = signs.end();
        }
        finish();
        return cut == null
                ? text.toString()
                : cut.append(text, copied, text.length()).toString();
    }

    private void take(boolean tied, boolean colon) {
        if (!isSomethingElse(tied, colon)) {
            add();
        } else if (grouped && piece.endsGrouped()) {
            forget();
        } else {
            finish();
        }
    }

    private boolean isSomethingElse(boolean tied, boolean colon) {
        if (tied || piece.isId() || piece.isOfWord(begun)) {
            return true;
        } else if (piece.hasPlus() || begun && (digits < LEAST || piece.digits() < LEAST)) {
            return false;
        } else if (piece.isDate() || piece.isOfClock(colon)) {
            return true;
        }
        return !begun && !piece.beginsAsNumber() && (piece.isAddress() || piece.isDecimal() || piece.isVersion());
    }

    private void add() {
        grouped = piece.isGrouped(digits == 0) && (digits == 0 || grouped);
        if (digits == 0) {
            start = piece.start();
            secondEnd = piece.secondEnd();
        } else if (digits == 1) {
            secondEnd = piece.firstEnd();
        }
        lastButOne = piece.digits() == 1 ? last : piece.lastButOne();
        last = piece.last();
        end = piece.end();
        begun |= piece.beginsAsNumber();
        digits += piece.digits();
    }

    /** Nothing that follows belongs to it. */
    private void finish() {
        if (digits >= LEAST && (begun || !Quantities.isOne(text, start, end, grouped))) {
            cut = cut == null ? new StringBuilder(text.length()) : cut;
            cut.append(text, copied, secondEnd).append('…');
            copied = lastButOne;
        }
        forget();
    }

    private void forget() {
        digits = 0;
        begun = false;
        grouped = false;
    }
}

package dev.referee.masking;

/** Reads a text sign by sign and sees through escapes: {@code %2B}, {@code %D9%A0}, {@code %252B}, and JSON's own. */
final class Signs {

    private static final int MALFORMED = -1;

    private final CharSequence text;
    private int character;
    private int end;

    Signs(CharSequence text) {
        this.text = text;
    }

    int length() {
        return text.length();
    }

    /** What begins here; behind the end nothing does. */
    Sign read(int at) {
        if (at >= text.length()) {
            end = at;
            return Sign.OTHER;
        }
        character = text.charAt(at);
        end = at + 1;
        if (character == '%') {
            percent(at);
        } else if (character == '\\') {
            backslash(at);
        } else if (Character.isSurrogate((char) character)) {
            character = Character.codePointAt(text, at);
            end = at + Character.charCount(character);
        }
        return Sign.of(character);
    }

    /** Where what was read ends. */
    int end() {
        return end;
    }

    /** The value of the digit that was read. */
    int digit() {
        return character <= '9' ? character - '0' : Character.digit(character, 10);
    }

    private void percent(int at) {
        int first = octet(at);
        int more = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        int composed = more == 0 ? first : first & 0x3f >> more;
        for (; more > 0 && composed >= 0; more--) {
            int next = octet(end);
            composed = next >> 6 == 0b10 ? composed << 6 | next & 0x3f : MALFORMED;
        }
        if (Character.isValidCodePoint(composed)) {
            character = composed;
        } else {
            end = at + 1;
        }
    }

    /** The octet that is escaped here, however often; moves the end behind it. */
    private int octet(int at) {
        if (at >= text.length() || text.charAt(at) != '%') {
            return MALFORMED;
        }
        int digits = escaped(text, at);
        int octet = hex(text, digits, 2);
        end = octet < 0 ? end : digits + 2;
        return octet;
    }

    /** Where the two digits stand of an octet that is escaped here, perhaps more than once: {@code %25252B}. */
    static int escaped(CharSequence text, int at) {
        int digits = at + 1;
        while (hex(text, digits, 2) == '%' && hex(text, digits + 2, 2) >= 0) {
            digits += 2;
        }
        return digits;
    }

    private void backslash(int at) {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (kind == 'u') {
            int escaped = hex(text, at + 2, 4);
            if (escaped >= 0) {
                character = escaped;
                end = at + 6;
            }
        } else if ("nrtf".indexOf(kind) >= 0) {
            character = ' ';
            end = at + 2;
        }
    }

    private static int hex(CharSequence text, int at, int count) {
        if (at + count > text.length()) {
            return MALFORMED;
        }
        int value = 0;
        for (int i = at; i < at + count; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : MALFORMED;
            if (digit < 0) {
                return MALFORMED;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}

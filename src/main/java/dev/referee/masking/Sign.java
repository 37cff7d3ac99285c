package dev.referee.masking;

/** What a character is to a phone number. */
enum Sign {
    DIGIT,
    BLANK,
    /** Ties a word together, so ids with it stay whole: {@code t-12345678}, {@code rtc_12345678}. */
    HYPHEN,
    DASH,
    DOT,
    ROUND,
    /** Stands within a number only if it begins as nothing but a number does: ratios and lists have it, too. */
    SOFT,
    PLUS,
    COLON,
    /** Of ASCII, of which ids are made. */
    LETTER,
    OTHER;

    private static final Sign[] ASCII = new Sign[128];

    static {
        for (char c = 0; c < ASCII.length; c++) {
            ASCII[c] = ascii(c);
        }
    }

    static Sign of(int character) {
        return character < ASCII.length ? ASCII[character] : beyond(character);
    }

    private static Sign ascii(char c) {
        if (c <= ' ' || c == 0x7f) {
            return BLANK;
        } else if (c >= '0' && c <= '9') {
            return DIGIT;
        } else if (Character.isLetter(c)) {
            return LETTER;
        }
        return switch (c) {
            case '-', '_' -> HYPHEN;
            case '.' -> DOT;
            case '(', ')' -> ROUND;
            case '/', ',', '\'', '[', ']', '*', '~', '|' -> SOFT;
            case '+' -> PLUS;
            case ':' -> COLON;
            default -> OTHER;
        };
    }

    private static Sign beyond(int character) {
        switch (character) {
            case 0xb7, 0x2022, 0x2024, 0x2027, 0x2219, 0x3002, 0x30fb, 0xff0e, 0xff61:
                return DOT;
            case 0x2019, 0x2044, 0x2215, 0x3001, 0xff07, 0xff0c, 0xff0f:
                return SOFT;
            case 0x2795, 0xfe62, 0xff0b:
                return PLUS;
            case 0xff1a:
                return COLON;
            case 0x2043, 0x2212:
                return DASH;
            default:
                return byType(Character.getType(character));
        }
    }

    private static Sign byType(int type) {
        return switch ((byte) type) {
            case Character.DECIMAL_DIGIT_NUMBER -> DIGIT;
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK -> BLANK;
            case Character.DASH_PUNCTUATION -> DASH;
            case Character.START_PUNCTUATION, Character.END_PUNCTUATION -> ROUND;
            default -> OTHER;
        };
    }
}

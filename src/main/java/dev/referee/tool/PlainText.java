package dev.referee.tool;

import java.util.regex.Pattern;

/**
 * Text of the model as others can take it. It may end in a line of a file, in a header, in a document that is spoken to a
 * human, or in a database: XML has no control characters and no half characters, and PostgreSQL refuses a text with a null
 * character.
 */
public final class PlainText {

    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\\p{Cs}\\x{80}-\\x{9f}\\x{2028}\\x{2029}\\x{fffe}\\x{ffff}]+");

    private PlainText() {}

    /** The text with a blank for each run of control characters and line ends. */
    public static String of(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }

    /** The same, cut to so many characters. */
    public static String of(String text, int most) {
        String plain = of(text);
        if (plain.length() <= most) {
            return plain;
        }
        boolean splits = Character.isHighSurrogate(plain.charAt(most - 1));
        return plain.substring(0, splits ? most - 1 : most);
    }
}

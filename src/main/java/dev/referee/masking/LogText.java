package dev.referee.masking;

import java.util.regex.Pattern;

/** Makes texts from outside harmless in the log: they end no line, forge no field and do not reach a terminal's controls. */
public final class LogText {

    private static final Pattern LINE_END = Pattern.compile("[\\t-\\r\\u0085\\u2028\\u2029]+");
    private static final Pattern SPACE = Pattern.compile("[\\s\\u0085\\u2028\\u2029]+");

    /** What needs no quotes, besides letters and digits. */
    private static final String SAFE = "-_.:/+@…%,;?&()[]{}*~#'!$|<>";

    private LogText() {}

    /** This text in one line: a blank for each line end and tab, an escape for every other character that has no shape. */
    static String line(String text) {
        int at = 0;
        while (at < text.length() && hasShape(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        String flat = LINE_END.matcher(text).replaceAll(" ");
        StringBuilder line = new StringBuilder(flat.length());
        flat.chars().forEach(c -> append(line, (char) c));
        return line.toString();
    }

    /**
     * This text as the value of a field, masked and in one line. It stands in quotes, with {@code \"} and {@code \\} inside,
     * if it has anything but letters, digits and some signs.
     *
     * @param most how many characters of it are shown
     */
    public static String value(String text, int most) {
        String flat = SPACE.matcher(Masking.mask(text)).replaceAll(" ");
        String cut = flat.length() <= most ? flat : flat.substring(0, end(flat, most)) + "…";
        if (cut.chars().allMatch(c -> Character.isLetterOrDigit(c) || SAFE.indexOf(c) >= 0)) {
            return cut;
        }
        StringBuilder quoted = new StringBuilder(cut.length() + 8).append('"');
        cut.chars().forEach(c -> append(c == '"' || c == '\\' ? quoted.append('\\') : quoted, (char) c));
        return quoted.append('"').toString();
    }

    /** Not between the halves of a character. */
    private static int end(String text, int most) {
        return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    }

    private static void append(StringBuilder line, char c) {
        if (hasShape(c)) {
            line.append(c);
        } else {
            line.append(String.format("\\u%04x", (int) c));
        }
    }

    /** Controls have none, nor have marks of direction and whatever else is there to format. */
    private static boolean hasShape(char c) {
        if (c < 0x7f) {
            return c >= ' ';
        }
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}

package dev.referee.story;

import java.util.regex.Pattern;

/**
 * Writes texts of others into Markdown so that they stay texts: on one line, without markup, HTML, links or mentions, inside a
 * table too.
 */
final class Markdown {

    private static final Pattern MARKUP = Pattern.compile("([\\\\`*{}\\[\\]|~#$!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))");
    private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9 ./:;,+=@…-][A-Za-z0-9_ ./:;,+=@…{}()-]*");

    private Markdown() {}

    /** A text as it is, whatever it holds. */
    static String text(String raw) {
        return MARKUP.matcher(Moment.oneLine(raw))
                .replaceAll("\\\\$1")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;")
                .replace("://", "&#58;//")
                .replaceAll("(?i)\\bwww\\.", "www&#46;");
    }

    /** An id or value in the letters of a program, where it is harmless there; else as a text. */
    static String code(String raw) {
        String line = Moment.oneLine(raw);
        return PLAIN_ID.matcher(line).matches() ? "`" + line + "`" : text(raw);
    }

    /** One row of a table. */
    static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}

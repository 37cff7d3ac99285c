package dev.referee.preflight;

import dev.referee.masking.Masking;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the preflight. Holds no secret and no whole phone number: numbers are masked here.
 *
 * @param check what was looked at, in a word
 * @param level how bad it is
 * @param what what was found
 * @param remedy what to do; null where there is nothing to do
 */
public record Finding(
        String check, Level level, String what, @Nullable String remedy) {

    /** How bad it is. Only an error fails the preflight. */
    public enum Level {
        OK,
        WARNING,
        ERROR;

        /** {@code ok}, {@code warning} or {@code error}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        what = oneLine(what);
        remedy = remedy == null ? null : oneLine(remedy);
    }

    static Finding ok(String check, String what) {
        return new Finding(check, Level.OK, what, null);
    }

    static Finding warning(String check, String what, String remedy) {
        return new Finding(check, Level.WARNING, what, remedy);
    }

    static Finding error(String check, String what, String remedy) {
        return new Finding(check, Level.ERROR, what, remedy);
    }

    private static String oneLine(String text) {
        return Masking.mask(text).replaceAll("\\s+", " ").strip();
    }

    /** The whole line, as the command prints it. */
    @Override
    public String toString() {
        return "%-8s %-10s %s%s".formatted(level.word(), check, what, remedy == null ? "" : "; remedy: " + remedy);
    }
}

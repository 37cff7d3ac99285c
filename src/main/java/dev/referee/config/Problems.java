package dev.referee.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the settings, so that one start shows everything. Not thread-safe. */
final class Problems {

    private final List<SettingProblem> found = new ArrayList<>();

    /** Notes that a value is wrong: {@code what} goes on after the property's name, as in "must be …". */
    void add(String property, String what) {
        SettingProblem problem = new SettingProblem(property, KnownSettings.named(property) + " " + what);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    void missing(String property) {
        add(property, "is missing: " + KnownSettings.where(property));
    }

    /** A required text; {@code rule} says what a right one is, and the value itself is never shown. */
    void text(String property, @Nullable String value, Predicate<String> isRight, String rule) {
        if (value == null || value.isBlank()) {
            missing(property);
        } else if (value.contains("${")) {
            add(property, "holds a placeholder that nothing sets: set that variable or property");
        } else if (!isRight.test(value)) {
            add(property, "is malformed: it must be " + rule + "; " + KnownSettings.where(property));
        }
    }

    void duration(String property, @Nullable Duration value, Duration least, Duration most) {
        if (value == null) {
            missing(property);
        } else if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            add(property, "is " + text(value) + ": it must lie between " + text(least) + " and " + text(most));
        }
    }

    void number(String property, int value, int least, int most) {
        if (value < least || value > most) {
            add(property, "is " + value + ": it must lie between " + least + " and " + most);
        }
    }

    List<SettingProblem> found() {
        return List.copyOf(found);
    }

    /** Throws a {@link SettingsException} that names everything found, if anything was. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new SettingsException(found);
        }
    }

    /** Whether this is an absolute http or https address with a host, without user, query or fragment. */
    static boolean isHttpBase(String value) {
        try {
            URI uri = new URI(value);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    /** Whether no character is blank or a control character, as in keys and tokens. */
    static boolean isUnbroken(String value) {
        return value.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    /** Trimmed and without slashes at the end; null stays empty. */
    static String base(@Nullable String url) {
        return url == null ? "" : url.strip().replaceAll("/+$", "");
    }

    static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static String text(Duration value) {
        return value.toMillis() % 1000 == 0 ? value.toSeconds() + "s" : value.toMillis() + "ms";
    }
}

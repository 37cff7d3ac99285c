package dev.referee.config;

import org.jspecify.annotations.Nullable;

/**
 * One setting that stops the start.
 *
 * @param property the whole property name, {@code referee.…}
 * @param line what is wrong and how to put it right, in one line; never holds a secret
 * @param place where it stands, if a file alone can be to blame
 */
public record SettingProblem(String property, String line, SettingsFiles.@Nullable Place place) {

    /** A problem of a value, wherever it comes from. */
    public SettingProblem(String property, String line) {
        this(property, line, null);
    }

    /** For a person: with file and line, if they are known. */
    @Override
    public String toString() {
        return place == null || place.file().isEmpty() ? line : place.file() + ":" + place.line() + ": " + line;
    }
}

package dev.referee.config;

/**
 * One setting that stops the start.
 *
 * @param property the whole property name, {@code referee.…}
 * @param line what is wrong and how to put it right, in one line; never holds a secret
 */
public record SettingProblem(String property, String line) {

    @Override
    public String toString() {
        return line;
    }
}

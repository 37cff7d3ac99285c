package dev.referee.twin;

/**
 * One line of what happened.
 *
 * @param ms milliseconds since the call was placed
 * @param text what happened; the same for the same seed and the same answers
 */
public record StoryLine(long ms, String text) {

    @Override
    public String toString() {
        return "%7d ms  %s".formatted(ms, text);
    }
}

package dev.referee.tool;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a tool. Immutable.
 *
 * @param name the name of the argument, and of the header that a route finds it in
 * @param type its type
 * @param description tells the model what to write; may be empty
 * @param required whether a call without it is refused
 * @param choices the only values there are, of its type; empty allows all
 * @param pattern what a text must match as a whole, as the route gets it; null for none, and for other types
 */
public record ToolParameter(
        String name,
        ParameterType type,
        String description,
        boolean required,
        List<Object> choices,
        @Nullable Pattern pattern) {

    /** Longest text that an argument may be, in characters. */
    public static final int TEXT_MAX = 4_000;

    /** Keeps its own copy of the choices. */
    public ToolParameter {
        choices = List.copyOf(choices);
    }

    /** What is wrong with this value, to go on after the parameter's name; empty if nothing is. */
    Optional<String> complaint(Object value) {
        if (type.read(value).isEmpty()) {
            return Optional.of("must be " + type.words());
        }
        if (!choices.isEmpty() && !choices.contains(clean(value))) {
            return Optional.of("must be one of " + choices);
        }
        if (value instanceof String text && text.length() > TEXT_MAX) {
            return Optional.of("is longer than " + TEXT_MAX + " characters");
        }
        if (pattern != null && !pattern.matcher((String) clean(value)).matches()) {
            return Optional.of("must match " + pattern);
        }
        return Optional.empty();
    }

    /** The value as its type has it, without control characters: a route may write it into a line of a file or a header. */
    Object clean(Object value) {
        Object read = type.read(value).orElseThrow();
        return read instanceof String text ? PlainText.of(text) : read;
    }
}

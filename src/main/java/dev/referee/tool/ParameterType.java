package dev.referee.tool;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types that a tool's parameter can have, by the names of JSON schema. */
public enum ParameterType {
    /** Text; becomes a {@link String}. */
    STRING("a text"),
    /** A whole number; becomes a {@link Long}. */
    INTEGER("a whole number"),
    /** Any finite number; becomes a {@link Double}. */
    NUMBER("a number"),
    /** True or false; becomes a {@link Boolean}. */
    BOOLEAN("true or false");

    private final String words;

    ParameterType(String words) {
        this.words = words;
    }

    /** The name in JSON schema. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a value of this type is, to go on after "must be". */
    public String words() {
        return words;
    }

    /**
     * The type of this name.
     *
     * @throws IllegalArgumentException for another name; the message lists the valid ones
     */
    public static ParameterType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the type \"" + word + "\" is not one of "
                        + Arrays.stream(values()).map(ParameterType::word).collect(Collectors.joining(", "))));
    }

    /**
     * The value as this type has it, from what a JSON reader makes of a value; empty if it is of another type. A text that
     * looks like a number is a text.
     */
    public Optional<Object> read(@Nullable Object value) {
        return switch (this) {
            case STRING -> value instanceof String text ? Optional.of(text) : Optional.empty();
            case BOOLEAN -> value instanceof Boolean ? Optional.of(value) : Optional.empty();
            case INTEGER -> value instanceof Number number ? whole(number) : Optional.empty();
            case NUMBER ->
                value instanceof Number number && Double.isFinite(number.doubleValue())
                        ? Optional.of(number.doubleValue())
                        : Optional.empty();
        };
    }

    /** The value that is written so in an option; empty if it is of another type. */
    public Optional<Object> parse(String text) {
        try {
            return switch (this) {
                case STRING -> Optional.of(text);
                case INTEGER, NUMBER -> read(new BigDecimal(text));
                case BOOLEAN ->
                    text.equals("true") || text.equals("false") ? Optional.of(Boolean.valueOf(text)) : Optional.empty();
            };
        } catch (NumberFormatException other) {
            return Optional.empty();
        }
    }

    private static Optional<Object> whole(Number number) {
        if (number instanceof Integer || number instanceof Long) {
            return Optional.of(number.longValue());
        }
        if (number instanceof BigInteger big) {
            return big.bitLength() < Long.SIZE ? Optional.of(big.longValue()) : Optional.empty();
        }
        double value = number.doubleValue();
        // beyond 2^53 a double no longer says which whole number was meant
        boolean exact = value == Math.rint(value) && Math.abs(value) < 0x1p53;
        return exact ? Optional.of((long) value) : Optional.empty();
    }
}

package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * One thing about a call that can be ordered: its name in JSON, its default, its words for the page, and how its value
 * is read. All of them stand in {@link Switches}.
 *
 * @param <T> the type of the value
 */
public final class Switch<T> {

    private final String key;
    private final T usual;
    private final String label;
    private final boolean assumption;
    private final List<Fault> values;
    private final Function<JsonNode, T> reader;
    private final Function<T, Object> writer;

    Switch(
            String key,
            T usual,
            String label,
            boolean assumption,
            List<Fault> values,
            Function<JsonNode, T> reader,
            Function<T, Object> writer) {
        this.key = key;
        this.usual = usual;
        this.label = label;
        this.assumption = assumption;
        this.values = values;
        this.reader = reader;
        this.writer = writer;
    }

    static <E extends Enum<E> & Fault> Switch<E> choice(String key, E usual, String label) {
        Class<E> type = usual.getDeclaringClass();
        return new Switch<>(
                key,
                usual,
                label,
                false,
                List.copyOf(Arrays.asList(type.getEnumConstants())),
                json -> constant(type, json.asText()),
                Enum::name);
    }

    static Switch<Integer> number(String key, int usual, String label) {
        return new Switch<>(key, usual, label, false, List.of(), Switch::readNumber, value -> value);
    }

    static Switch<String> text(String key, String usual, String label) {
        return new Switch<>(key, usual, label, false, List.of(), JsonNode::asText, value -> value);
    }

    static Switch<Boolean> flag(String key, boolean usual, boolean assumption, String label) {
        return new Switch<>(key, usual, label, assumption, List.of(), Switch::readFlag, value -> value);
    }

    /** The constant of that name; the complaint names the valid ones. */
    static <E extends Enum<E>> E constant(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name.trim().toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is not one of "
                + Arrays.toString(type.getEnumConstants()).replaceAll("[\\[\\]]", ""));
    }

    private static Integer readNumber(JsonNode json) {
        if (!json.isIntegralNumber() || !json.canConvertToInt() || json.intValue() < 0) {
            throw new IllegalArgumentException("'" + json.asText() + "' is not a whole number from 0");
        }
        return json.intValue();
    }

    private static Boolean readFlag(JsonNode json) {
        if (!json.isBoolean()) {
            throw new IllegalArgumentException("'" + json.asText() + "' is not one of true, false");
        }
        return json.booleanValue();
    }

    /** The name in JSON. */
    public String key() {
        return key;
    }

    /** The default. */
    public T usual() {
        return usual;
    }

    /** True if the switch as a whole models something that nobody has published. */
    public boolean assumption() {
        return assumption;
    }

    T read(JsonNode json) {
        try {
            return reader.apply(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    void write(ObjectNode into, T value) {
        into.set(key, Json.tree(writer.apply(value)));
    }

    /** Whether this value rests on a guess. */
    boolean guesses(Object value) {
        return value instanceof Fault fault ? fault.words().assumption() : assumption;
    }

    /** How a page would ask for it. */
    private String type() {
        if (usual instanceof Integer) {
            return "number";
        } else if (usual instanceof Boolean) {
            return "flag";
        } else if (usual instanceof String) {
            return "text";
        } else if (usual instanceof Map) {
            return "humans";
        }
        return usual instanceof List ? "steps" : "choice";
    }

    /** The entry of the catalogue. */
    ObjectNode describe() {
        ObjectNode json = Json.object()
                .put("key", key)
                .put("label", label)
                .put("type", type())
                .put("assumption", assumption);
        write(json, usual);
        json.set("default", json.remove(key));
        ArrayNode list = json.putArray("values");
        for (Fault value : values) {
            list.addObject()
                    .put("value", value.name())
                    .put("label", value.words().label())
                    .put("description", value.words().description())
                    .put("assumption", value.words().assumption());
        }
        return json;
    }
}

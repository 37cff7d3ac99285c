package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * How one call goes: the {@link Switches} that differ from their defaults. Immutable.
 *
 * <pre>{@code CallScript.usual().with(REFER, Refer.SILENT).human("+61290000001", Does.BUSY)}</pre>
 */
public final class CallScript {

    private static final CallScript USUAL = new CallScript(Map.of());

    private final Map<Switch<?>, Object> changed;

    private CallScript(Map<Switch<?>, Object> changed) {
        this.changed = changed;
    }

    /** A call in which everything works. */
    public static CallScript usual() {
        return USUAL;
    }

    /** This script with one switch set. */
    public <T> CallScript with(Switch<T> what, T value) {
        Map<Switch<?>, Object> copy = new HashMap<>(changed);
        copy.put(what, value);
        return new CallScript(Map.copyOf(copy));
    }

    /** This script with the behaviour of one number. */
    public CallScript human(String number, HumanScript human) {
        Map<String, HumanScript> copy = new LinkedHashMap<>(get(Switches.HUMANS));
        copy.put(number, human);
        return with(Switches.HUMANS, Map.copyOf(copy));
    }

    /** This script with the behaviour of one number, with the usual times. */
    public CallScript human(String number, HumanScript.Does does) {
        return human(number, HumanScript.of(does));
    }

    /** This script with these turns of the model. */
    public CallScript model(ModelStep... steps) {
        return with(Switches.MODEL, List.of(steps));
    }

    /** The value of a switch. */
    @SuppressWarnings("unchecked") // only with() puts, and it pairs the types
    public <T> T get(Switch<T> what) {
        return (T) changed.getOrDefault(what, what.usual());
    }

    /**
     * Reads a script; what is not named keeps its value.
     *
     * @throws IllegalArgumentException for unknown keys and values; the message names the valid ones
     */
    public CallScript withJson(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            throw new IllegalArgumentException("a call script is a JSON object");
        }
        Map<Switch<?>, Object> copy = new HashMap<>(changed);
        object.properties().forEach(field -> {
            Switch<?> found = named(field.getKey());
            copy.put(found, found.read(field.getValue()));
        });
        return new CallScript(Map.copyOf(copy));
    }

    private static Switch<?> named(String key) {
        List<String> keys = new ArrayList<>();
        for (Switch<?> each : Switches.all()) {
            if (each.key().equals(key)) {
                return each;
            }
            keys.add(each.key());
        }
        throw new IllegalArgumentException("'" + key + "' is not one of preset, " + String.join(", ", keys));
    }

    /** What differs from the defaults. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        forEachChange((key, value) -> writeTo(json, key, value));
        return json;
    }

    /** The switches that rest on a guess, as {@code key=value}, to be logged at the start of a call. */
    public List<String> assumptions() {
        List<String> found = new ArrayList<>();
        for (Switch<?> each : Switches.all()) {
            Object value = get(each);
            if (each.guesses(value)) {
                found.add(each.key() + "=" + value);
            }
        }
        return List.copyOf(found);
    }

    private void forEachChange(BiConsumer<Switch<?>, Object> action) {
        for (Switch<?> each : Switches.all()) {
            Object value = changed.get(each);
            if (value != null) {
                action.accept(each, value);
            }
        }
    }

    @SuppressWarnings("unchecked") // only with() and withJson() put, and both pair the types
    private static <T> void writeTo(ObjectNode json, Switch<T> what, Object value) {
        what.write(json, (T) value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CallScript script && changed.equals(script.changed);
    }

    @Override
    public int hashCode() {
        return changed.hashCode();
    }

    @Override
    public String toString() {
        return toJson().toString();
    }
}

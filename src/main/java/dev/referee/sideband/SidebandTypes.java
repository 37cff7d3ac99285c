package dev.referee.sideband;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The event types that one consumer wants.
 *
 * @param names the types; empty means all
 */
public record SidebandTypes(Set<String> names) {

    /** Every type. */
    public static final SidebandTypes ALL = new SidebandTypes(Set.of());

    /** Copies the set; immutable from here on. */
    public SidebandTypes {
        names = Set.copyOf(names);
    }

    /** Reads a comma-separated list; blanks around a name are dropped, an empty list or a {@code *} in it means all. */
    public static SidebandTypes parse(String list) {
        Set<String> names = Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return names.contains("*") ? ALL : new SidebandTypes(names);
    }

    /** Whether this consumer wants events of that type. */
    public boolean contains(String type) {
        return names.isEmpty() || names.contains(type);
    }
}

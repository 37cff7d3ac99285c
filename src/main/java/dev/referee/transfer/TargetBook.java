package dev.referee.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All targets by name. Turns a name into the whole way a caller may take: every number of the target, then those of the
 * targets that {@code otherwise} names, then the end. Immutable.
 *
 * @param targets by name
 */
public record TargetBook(Map<String, Target> targets) {

    /** Keeps its own copy. */
    public TargetBook {
        targets = Map.copyOf(targets);
    }

    /** The target with this name. */
    public Optional<Target> find(String name) {
        return Optional.ofNullable(targets.get(name));
    }

    /**
     * What a transfer to this target would do.
     *
     * @param at when it is asked for, which decides what is closed
     * @throws IllegalArgumentException if there is no such target; ask {@link #find} first
     */
    public Plan plan(
            TransferId id,
            String name,
            String requestedBy,
            String reason,
            String summary,
            @Nullable String functionCallId,
            Instant at) {
        List<Stop> stops = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String next = name;
        while (targets.containsKey(next) && seen.add(next)) {
            Target target = targets.get(next);
            stops.addAll(target.stops(at));
            next = target.otherwise();
        }
        if (stops.isEmpty()) {
            throw new IllegalArgumentException("there is no target " + name);
        }
        return new Plan(id, name, requestedBy, reason, summary, stops, ending(next), functionCallId);
    }

    /** A circle of targets, which configuration refuses at start, would end with the agent. */
    private static Ending ending(String otherwise) {
        return switch (otherwise) {
            case "voicemail" -> Ending.VOICEMAIL;
            case "hang-up" -> Ending.HANG_UP;
            default -> Ending.RETURN;
        };
    }
}

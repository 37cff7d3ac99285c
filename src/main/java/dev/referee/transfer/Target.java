package dev.referee.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named place to transfer to, as configuration gives it.
 *
 * @param name its name
 * @param description tells the model when to choose it
 * @param dial its numbers in the order they are tried, each with those that ring at the same time; never empty
 * @param ring how long each may ring
 * @param otherwise {@code return}, {@code voicemail}, {@code hang-up}, or the name of another target
 * @param manner how its numbers are dialled
 * @param open when it can be reached; null for always
 */
public record Target(
        String name,
        String description,
        List<List<Destination>> dial,
        Duration ring,
        String otherwise,
        Manner manner,
        @Nullable Opening open) {

    /** Keeps its own copy. */
    public Target {
        dial = dial.stream().map(List::copyOf).toList();
    }

    /** Its stops, if it is dialled at this moment. */
    List<Stop> stops(Instant at) {
        boolean closed = open != null && !open.isOpen(at);
        return dial.stream()
                .map(group -> new Stop(name, group.get(0), ring, group.subList(1, group.size()), manner, closed))
                .toList();
    }
}

package dev.referee.transfer;

import java.time.Duration;
import java.util.List;

/**
 * A named place to transfer to, as configuration gives it.
 *
 * @param name its name
 * @param description tells the model when to choose it
 * @param dial its numbers in the order they are tried; never empty
 * @param ring how long each may ring
 * @param otherwise {@code return}, {@code voicemail}, {@code hang-up}, or the name of another target
 */
public record Target(String name, String description, List<Destination> dial, Duration ring, String otherwise) {

    /** Keeps its own copy. */
    public Target {
        dial = List.copyOf(dial);
    }
}

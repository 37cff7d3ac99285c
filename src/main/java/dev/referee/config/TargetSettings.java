package dev.referee.config;

import dev.referee.transfer.Destination;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named place to transfer to. Only what stands here can be dialled.
 *
 * @param description tells the model when to choose it
 * @param dial 1 to 20 addresses, tried in order; each {@code tel:+…} or {@code sip:user@host}
 * @param ring how long each rings, 1 s to 10 min, or null: {@code referee.transfer.ring-timeout}
 * @param otherwise when nobody answers: {@code return} (back to the agent, the default), {@code voicemail},
 *     {@code hang-up}, or another target's name
 */
public record TargetSettings(
        String description, List<String> dial, @Nullable Duration ring, String otherwise) {

    /** What {@code otherwise} may say besides a target's name; a target cannot have one of these names. */
    public static final Set<String> ENDINGS = Set.of("return", "voicemail", "hang-up");

    public TargetSettings {
        dial = dial == null ? List.of() : dial.stream().map(String::strip).toList();
        otherwise = otherwise == null || otherwise.isBlank() ? "return" : otherwise.strip();
    }

    /** The addresses of {@code dial}, in order. */
    public List<Destination> destinations() {
        return dial.stream().map(Destination::new).toList();
    }

    void check(String prefix, Problems problems) {
        problems.text(prefix + ".description", description, text -> true, "a text");
        if (dial.isEmpty() || dial.size() > 20) {
            problems.add(prefix + ".dial", "has " + dial.size() + " entries: give 1 to 20 addresses");
        }
        for (int i = 0; i < dial.size(); i++) {
            try {
                new Destination(dial.get(i));
            } catch (IllegalArgumentException malformed) {
                problems.add(prefix + ".dial[" + i + "]", "is \"" + dial.get(i) + "\": " + malformed.getMessage());
            }
        }
        if (ring != null) {
            problems.duration(prefix + ".ring", ring, Duration.ofSeconds(1), Duration.ofMinutes(10));
        }
    }
}

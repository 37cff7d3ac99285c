package dev.referee.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a transfer needs to know, fixed when it is asked for: a later change of configuration does not reach it.
 *
 * @param id the transfer
 * @param target the target that was asked for
 * @param requestedBy {@code agent}, {@code operator} or {@code rescue}
 * @param reason why, in the words of whoever asked; may be empty
 * @param summary what was said so far, in short; may be empty
 * @param stops the numbers in the order they are tried, those of {@code otherwise} targets included; never empty
 * @param ending what happens after the last stop
 * @param functionCallId the model's function call that waits for a result, if one does
 */
public record Plan(
        TransferId id,
        String target,
        String requestedBy,
        String reason,
        String summary,
        List<Stop> stops,
        Ending ending,
        @Nullable String functionCallId) {

    /** The word for a transfer that nobody asked for: the agent's leg never came up. */
    public static final String RESCUE = "rescue";

    /** Refuses a plan without a number with {@link IllegalArgumentException}. */
    public Plan {
        stops = List.copyOf(stops);
        if (stops.isEmpty()) {
            throw new IllegalArgumentException("a transfer needs at least one number: target " + target);
        }
    }

    /** Whether the caller never reached an agent, so that there is none to return to. */
    public boolean isRescue() {
        return requestedBy.equals(RESCUE);
    }
}

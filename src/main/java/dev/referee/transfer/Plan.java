package dev.referee.transfer;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a transfer needs to know, fixed when it is asked for: a later change of configuration does not reach it.
 *
 * @param id the transfer
 * @param target the target that was asked for
 * @param requestedBy {@code agent}, {@code operator}, {@code limit}, {@code referee} or {@code rescue}
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

    /** The word for a transfer away from an agent that cannot speak any more. */
    public static final String REFEREE = "referee";

    /** Refuses a plan without a number with {@link IllegalArgumentException}. */
    public Plan {
        stops = List.copyOf(stops);
        if (stops.isEmpty()) {
            throw new IllegalArgumentException("a transfer needs at least one number: target " + target);
        }
    }

    /** The first stop from this one on that is dialled; empty if there is none. */
    OptionalInt openFrom(int stop) {
        return IntStream.range(stop, stops.size())
                .filter(one -> !stops.get(one).closed())
                .findFirst();
    }

    /** The stop that is dialled first; where all is closed, the first of them, which is not dialled. */
    Stop first() {
        return stops.get(openFrom(0).orElse(0));
    }

    /** The targets from this stop on that are closed, each once. */
    List<String> closedFrom(int stop) {
        return stops.stream()
                .skip(stop)
                .filter(Stop::closed)
                .map(Stop::target)
                .distinct()
                .toList();
    }

    /** The targets that are closed, each once. */
    public List<String> closed() {
        return closedFrom(0);
    }

    /** Whether there is nothing to move a caller for: everything is closed, and he would come back to the agent. */
    public boolean isInVain() {
        return openFrom(0).isEmpty() && ending == Ending.RETURN && !isRescue();
    }

    /** Whether there is no agent to return to: the caller never reached one, or it is mute. */
    public boolean isRescue() {
        return requestedBy.equals(RESCUE) || requestedBy.equals(REFEREE);
    }
}

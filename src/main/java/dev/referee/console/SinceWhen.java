package dev.referee.console;

import dev.referee.call.CallKey;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.LastSteps;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Since when somebody, or nobody, has been on the line with a caller: the latest event that can have brought it about. */
@Component
class SinceWhen {

    private static final Map<String, List<String>> BROUGHT_BY = Map.of(
            "agent", List.of("agent-leg-answered"),
            "human", List.of("leg-answered", "leg-accepted"),
            "ringing", List.of("leg-ringing", "leg-answered"),
            "voicemail", List.of("outcome"),
            "nobody",
                    List.of(
                            "agent-leg-completed",
                            "agent-leg-failed",
                            "agent-leg-canceled",
                            "agent-dropped",
                            "fence-won",
                            "leg-ended",
                            "target-not-reached",
                            "returning-to-agent"));
    private static final List<String> TYPES =
            BROUGHT_BY.values().stream().flatMap(List::stream).distinct().toList();

    private final LastSteps steps;

    SinceWhen(LastSteps steps) {
        this.steps = steps;
    }

    /** What is known of these calls, in one look. */
    Known of(List<CallHead> calls) {
        return new Known(steps.of(calls.stream().map(CallHead::key).toList(), TYPES));
    }

    /** The latest events of some calls. */
    record Known(Map<CallKey, Map<String, Instant>> latest) {

        /** Since when this has been so; from the call's start where no event says more. */
        Instant since(CallHead call, String who) {
            Map<String, Instant> mine = latest.getOrDefault(call.key(), Map.of());
            Optional<Instant> found = BROUGHT_BY.getOrDefault(who, List.of()).stream()
                    .map(mine::get)
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder());
            return found.orElse(call.startedAt());
        }
    }
}

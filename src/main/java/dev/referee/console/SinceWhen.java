package dev.referee.console;

import dev.referee.call.CallKey;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.LastSteps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Since when somebody, or nobody, has been on the line with a caller: the latest event that can have brought it about. And
 * which agents have just failed to speak.
 */
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
                            "agent-mute",
                            "fence-won",
                            "leg-ended",
                            "target-not-reached",
                            "returning-to-agent"));
    private static final List<String> TYPES =
            BROUGHT_BY.values().stream().flatMap(List::stream).distinct().toList();

    /** An agent that goes on failing does so again within less. */
    private static final Duration LATELY = Duration.ofSeconds(20);

    private final LastSteps steps;
    private final Clock clock;

    SinceWhen(LastSteps steps, Clock clock) {
        this.steps = steps;
        this.clock = clock;
    }

    /** What is known of these calls, in two looks. */
    Known of(List<CallHead> calls) {
        List<CallKey> keys = calls.stream().map(CallHead::key).toList();
        Instant lately = clock.instant().minus(LATELY);
        return new Known(steps.of(keys, TYPES), steps.latest(keys, "agent-trouble", lately));
    }

    /** The latest events of some calls. */
    record Known(Map<CallKey, Map<String, Instant>> latest, Map<CallKey, LastSteps.Step> troubles) {

        /** How the agent has just failed to speak; one that was interrupted did speak. */
        Optional<Overview.Trouble> trouble(CallHead call) {
            return Optional.ofNullable(troubles.get(call.key()))
                    .map(step -> new Overview.Trouble(
                            step.at().truncatedTo(ChronoUnit.MILLIS),
                            step.detail().getOrDefault("what", "")))
                    .filter(trouble -> !trouble.what().endsWith("-interrupted"));
        }

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

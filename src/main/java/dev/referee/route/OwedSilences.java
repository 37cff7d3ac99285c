package dev.referee.route;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Measures {@code referee_owed_silence_seconds}: for how long callers of this node heard nothing though somebody owed them a
 * turn (see {@link dev.referee.tool.OwedSilence}). Its {@code _max} is the longest of the last hour. A span that begins on one
 * node and goes on on another counts on the first, as far as it had come. Thread-safe.
 */
@Component
public class OwedSilences {

    /** The last hour moves on in so many steps. Micrometer takes the time of one for the "expiry" of a maximum. */
    private static final int STEPS = 12;

    private static final Duration STEP = Duration.ofHours(1).dividedBy(STEPS);

    /** The last is twice the default of {@code referee.agent.silence} and five seconds, which nobody is to hear (contract §8). */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(4),
        Duration.ofSeconds(8),
        Duration.ofSeconds(13),
        Duration.ofSeconds(21)
    };

    private final Timer byAgents;

    OwedSilences(MeterRegistry meters) {
        this.byAgents = Timer.builder("referee.owed.silence")
                .description("The caller heard nothing though somebody owed them a turn; max: of the last hour")
                .tag("who", "agent")
                .serviceLevelObjectives(BUCKETS)
                .distributionStatisticExpiry(STEP)
                .distributionStatisticBufferLength(STEPS)
                .register(meters);
    }

    void ended(Duration silence) {
        byAgents.record(silence);
    }

    /** The longest that ended within the last hour on this node; zero if there was none. */
    public Duration longest() {
        return Duration.ofMillis(Math.round(byAgents.max(TimeUnit.MILLISECONDS)));
    }
}

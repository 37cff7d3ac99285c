package dev.referee.route;

import dev.referee.call.CallKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * One timer per call, for precision; the ledger's {@code due_at} is the truth, and a timer that fires early, late or
 * twice changes nothing. Thread-safe.
 */
@Component
public class Deadlines {

    /** How long after a mechanism's deadline this net is stretched below the evidence aggregator. */
    static final Duration NET = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Map<CallKey, Timer> timers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService scheduler;
    private final ExecutorService executor;
    private final Clock clock;
    private Consumer<CallKey> due = key -> {};

    Deadlines(
            @Qualifier("deadlineScheduler") ScheduledExecutorService scheduler,
            @Qualifier("commandExecutor") ExecutorService executor,
            Clock clock) {
        this.scheduler = scheduler;
        this.executor = executor;
        this.clock = clock;
    }

    /** Says what to do when a call is due; set once, before any timer is armed. */
    void onDue(Consumer<CallKey> action) {
        this.due = action;
    }

    /** Arms the call's timer for this time in place of an earlier one; null disarms it. */
    void arm(CallKey key, @Nullable Instant at) {
        timers.compute(key, (same, old) -> {
            if (old != null && at != null && old.at().equals(at)) {
                return old;
            }
            if (old != null) {
                old.future().cancel(false);
            }
            return at == null ? null : new Timer(at, schedule(key, at));
        });
    }

    /** How many calls have a timer. */
    public int count() {
        return timers.size();
    }

    private Future<?> schedule(CallKey key, Instant at) {
        long nanos = Math.max(0, Duration.between(clock.instant(), at).toNanos());
        return scheduler.schedule(() -> executor.execute(() -> fire(key, at)), nanos, TimeUnit.NANOSECONDS);
    }

    private void fire(CallKey key, Instant at) {
        timers.computeIfPresent(key, (same, timer) -> timer.at().equals(at) ? null : timer);
        try {
            due.accept(key);
        } catch (RuntimeException e) {
            LOG.warn("call {}: its deadline could not be handled, trying again in {}: {}", key, AGAIN, e.toString());
            arm(key, clock.instant().plus(AGAIN));
        }
    }

    private record Timer(Instant at, Future<?> future) {}
}

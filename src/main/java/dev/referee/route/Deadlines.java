package dev.referee.route;

import dev.referee.call.CallKey;
import dev.referee.scope.CallScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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

    private static final int OVER_MAX = 1_000;

    private final Map<CallKey, Timer> timers = new ConcurrentHashMap<>();

    /** The calls that ended last. */
    private final Map<CallKey, Boolean> over = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CallKey, Boolean> eldest) {
            return size() > OVER_MAX;
        }
    };

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

    /**
     * Arms the call's timer for this time in place of that of an earlier decision; null disarms it. Two decisions of one
     * call may come here in the wrong order, for each comes on its own thread after its transaction: the later one counts.
     */
    void arm(CallKey key, @Nullable Instant at, Instant decidedAt) {
        timers.compute(key, (same, old) -> {
            if (isOver(key) || old != null && old.decidedAt().isAfter(decidedAt)) {
                return isOver(key) ? disarmed(old) : old;
            }
            if (old != null && old.at().equals(at)) {
                return new Timer(at, decidedAt, old.future());
            }
            disarmed(old);
            return at == null ? null : new Timer(at, decidedAt, schedule(key, at));
        });
    }

    /** The call is over: no timer from now on, not even by a decision that comes here late. */
    void end(CallKey key) {
        synchronized (over) {
            over.put(key, Boolean.TRUE);
        }
        timers.computeIfPresent(key, (same, old) -> disarmed(old));
    }

    private boolean isOver(CallKey key) {
        synchronized (over) {
            return over.containsKey(key);
        }
    }

    private static @Nullable Timer disarmed(@Nullable Timer timer) {
        if (timer != null) {
            timer.future().cancel(false);
        }
        return null;
    }

    /** How many calls have a timer. */
    public int count() {
        return timers.size();
    }

    private Future<?> schedule(CallKey key, Instant at) {
        long nanos = Math.max(0, Duration.between(clock.instant(), at).toNanos());
        return scheduler.schedule(() -> submit(key, at), nanos, TimeUnit.NANOSECONDS);
    }

    private void submit(CallKey key, Instant at) {
        try {
            executor.execute(() -> fire(key, at));
        } catch (RejectedExecutionException full) {
            Instant now = clock.instant();
            arm(key, now.plus(AGAIN), now);
        }
    }

    private void fire(CallKey key, Instant at) {
        CallScope scope = CallScope.of(key);
        try {
            handle(key, at);
        } finally {
            scope.close();
        }
    }

    private void handle(CallKey key, Instant at) {
        timers.computeIfPresent(key, (same, timer) -> timer.at().equals(at) ? null : timer);
        try {
            due.accept(key);
        } catch (RuntimeException e) {
            LOG.warn("call {}: its deadline could not be handled, trying again in {}: {}", key, AGAIN, e.toString());
            Instant now = clock.instant();
            arm(key, now.plus(AGAIN), now);
        }
    }

    private record Timer(Instant at, Instant decidedAt, Future<?> future) {}
}

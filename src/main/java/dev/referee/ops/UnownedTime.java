package dev.referee.ops;

import dev.referee.call.CallKey;
import dev.referee.ledger.Applied;
import dev.referee.ledger.LedgerListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Measures {@code referee_caller_unowned_seconds}: how long nobody was on the line with a caller who had been answered,
 * or whose agent never came. One call may count more than once.
 *
 * <ul>
 *   <li>It begins when the agent's leg is gone, when a redirect or release lands (a REFER leaves the agent's leg up until
 *       a human answers, so neither counts), when a number that had answered turns out not to be a human, or when
 *       the agent is dialled again.
 *   <li>It ends when the target's leg is answered, the agent's sideband is open, the voicemail box takes the caller, or
 *       the call is over. Ringing of the target counts: that is what the caller waits through.
 *   <li>An agent's leg that ends because the caller hung up does not count: a time that began with no more than the
 *       leg's end and ended with the call is dropped, unless the call failed.
 * </ul>
 *
 * Times are those of the ledger's decisions. What begins on one node and ends on another is not measured. Bounded: beyond
 * the bound the oldest beginning is forgotten. Thread-safe.
 */
@Component
class UnownedTime implements LedgerListener {

    static final int CALLS_MAX = 10_000;
    private static final int OVER_MAX = 1_000;

    private static final Duration[] BUCKETS = Buckets.millis(250, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 30_000);

    private final Map<CallKey, Alone> alone = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CallKey, Alone> oldest) {
            return size() > CALLS_MAX;
        }
    };

    /** The calls that ended last: a decision made before may be heard after, on its own thread, and begins nothing. */
    private final Map<CallKey, Boolean> over = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CallKey, Boolean> oldest) {
            return size() > OVER_MAX;
        }
    };

    private final Timer timer;

    UnownedTime(MeterRegistry meters) {
        this.timer = Timer.builder("referee.caller.unowned")
                .description("Nobody on the line with the caller")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    @Override
    public synchronized void applied(Applied applied) {
        CallKey key = applied.before().key();
        if (Ownership.of(applied.file()) == Ownership.SOMEBODY) {
            alone.remove(key); // it ended on another node
        }
        Instant at = applied.at();
        if (applied.decision().next().call().stage().isOver()) {
            over.put(key, Boolean.TRUE);
        } else if (over.containsKey(key)) {
            return;
        }
        switch (Ownership.of(applied.decision().next())) {
            case SOMEBODY -> ended(alone.remove(key), at, true);
            case NOBODY -> alone.merge(key, new Alone(at, true), (began, now) -> new Alone(began.since(), true));
            case PERHAPS_NOBODY -> alone.putIfAbsent(key, new Alone(at, false));
            case NOT_YET -> {}
            case OVER -> ended(alone.remove(key), at, false);
            case FAILED -> ended(alone.remove(key), at, true);
        }
    }

    private void ended(@Nullable Alone began, Instant at, boolean always) {
        if (began != null && (always || began.sure())) {
            timer.record(Duration.between(began.since(), at));
        }
    }

    synchronized int size() {
        return alone.size();
    }

    private record Alone(Instant since, boolean sure) {}
}

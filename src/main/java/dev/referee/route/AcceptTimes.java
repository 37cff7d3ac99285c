package dev.referee.route;

import dev.referee.call.CallId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Measures webhook in to accept out, on the node that does both. Bounded: beyond the bound it measures less. */
@Component
class AcceptTimes {

    private static final int WAITING_MAX = 10_000;
    private static final long OLD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<CallId, Long> came = new ConcurrentHashMap<>();

    void webhookCame(CallId callId) {
        if (came.size() < WAITING_MAX) {
            came.put(callId, System.nanoTime());
        }
    }

    /** The time since the webhook came, the first time it is asked for. */
    Optional<Duration> acceptLeaves(CallId callId) {
        return Optional.ofNullable(came.remove(callId)).map(start -> Duration.ofNanos(System.nanoTime() - start));
    }

    /** Forgets those whose accept left elsewhere or never. */
    void forgetOld() {
        long before = System.nanoTime() - OLD_NANOS;
        came.values().removeIf(start -> start - before < 0);
    }

    /** How many webhooks wait for their accept. */
    int count() {
        return came.size();
    }

    void forget(CallId callId) {
        came.remove(callId);
    }
}

package dev.referee.console;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The breaker {@code refer} of this node, and since when it has been in its state. Thread-safe. */
@Component
class BreakerWatch {

    private final CircuitBreaker refer;
    private volatile @Nullable Instant since;

    BreakerWatch(CircuitBreaker refer) {
        this.refer = refer;
        refer.getEventPublisher()
                .onStateTransition(event -> since = event.getCreationTime().toInstant());
    }

    /** Runs this at each change of the state, on the thread that makes it; it must be quick. */
    void onChange(Runnable task) {
        refer.getEventPublisher().onStateTransition(event -> task.run());
    }

    Overview.Breaker now() {
        CircuitBreaker.Metrics seen = refer.getMetrics();
        Instant changed = since;
        return new Overview.Breaker(
                refer.getState().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                seen.getFailureRate() < 0 ? null : (double) seen.getFailureRate(),
                seen.getNumberOfBufferedCalls(),
                seen.getNumberOfNotPermittedCalls(),
                changed == null ? null : changed.truncatedTo(ChronoUnit.MILLIS),
                changed == null || refer.getState() != CircuitBreaker.State.OPEN ? null : until(changed));
    }

    private Instant until(Instant changed) {
        long waitMs = refer.getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState()
                .apply(1);
        return changed.plusMillis(waitMs).truncatedTo(ChronoUnit.MILLIS);
    }
}

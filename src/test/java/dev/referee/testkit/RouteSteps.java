package dev.referee.testkit;

import dev.referee.route.Evidence;
import dev.referee.route.Verdicts;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the routes do; Camel finds it as a bean. And tells the evidence aggregator when its time is over, for Camel
 * counts completion timeouts in real time only. Thread-safe.
 */
final class RouteSteps extends EventNotifierSupport {

    private final VirtualTime time;
    private final AtomicLong count = new AtomicLong();
    private volatile @Nullable Verdicts verdicts;
    private volatile @Nullable ExecutorService executor;

    RouteSteps(VirtualTime time) {
        this.time = time;
    }

    /** Who is told of evidence deadlines, and on which threads. */
    void deadlines(Verdicts told, ExecutorService on) {
        executor = on;
        verdicts = told;
    }

    /** Messages sent and routes entered so far. */
    long count() {
        return count.get();
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeSendingEvent || event instanceof ExchangeCreatedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        count.incrementAndGet();
        if (event instanceof ExchangeSendingEvent sending
                && sending.getEndpoint().getEndpointUri().equals("direct://evidence")
                && sending.getExchange().getMessage().getBody() instanceof Evidence evidence
                && evidence.until() != null) {
            long nanos = Duration.between(time.instant(), evidence.until()).toNanos();
            time.afterNanos(nanos, () -> overdue(evidence));
        }
    }

    private void overdue(Evidence evidence) {
        Verdicts told = verdicts;
        ExecutorService on = executor;
        if (told != null && on != null && told.isAwaited(evidence)) {
            on.execute(() -> told.complete(evidence));
        }
    }
}

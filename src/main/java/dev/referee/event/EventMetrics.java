package dev.referee.event;

import dev.referee.ledger.Outbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * {@code referee_events_total{result}}: attempts of this node that {@code delivered}, that {@code failed} and are made
 * again, and those after which an event was {@code dead}. {@code referee_events_waiting} and {@code referee_events_dead}:
 * what the outbox holds, of all nodes; asked for at most once a second, NaN while the database does not answer.
 */
@Component
class EventMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(EventMetrics.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Outbox outbox;
    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;
    private double waitingCount;
    private double deadCount;
    private long askedAt = System.nanoTime() - FRESH_NANOS;

    EventMetrics(Outbox outbox, MeterRegistry meters) {
        this.outbox = outbox;
        this.delivered = attempts(meters, "delivered");
        this.failed = attempts(meters, "failed");
        this.dead = attempts(meters, "dead");
        gauge(meters, "referee.events.waiting", "Events that wait to be delivered", it -> it.waitingCount);
        gauge(meters, "referee.events.dead", "Events that were given up", it -> it.deadCount);
    }

    private static Counter attempts(MeterRegistry meters, String result) {
        return Counter.builder("referee.events")
                .description("Attempts to deliver post-call events")
                .tag("result", result)
                .register(meters);
    }

    private void gauge(MeterRegistry meters, String name, String what, ToDoubleFunction<EventMetrics> value) {
        Gauge.builder(name, this, it -> it.fresh(value)).description(what).register(meters);
    }

    void delivered() {
        delivered.increment();
    }

    void failed() {
        failed.increment();
    }

    void died() {
        dead.increment();
    }

    private synchronized double fresh(ToDoubleFunction<EventMetrics> value) {
        if (System.nanoTime() - askedAt >= FRESH_NANOS) {
            try {
                Outbox.Counts counts = outbox.counts();
                waitingCount = counts.waiting();
                deadCount = counts.dead();
            } catch (DataAccessException away) {
                LOG.debug("events cannot be counted: {}", away.toString());
                waitingCount = Double.NaN;
                deadCount = Double.NaN;
            }
            askedAt = System.nanoTime();
        }
        return value.applyAsDouble(this);
    }
}

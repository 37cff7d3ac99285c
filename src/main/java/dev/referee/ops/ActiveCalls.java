package dev.referee.ops;

import dev.referee.ledger.Ledger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The gauge {@code referee_calls_active}: calls in the ledger that are not over, on all nodes. The database is asked at
 * most once a second, and the gauge is NaN while it does not answer. Thread-safe.
 */
@Component
class ActiveCalls implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveCalls.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ledger ledger;
    private double count;
    private long askedAt = System.nanoTime() - FRESH_NANOS;

    ActiveCalls(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("referee.calls.active", this, ActiveCalls::count)
                .description("Calls that are not over, on all nodes")
                .register(meters);
    }

    private synchronized double count() {
        if (System.nanoTime() - askedAt >= FRESH_NANOS) {
            try {
                count = ledger.livingCount();
            } catch (DataAccessException away) {
                LOG.warn("active calls cannot be counted: {}", away.toString());
                count = Double.NaN;
            }
            askedAt = System.nanoTime();
        }
        return count;
    }
}

package dev.referee.route;

import dev.referee.masking.LogBrake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Whoever knows the project's SIP address can cause sessions that belong to no caller, as many as they like. All are declined;
 * so many are written down as calls, each with its event for others: ten at once, then one a second. Of those beyond it the log
 * has a line a second. Per node. Thread-safe.
 */
@Component
class Strangers {

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    private static final int AT_ONCE = 10;
    private static final Duration ONE = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final LogBrake brake;
    private final Counter recorded;
    private final Counter notRecorded;

    /** How much of the allowance is used up, as time; it is given back as time passes. */
    private long usedNanos;

    private long lastNanos;

    @Autowired
    Strangers(MeterRegistry meters) {
        this(meters, System::nanoTime);
    }

    Strangers(MeterRegistry meters, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.brake = new LogBrake(ONE, nanoTime);
        this.lastNanos = nanoTime.getAsLong();
        this.recorded = counter(meters, true);
        this.notRecorded = counter(meters, false);
    }

    private static Counter counter(MeterRegistry meters, boolean recorded) {
        return Counter.builder("referee.strangers")
                .description("Sessions that were declined because they belong to no caller")
                .tag("recorded", Boolean.toString(recorded))
                .register(meters);
    }

    /** Counts one that is declined, and says whether it is to be written down. */
    boolean isRecorded(String why) {
        boolean passes = passes();
        if (passes) {
            recorded.increment();
        } else {
            notRecorded.increment();
            brake.pass("beyond")
                    .ifPresent(held -> LOG.warn(
                            "a session that belongs to no caller is declined and not written down, there are too many: {}{}",
                            why,
                            held));
        }
        return passes;
    }

    private synchronized boolean passes() {
        long now = nanoTime.getAsLong();
        usedNanos = Math.max(0, usedNanos - (now - lastNanos));
        lastNanos = now;
        boolean passes = usedNanos + ONE.toNanos() <= AT_ONCE * ONE.toNanos();
        usedNanos += passes ? ONE.toNanos() : 0;
        return passes;
    }
}

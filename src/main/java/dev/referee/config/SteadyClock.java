package dev.referee.config;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The time of deadlines: starts with the wall clock, runs with the machine's monotonic one, and follows the wall clock by at
 * most a twentieth of the time that passes. So a wall clock that jumps, by a correction or a suspended machine, fires no
 * deadline of a call early and stretches none for long. Only a difference of more than a day is taken over at once: then
 * this clock was never right. Thread-safe.
 *
 * <p>Not for what others date: signatures are checked with the wall clock.
 */
final class SteadyClock extends Clock {

    private static final int SLEW = 20;
    private static final Duration NEVER_RIGHT = Duration.ofDays(1);

    private final Clock wall;
    private final LongSupplier nanoTime;
    private Instant at;
    private long atNanos;

    SteadyClock(Clock wall, LongSupplier nanoTime) {
        this(wall, nanoTime, Instant.MIN);
    }

    /**
     * The same, but not before this instant, the latest that an earlier process wrote down: if the wall clock was set back
     * meanwhile, the deadlines of calls that live on would lie far in the future, and nobody would look at them.
     */
    SteadyClock(Clock wall, LongSupplier nanoTime, Instant written) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        Instant now = wall.instant();
        this.at = written.isAfter(now) && Duration.between(now, written).compareTo(NEVER_RIGHT) < 0 ? written : now;
        this.atNanos = nanoTime.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long nanos = nanoTime.getAsLong();
        long passed = Math.max(0, nanos - atNanos);
        Instant steady = at.plusNanos(passed);
        Duration off = Duration.between(steady, wall.instant());
        if (off.abs().compareTo(NEVER_RIGHT) > 0) {
            at = steady.plus(off);
        } else {
            long most = passed / SLEW;
            at = steady.plusNanos(Math.max(-most, Math.min(most, off.toNanos())));
        }
        atNanos = nanos;
        return at;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants only");
    }
}

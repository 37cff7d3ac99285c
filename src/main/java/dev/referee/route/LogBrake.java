package dev.referee.route;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Lets one line of a kind into the log per pause, with the number of those that were held back since the last: a flood must
 * not fill the disk. Kinds are few: routes and statuses, never what a request holds. Thread-safe.
 */
public final class LogBrake {

    private final long pauseNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    /** Lets one line of a kind through per pause; the time is only compared with itself. */
    public LogBrake(Duration pause, LongSupplier nanoTime) {
        this.pauseNanos = pause.toNanos();
        this.nanoTime = nanoTime;
    }

    /** How many lines of this kind were held back since the last one, if this one may be written. */
    public OptionalLong pass(String kind) {
        long now = nanoTime.getAsLong();
        Kind next = kinds.compute(kind, (same, last) -> {
            if (last == null) {
                return new Kind(now, 0, 0, true);
            }
            boolean passes = now - last.writtenAt() >= pauseNanos;
            return passes ? new Kind(now, 0, last.held(), true) : new Kind(last.writtenAt(), last.held() + 1, 0, false);
        });
        return next.passed() ? OptionalLong.of(next.heldBefore()) : OptionalLong.empty();
    }

    private record Kind(long writtenAt, long held, long heldBefore, boolean passed) {}
}

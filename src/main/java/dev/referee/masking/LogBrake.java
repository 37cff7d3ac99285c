package dev.referee.masking;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Lets one line of a kind into the log per pause, with the number of those that were held back since the last: a flood must
 * not fill the disk. Kinds are few: routes, statuses and classes, never what a request holds; those beyond
 * {@value #KINDS_MOST} are one kind together. Thread-safe.
 */
public final class LogBrake {

    static final int KINDS_MOST = 200;

    private static final String OTHERS = "";

    private final long pauseNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    /** Lets a line of a kind pass once a second. */
    public LogBrake() {
        this(Duration.ofSeconds(1), System::nanoTime);
    }

    /** Lets a line of a kind pass once per pause; the time is only compared with itself. */
    public LogBrake(Duration pause, LongSupplier nanoTime) {
        this.pauseNanos = pause.toNanos();
        this.nanoTime = nanoTime;
    }

    /** What stands at the end of this line, such as {@code " (and 12 more)"} or nothing; empty if it must not be written. */
    public Optional<String> pass(String kind) {
        long now = nanoTime.getAsLong();
        boolean known = kinds.size() < KINDS_MOST || kinds.containsKey(kind);
        Kind next = kinds.compute(known ? kind : OTHERS, (same, last) -> {
            if (last == null) {
                return new Kind(now, 0, 0, true);
            }
            boolean passes = now - last.writtenAt() >= pauseNanos;
            return passes ? new Kind(now, 0, last.held(), true) : new Kind(last.writtenAt(), last.held() + 1, 0, false);
        });
        if (!next.passed()) {
            return Optional.empty();
        }
        return Optional.of(next.heldBefore() == 0 ? "" : " (and " + next.heldBefore() + " more)");
    }

    private record Kind(long writtenAt, long held, long heldBefore, boolean passed) {}
}

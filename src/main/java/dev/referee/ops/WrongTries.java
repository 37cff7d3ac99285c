package dev.referee.ops;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets nobody try many tokens: after ten wrong ones within a minute none is looked at, right or wrong. Thread-safe. */
final class WrongTries {

    static final int MOST = 10;

    private static final long WINDOW = Duration.ofMinutes(1).toNanos();

    private final Deque<Long> wrong = new ArrayDeque<>();
    private final LongSupplier nanos;

    WrongTries(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** One try. */
    synchronized Result look(BooleanSupplier isRight) {
        long now = nanos.getAsLong();
        wrong.removeIf(at -> now - at >= WINDOW);
        if (wrong.size() >= MOST) {
            return new Result(false, Duration.ofNanos(WINDOW - (now - wrong.getFirst())));
        }
        boolean right = isRight.getAsBoolean();
        if (!right) {
            wrong.addLast(now);
        }
        return new Result(right, null);
    }

    /**
     * What came of a try.
     *
     * @param right whether it was right
     * @param pause when the next may be made, if this one was not looked at
     */
    record Result(boolean right, @Nullable Duration pause) {}
}

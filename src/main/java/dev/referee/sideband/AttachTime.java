package dev.referee.sideband;

import java.time.Duration;

/** The time in which handshakes are repeated: the real one, unless a test has another. Implementations are thread-safe. */
public interface AttachTime {

    /** Nanoseconds since some moment, as {@link System#nanoTime()}. */
    long nanoTime();

    /**
     * Runs the task once after this time, on any thread; the task returns at once.
     *
     * @return takes it back; does nothing once the task has begun
     */
    Runnable after(Duration wait, Runnable task);
}

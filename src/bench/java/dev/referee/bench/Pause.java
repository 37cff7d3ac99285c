package dev.referee.bench;

import java.util.concurrent.locks.LockSupport;

/** Waiting, where a moment on the clock is meant and no condition. */
final class Pause {

    private Pause() {}

    static void ms(long ms) {
        until(System.nanoTime() + ms * 1_000_000);
    }

    /** Until this reading of {@link System#nanoTime()}; returns at once if it is over. */
    static void until(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
        }
    }
}

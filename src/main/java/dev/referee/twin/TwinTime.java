package dev.referee.twin;

import java.time.InstantSource;

/**
 * The time in which a twin plays, where it is not the real one: for tests in which a minute need not last a minute.
 * Implementations are thread-safe.
 */
public interface TwinTime extends InstantSource {

    /**
     * Orders a task.
     *
     * @param ms milliseconds from now, in this time; at least 0
     * @param task runs once, on any thread, and returns at once
     * @return takes the order back; repeats, and calls after the task has run, do nothing
     */
    Runnable after(long ms, Runnable task);
}

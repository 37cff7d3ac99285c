package dev.referee.sideband;

/** Takes the events of all calls, from any thread but the event loop's: one at a time per call, in parallel across calls. */
@FunctionalInterface
public interface SidebandListener {

    /**
     * One event. The next event of the same call comes only after {@code done}, so a listener that never calls it
     * stops that call's events (until its queue is full and its socket closed), and no other's.
     *
     * @param event what happened
     * @param done to be called once, from any thread, also after this method has returned; repeats are ignored. An
     *     exception thrown instead counts as done
     */
    void onEvent(SidebandEvent event, Runnable done);
}

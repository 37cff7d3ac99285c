package dev.referee.call;

import java.time.Instant;

/**
 * How far the agent has come with bringing the conversation to its end.
 *
 * @param why which limit is reached
 * @param step what was done last
 * @param until when the next step is due, if nothing makes it due before
 * @param tried whether the caller was to be handed over already and came back; then nobody is tried again
 */
public record WrapUp(Why why, Step step, Instant until, boolean tried) {

    /** Which limit is reached. */
    public enum Why {
        /** The call's maximum length. */
        LENGTH,
        /** The call's spend cap. */
        SPEND,
        /** The vendor's limit of a session; the call itself may go on. */
        SESSION
    }

    /** What was done last. */
    public enum Step {
        /** The agent was told that the end is near. */
        WARNED,
        /** The agent was told to say goodbye. */
        GOODBYE,
        /** What the settings say was begun: the end of the call, a transfer, or a new session. */
        FINISHING
    }

    WrapUp to(Step next, Instant at) {
        return new WrapUp(why, next, at, tried);
    }
}

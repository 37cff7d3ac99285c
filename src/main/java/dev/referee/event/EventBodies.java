package dev.referee.event;

import dev.referee.call.CallKey;
import java.util.Optional;

/** Writes what an event tells: the call as {@code GET /api/calls/{callId}} has it. */
public interface EventBodies {

    /** The call's JSON, numbers whole; empty if it was removed since. */
    Optional<Body> of(CallKey key);

    /**
     * One call, written down.
     *
     * @param json an object
     * @param state its public state: {@code ended}, {@code rejected} or {@code failed}
     */
    record Body(String json, String state) {}
}

package dev.referee.transfer;

import java.time.Instant;

/**
 * What a transfer must know of the world at the moment of an event.
 *
 * @param now the time
 * @param policy the durations in force
 * @param agentUp whether the agent's session and leg are still there to return to
 * @param freshId an id that nothing else has, for the Dial of an agent's leg if one is decided
 */
public record Circumstances(Instant now, TransferPolicy policy, boolean agentUp, String freshId) {

    /** The same, knowing whether the agent is up. */
    public Circumstances withAgentUp(boolean up) {
        return new Circumstances(now, policy, up, freshId);
    }
}

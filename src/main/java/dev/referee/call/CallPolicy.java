package dev.referee.call;

import java.time.Duration;

/**
 * How long a call waits for what.
 *
 * @param agentRing how long the agent's leg may ring, as the carrier was told
 * @param agentRingGrace added to it before the carrier is asked
 * @param acceptWindow how long {@code /accept} is retried
 * @param carrierSilence how long after the end of the agent's leg the carrier may take to ask what to do
 * @param reattachPause between two rounds of attempts to open a lost sideband
 * @param redialsMax how often an agent that dropped out is dialled again
 */
public record CallPolicy(
        Duration agentRing,
        Duration agentRingGrace,
        Duration acceptWindow,
        Duration carrierSilence,
        Duration reattachPause,
        int redialsMax) {}

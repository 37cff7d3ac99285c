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
 * @param withoutSideband how long an agent that has the caller may be without its sideband
 * @param thrownOut a sideband that closes so soon after it was opened counts as thrown out
 * @param parting how long the carrier may keep the agent's leg after the target of a REFER has answered
 * @param redialsMax how often an agent that dropped out is dialled again
 */
public record CallPolicy(
        Duration agentRing,
        Duration agentRingGrace,
        Duration acceptWindow,
        Duration carrierSilence,
        Duration reattachPause,
        Duration withoutSideband,
        Duration thrownOut,
        Duration parting,
        int redialsMax) {}

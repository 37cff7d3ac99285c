package dev.referee.transfer;

import java.time.Duration;

/**
 * How long a transfer waits for what.
 *
 * @param evidenceTimeout from the answer of {@code /refer} to proof that a REFER left
 * @param redirectTimeout from the answer of the carrier's REST API to the fetch of the target's document
 * @param releaseTimeout from {@code /hangup} to the carrier's Dial action
 * @param bridgeHold how long a leg must stay up after the answer to count as bridged
 * @param returnTimeout how long the agent may take to come back after a redirect
 * @param ringGrace added to a stop's ring time before a missing end of ringing is looked into
 */
public record TransferPolicy(
        Duration evidenceTimeout,
        Duration redirectTimeout,
        Duration releaseTimeout,
        Duration bridgeHold,
        Duration returnTimeout,
        Duration ringGrace) {}

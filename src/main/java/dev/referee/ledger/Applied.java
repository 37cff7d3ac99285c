package dev.referee.ledger;

import dev.referee.call.CallFile;
import dev.referee.transfer.Decision;
import java.time.Instant;

/**
 * One event that the ledger took in: the call before, what was decided, and when. It is stored by now.
 *
 * @param before the call as it was before the event
 * @param file the machines' state before the event
 * @param decision what followed
 * @param at when it was decided
 */
public record Applied(CallHead before, CallFile file, Decision<CallFile> decision, Instant at) {}

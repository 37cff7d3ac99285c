package dev.referee.ledger;

import dev.referee.call.CallFile;
import dev.referee.call.CallKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call as the ledger has it, without its history.
 *
 * @param key our key of it
 * @param callId OpenAI's id of its first session; null before one was announced
 * @param carrierCallId the caller's leg; null for a rejected session
 * @param agent name of the agent
 * @param from the caller, whole
 * @param to the number that was dialled, whole
 * @param publicState the contract's word for its state
 * @param startedAt when the carrier's first request came
 * @param endedAt when it was over; null while it is not
 * @param dueAt when somebody must look at it again; null once it is over
 * @param owner the node that looks after it; null if none does
 * @param file the machines' state
 */
public record CallHead(
        CallKey key,
        @Nullable String callId,
        @Nullable String carrierCallId,
        String agent,
        String from,
        String to,
        String publicState,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant dueAt,
        @Nullable String owner,
        CallFile file) {}

package dev.referee.ledger;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call when it is opened.
 *
 * @param key our key of it
 * @param carrierCallId the caller's leg; null for a session that came without a valid token
 * @param callId OpenAI's id; null until a session is announced
 * @param agent name of the agent
 * @param from the caller, as the carrier named him
 * @param to the number that was dialled
 */
public record NewCall(
        CallKey key,
        @Nullable CarrierCallId carrierCallId,
        @Nullable CallId callId,
        String agent,
        String from,
        String to) {}

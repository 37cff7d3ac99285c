package dev.referee.openai;

import dev.referee.call.CallId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a webhook of OpenAI says. */
public sealed interface OpenAiEvent {

    /**
     * A call waits for /accept or /reject (facts/openai-realtime-sip.md §1.1, documented).
     *
     * @param eventId OpenAI's id of the event, empty if absent; the header {@code webhook-id} is another one
     * @param createdAt when OpenAI made the event, or null if absent
     * @param callId the call
     * @param headers of the INVITE; untrusted
     */
    record IncomingCall(String eventId, @Nullable Instant createdAt, CallId callId, SipHeaders headers)
            implements OpenAiEvent {}

    /** An event of a type that Referee doesn't use: acknowledge it, or OpenAI repeats it for three days. */
    record Ignored(String type) implements OpenAiEvent {}
}

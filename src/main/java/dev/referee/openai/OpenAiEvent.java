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

    /**
     * An event that Referee doesn't use: acknowledge it, or OpenAI repeats it for three days.
     *
     * @param type as it came, without control characters, cut to {@value #TYPE_MAX} characters; empty where there is none
     * @param why in words, holds nothing of the event
     */
    record Ignored(String type, String why) implements OpenAiEvent {}

    /** The longest type that is kept. */
    int TYPE_MAX = 200;
}

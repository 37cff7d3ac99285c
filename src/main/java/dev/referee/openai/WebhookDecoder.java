package dev.referee.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.call.CallId;
import dev.referee.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a webhook whose signature is checked already (facts/openai-realtime-sip.md §1.1). Unknown fields and
 * types are fine; a missing type or a call id in a form that could not stand in a URL is not. Thread-safe.
 */
public final class WebhookDecoder {

    /** The one type that Referee acts on. */
    public static final String INCOMING_CALL = "realtime.call.incoming";

    private static final ObjectMapper JSON = Json.mapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private WebhookDecoder() {}

    /**
     * Reads one event.
     *
     * @throws UnreadableEvent when it is not JSON, has no type, or is an incoming call without a usable call id
     */
    public static OpenAiEvent decode(byte[] body) {
        JsonNode event = parse(body);
        String type = event.path("type").asText("");
        if (!event.path("type").isTextual() || type.isBlank()) {
            throw new UnreadableEvent("the event has no type");
        }
        if (!type.equals(INCOMING_CALL)) {
            return new OpenAiEvent.Ignored(type);
        }
        JsonNode data = event.path("data");
        return new OpenAiEvent.IncomingCall(
                event.path("id").asText(""),
                instant(event.path("created_at")),
                callId(data.path("call_id")),
                headers(data.path("sip_headers")));
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode event = JSON.readTree(body);
            if (event == null || !event.isObject()) {
                throw new UnreadableEvent("the body is not a JSON object");
            }
            return event;
        } catch (JsonProcessingException notJson) {
            throw new UnreadableEvent("the body is not JSON");
        } catch (IOException impossible) {
            throw new UnreadableEvent("the body cannot be read");
        }
    }

    private static CallId callId(JsonNode node) {
        if (!node.isTextual()) {
            throw new UnreadableEvent("the incoming call has no call_id");
        }
        try {
            return new CallId(node.asText());
        } catch (IllegalArgumentException malformed) {
            throw new UnreadableEvent("the incoming call's call_id is " + malformed.getMessage());
        }
    }

    private static @Nullable Instant instant(JsonNode node) {
        // Beyond this lies the year 9999: nonsense, and out of range for a database.
        boolean plausible = node.isNumber() && node.asLong() > 0 && node.asLong() < 253_402_300_800L;
        return plausible ? Instant.ofEpochSecond(node.asLong()) : null;
    }

    private static SipHeaders headers(JsonNode node) {
        List<SipHeaders.Header> headers = new ArrayList<>();
        for (JsonNode header : node) {
            if (header.path("name").isTextual() && header.path("value").isTextual()) {
                headers.add(new SipHeaders.Header(
                        header.path("name").asText(), header.path("value").asText()));
            }
        }
        return new SipHeaders(headers);
    }
}

package dev.referee.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.call.CallId;
import dev.referee.json.Json;
import dev.referee.tool.PlainText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a webhook whose signature is checked already (facts/openai-realtime-sip.md §1.1). Unknown fields and
 * types are fine. What nobody can act on, such as a call without a usable id, is {@link OpenAiEvent.Ignored}: the vendor would
 * send it again and again, and it would never be another. Thread-safe.
 */
public final class WebhookDecoder {

    /** The one type that Referee acts on. */
    public static final String INCOMING_CALL = "realtime.call.incoming";

    private static final ObjectMapper JSON = Json.mapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private WebhookDecoder() {}

    /**
     * Reads one event.
     *
     * @throws UnreadableEvent when it is no JSON object in UTF-8
     */
    public static OpenAiEvent decode(byte[] body) {
        JsonNode event;
        try {
            event = parse(text(body));
        } catch (StreamConstraintsException beyond) {
            return new OpenAiEvent.Ignored("", "it is nested too deep, or holds a number too long");
        }
        JsonNode type = event.path("type");
        String word = type.isTextual() ? PlainText.of(type.asText(), OpenAiEvent.TYPE_MAX) : "";
        if (!type.isTextual() || !type.asText().equals(INCOMING_CALL)) {
            return new OpenAiEvent.Ignored(word, word.isBlank() ? "it has no type" : "its type is not ours");
        }
        JsonNode data = event.path("data");
        CallId callId = callId(data.path("call_id"));
        return callId == null
                ? new OpenAiEvent.Ignored(word, "its call_id is missing, or not one that can stand in a URL")
                : new OpenAiEvent.IncomingCall(
                        event.path("id").asText(""),
                        instant(event.path("created_at")),
                        callId,
                        headers(data.path("sip_headers")));
    }

    /**
     * The body as text, without the mark that some put before it.
     *
     * @throws UnreadableEvent when it is not UTF-8
     */
    public static String text(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException broken) {
            throw new UnreadableEvent("the body is not UTF-8");
        }
    }

    private static JsonNode parse(String body) throws StreamConstraintsException {
        try {
            JsonNode event = JSON.readTree(body);
            if (event == null || !event.isObject()) {
                throw new UnreadableEvent("the body is not a JSON object");
            }
            return event;
        } catch (StreamConstraintsException beyond) {
            throw beyond;
        } catch (JsonProcessingException notJson) {
            throw new UnreadableEvent("the body is not JSON");
        }
    }

    private static @Nullable CallId callId(JsonNode node) {
        try {
            return node.isTextual() ? new CallId(node.asText()) : null;
        } catch (IllegalArgumentException malformed) {
            return null;
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

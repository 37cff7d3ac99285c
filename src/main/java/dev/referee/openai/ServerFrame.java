package dev.referee.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.json.Json;
import dev.referee.tool.Conversation;
import dev.referee.tool.FunctionCall;
import dev.referee.tool.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One frame of the sideband that OpenAI sent (facts/openai-realtime-sip.md §3.2, §3.3). Missing fields read as empty;
 * a frame that is no JSON object reads as one of type {@code ""}. Immutable.
 */
public final class ServerFrame {

    private static final ObjectMapper JSON = Json.mapper();

    private final JsonNode frame;

    private ServerFrame(JsonNode frame) {
        this.frame = frame;
    }

    /** Reads one frame. */
    public static ServerFrame read(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            return new ServerFrame(tree == null ? JSON.missingNode() : tree);
        } catch (JsonProcessingException broken) {
            return new ServerFrame(JSON.missingNode());
        }
    }

    /** The event's type. */
    public String type() {
        return frame.path("type").asText("");
    }

    /** The response that the event is about. */
    public String responseId() {
        String direct = frame.path("response_id").asText("");
        return direct.isEmpty() ? frame.path("response").path("id").asText("") : direct;
    }

    /** How a {@code response.done} says that the response ended (§3.4, §13). */
    public Conversation.End end() {
        return switch (frame.path("response").path("status").asText("")) {
            case "completed" -> Conversation.End.COMPLETED;
            case "cancelled" -> Conversation.End.CANCELLED;
            case "incomplete" -> Conversation.End.INCOMPLETE;
            case "failed" -> Conversation.End.FAILED;
            default -> Conversation.End.OTHER;
        };
    }

    /** Whether the response holds something that is said aloud. */
    public boolean speaks() {
        for (JsonNode item : frame.path("response").path("output")) {
            if (item.path("type").asText("").equals("message")) {
                return true;
            }
        }
        return false;
    }

    /** The function calls of a response, in order; one without an id is left out, for it could not be answered. */
    public List<FunctionCall> functionCalls() {
        List<FunctionCall> calls = new ArrayList<>();
        for (JsonNode item : frame.path("response").path("output")) {
            String id = item.path("call_id").asText("");
            if (item.path("type").asText("").equals("function_call") && !id.isEmpty()) {
                calls.add(new FunctionCall(
                        id, item.path("name").asText(""), item.path("arguments").asText("")));
            }
        }
        return calls;
    }

    /**
     * The tokens of a response (§3.3; the names inside the details are those of the vendor's reference, not of the fact sheet).
     * Nothing where the vendor does not say.
     */
    public Usage usage() {
        JsonNode usage = frame.path("response").path("usage");
        JsonNode in = usage.path("input_token_details");
        JsonNode cached = in.path("cached_tokens_details");
        JsonNode out = usage.path("output_token_details");
        return Usage.of(
                usage.path("input_tokens").asLong(),
                in.path("text_tokens").asLong(),
                in.path("audio_tokens").asLong(),
                in.path("cached_tokens").asLong(),
                cached.path("text_tokens").asLong(-1),
                cached.path("audio_tokens").asLong(),
                usage.path("output_tokens").asLong(),
                out.path("text_tokens").asLong(),
                out.path("audio_tokens").asLong());
    }

    /** When the vendor ends the session, on {@code session.created}; empty if it does not say. */
    public Optional<Instant> expiresAt() {
        long seconds = frame.path("session").path("expires_at").asLong();
        return seconds > 0 && seconds < Instant.MAX.getEpochSecond()
                ? Optional.of(Instant.ofEpochSecond(seconds))
                : Optional.empty();
    }

    /** What was said, on a transcript event. */
    public String transcript() {
        return frame.path("transcript").asText("");
    }

    /** Whether an {@code error} says that a response was active already (§3.4, observed). */
    public boolean isActiveResponseError() {
        return frame.path("error").path("code").asText("").equals("conversation_already_has_active_response");
    }

    /** The code of an {@code error}, or of the error that a response ended with; else its type; empty for none. */
    public String errorCode() {
        JsonNode error = frame.has("error")
                ? frame.path("error")
                : frame.path("response").path("status_details").path("error");
        String code = error.path("code").asText("");
        return code.isEmpty() || code.equals("null") ? error.path("type").asText("") : code;
    }

    /** The event of ours that an {@code error} is about; empty if it does not say. */
    public String errorEventId() {
        JsonNode id = frame.path("error").path("event_id");
        return id.isTextual() ? id.asText() : "";
    }

    /** An {@code error} in words. */
    public String error() {
        JsonNode error = frame.path("error");
        return (error.path("code").asText("") + " " + error.path("message").asText("")).strip();
    }
}

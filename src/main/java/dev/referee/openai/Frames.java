package dev.referee.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client events that Referee sends over the sideband, as JSON texts (facts/openai-realtime-sip.md §3.1, §3.4). */
public final class Frames {

    private Frames() {}

    /**
     * Makes the model speak. While a response is active OpenAI answers this with an error, so queue it until
     * {@code response.done}.
     *
     * @param eventId by which an error names this event
     * @param instructions for this response only, or null
     */
    public static String responseCreate(String eventId, @Nullable String instructions) {
        ObjectNode frame = frame("response.create").put("event_id", eventId);
        if (instructions != null && !instructions.isBlank()) {
            frame.putObject("response").put("instructions", instructions);
        }
        return frame.toString();
    }

    /** Makes the model speak, and call no function in this response. The same rule holds. */
    public static String responseCreateWithoutTools(String eventId, String instructions) {
        ObjectNode frame = frame("response.create").put("event_id", eventId);
        frame.putObject("response").put("instructions", instructions).put("tool_choice", "none");
        return frame.toString();
    }

    /** Ends the response that is being made; without one OpenAI answers with an error. */
    public static String responseCancel() {
        return frame("response.cancel").toString();
    }

    /**
     * The result of a function. The model does not go on by itself: {@link #responseCreate} must follow.
     *
     * @param callId OpenAI's id of the function call ({@code call_…}), not of the phone call
     * @param output any text; the model reads JSON well
     */
    public static String functionCallOutput(String callId, String output) {
        ObjectNode frame = frame("conversation.item.create");
        frame.putObject("item")
                .put("type", "function_call_output")
                .put("call_id", callId)
                .put("output", output);
        return frame.toString();
    }

    /**
     * Puts a message into the conversation.
     *
     * @param role {@code system}, {@code user} or {@code assistant}
     * @throws IllegalArgumentException for another role
     */
    public static String message(String role, String text) {
        String content =
                switch (role) {
                    case "system", "user" -> "input_text";
                    case "assistant" -> "output_text";
                    default -> throw new IllegalArgumentException("not a role of a message: " + role);
                };
        ObjectNode frame = frame("conversation.item.create");
        ObjectNode item = frame.putObject("item").put("type", "message").put("role", role);
        item.putArray("content").addObject().put("type", content).put("text", text);
        return frame.toString();
    }

    /**
     * Changes the session. {@code session.type} goes along, because OpenAI refuses the event without it (§2.2, observed).
     *
     * @param instructions new ones, or null to keep those it has
     * @param tools all functions from now on; empty keeps those it has
     */
    public static String sessionUpdate(@Nullable String instructions, List<ToolDefinition> tools) {
        ObjectNode frame = frame("session.update");
        ObjectNode session = frame.putObject("session").put("type", "realtime");
        if (instructions != null && !instructions.isBlank()) {
            session.put("instructions", instructions);
        }
        SessionRequest.putTools(session, tools);
        return frame.toString();
    }

    private static ObjectNode frame(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}

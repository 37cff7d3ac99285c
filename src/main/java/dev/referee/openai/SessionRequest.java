package dev.referee.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The session that /accept asks for, safe for SIP: no VAD tuning, which SIP refuses (observed), and no audio formats,
 * which the carrier negotiates (facts/openai-realtime-sip.md §2.1). Nothing in it is null, for OpenAI checks some of it
 * only after it said 200 (§2.2, observed).
 *
 * @param model OpenAI's name of the model
 * @param voice OpenAI's name of the voice
 * @param instructions what the model is told before the call
 * @param tools functions it may call; may be empty
 */
public record SessionRequest(String model, String voice, String instructions, List<ToolDefinition> tools) {

    public SessionRequest {
        tools = List.copyOf(tools);
    }

    /** The body of /accept: a bare session, not wrapped in {@code session}. */
    public String json() {
        ObjectNode session = JsonNodeFactory.instance
                .objectNode()
                .put("type", "realtime")
                .put("model", model)
                .put("instructions", instructions);
        session.putObject("audio").putObject("output").put("voice", voice);
        putTools(session, tools);
        return session.toString();
    }

    /** Sets {@code tools} and {@code tool_choice}; without functions neither. */
    static void putTools(ObjectNode session, List<ToolDefinition> tools) {
        if (tools.isEmpty()) {
            return;
        }
        ArrayNode array = session.putArray("tools");
        for (ToolDefinition tool : tools) {
            array.addObject()
                    .put("type", "function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("parameters", tool.parameters());
        }
        session.put("tool_choice", "auto");
    }
}

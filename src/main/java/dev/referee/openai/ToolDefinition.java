package dev.referee.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.json.Json;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A function that the model may call, as it stands in a session's {@code tools} (facts/openai-realtime-sip.md §2.1).
 *
 * @param name letters, digits, {@code _} or {@code -}, at most 64
 * @param description tells the model when to call it
 * @param parameters JSON schema of the arguments; not to be changed afterwards
 */
public record ToolDefinition(String name, String description, ObjectNode parameters) {

    /** Checks the name; a wrong one would make OpenAI drop the session after it said yes. */
    public ToolDefinition {
        if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException("not a function name: use up to 64 letters, digits, _ or -: " + name);
        }
    }

    /** In how many ways these arguments of a call do not fit: what is missing, unknown, or none of the choices; 0 if they do. */
    public int misfits(String arguments) {
        JsonNode written;
        try {
            written = Json.mapper().readTree(arguments);
        } catch (JsonProcessingException broken) {
            return Integer.MAX_VALUE;
        }
        if (!written.isObject()) {
            return Integer.MAX_VALUE;
        }
        int misfits = 0;
        for (JsonNode required : parameters.path("required")) {
            misfits += written.path(required.asText()).isMissingNode() ? 1 : 0;
        }
        for (Map.Entry<String, JsonNode> argument : written.properties()) {
            JsonNode property = parameters.path("properties").path(argument.getKey());
            JsonNode choices = property.path("enum");
            boolean chosen = choices.isMissingNode()
                    || StreamSupport.stream(choices.spliterator(), false).anyMatch(argument.getValue()::equals);
            misfits += property.isMissingNode() || !chosen ? 1 : 0;
        }
        return misfits;
    }
}

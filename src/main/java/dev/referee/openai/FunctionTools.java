package dev.referee.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.json.Json;
import dev.referee.tool.ToolParameter;
import dev.referee.tool.ToolSignature;
import java.util.Map;

/**
 * The functions of a session: the two that every agent may have, moving the caller and ending the call (contract §5 (4)),
 * and those that routes offer.
 */
public final class FunctionTools {

    /** Name of the function that moves the caller. */
    public static final String TRANSFER_CALL = "transfer_call";

    /** Name of the function that ends the call. */
    public static final String END_CALL = "end_call";

    private static final ObjectMapper JSON = Json.mapper();

    private FunctionTools() {}

    /**
     * The function that moves the caller to one of these targets.
     *
     * @param targets name to description, in the order in which the model shall see them
     * @throws IllegalArgumentException without any target: then the agent must not have this function
     */
    public static ToolDefinition transferCall(Map<String, String> targets) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("transfer_call needs at least one target");
        }
        ObjectNode target = text("Where to. " + describe(targets));
        targets.keySet().forEach(target.withArray("enum")::add);
        ObjectNode parameters = object();
        parameters
                .putObject("properties")
                .<ObjectNode>set("target", target)
                .<ObjectNode>set("reason", text("Why the caller is transferred, in a few words."))
                .set("summary", text("What the person who answers should know, in one or two sentences."));
        parameters.putArray("required").add("target").add("reason").add("summary");
        return new ToolDefinition(
                TRANSFER_CALL,
                "Transfers the caller to a person. First say in one sentence whom you connect the caller to. The transfer"
                        + " may fail; then you are told, and the caller is still with you.",
                parameters);
    }

    /** The function that hangs up. */
    public static ToolDefinition endCall() {
        ObjectNode parameters = object();
        parameters.putObject("properties").set("reason", text("Why the call ends, in a few words."));
        parameters.putArray("required").add("reason");
        return new ToolDefinition(
                END_CALL, "Ends the call. Say goodbye first, and only when the caller is done.", parameters);
    }

    /** The function that a route offers. */
    public static ToolDefinition of(ToolSignature signature) {
        ObjectNode parameters = object();
        ObjectNode properties = parameters.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (ToolParameter parameter : signature.parameters()) {
            ObjectNode property = properties
                    .putObject(parameter.name())
                    .put("type", parameter.type().word());
            if (!parameter.description().isEmpty()) {
                property.put("description", parameter.description());
            }
            if (!parameter.choices().isEmpty()) {
                property.set("enum", JSON.valueToTree(parameter.choices()));
            }
            if (parameter.pattern() != null) {
                // JSON schema looks for the pattern anywhere, we match the whole
                property.put("pattern", "^(?:" + parameter.pattern() + ")$");
            }
            if (parameter.required()) {
                required.add(parameter.name());
            }
        }
        parameters.set("required", required);
        return new ToolDefinition(signature.name(), signature.description(), parameters);
    }

    private static String describe(Map<String, String> targets) {
        StringBuilder text = new StringBuilder();
        targets.forEach((name, description) -> text.append(text.isEmpty() ? "" : "; ")
                .append(name)
                .append(": ")
                .append(description));
        return text.toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode().put("type", "object").put("additionalProperties", false);
    }

    private static ObjectNode text(String description) {
        return JsonNodeFactory.instance.objectNode().put("type", "string").put("description", description);
    }
}

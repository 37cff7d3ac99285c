package dev.referee.bench.yardstick;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What OpenAI is told: the session, which is the same for every call and so is written once, and the client events. */
final class Frames {

    static final String GREETING = "Greet the caller, say that you are the receptionist, and ask how you can help.";

    /** The body of /accept. */
    static final Buffer SESSION = new JsonObject()
            .put("type", "realtime")
            .put("model", "gpt-realtime-2.1")
            .put(
                    "instructions",
                    "You are the receptionist of a small company. Speak the caller's language, in one or two short,"
                            + " friendly sentences at a time. Find out what the caller needs. For general questions and"
                            + " anything you cannot settle yourself, transfer to front-desk; for prices, offers and"
                            + " orders, transfer to sales. Say in one sentence whom you are connecting the caller to,"
                            + " then call transfer_call. Never promise that somebody will answer, and never name a"
                            + " phone number. If a transfer comes back, say so and offer to try again or to take a"
                            + " message. When the caller is done, say goodbye and call end_call.")
            .put("audio", new JsonObject().put("output", new JsonObject().put("voice", "marin")))
            .put("tools", tools())
            .put("tool_choice", "auto")
            .toBuffer();

    private Frames() {}

    private static JsonArray tools() {
        JsonObject target = text("Where to. front-desk: General questions; sales: Prices, offers and orders")
                .put("enum", new JsonArray().add("front-desk").add("sales"));
        JsonObject order = text("Number of the order, such as A-1001.").put("pattern", "^(?:[A-Za-z0-9-]{1,40})$");
        return new JsonArray()
                .add(tool(
                        "transfer_call",
                        "Transfers the caller to a person. First say in one sentence whom you connect the caller to. The"
                                + " transfer may fail; then you are told, and the caller is still with you.",
                        new JsonObject()
                                .put("target", target)
                                .put("reason", text("Why the caller is transferred, in a few words."))
                                .put(
                                        "summary",
                                        text("What the person who answers should know, in one or two sentences."))))
                .add(tool(
                        "end_call",
                        "Ends the call. Say goodbye first, and only when the caller is done.",
                        new JsonObject().put("reason", text("Why the call ends, in a few words."))))
                .add(tool(
                        "order_status",
                        "Looks up where an order is. Ask the caller for its number first.",
                        new JsonObject().put("order_id", order)));
    }

    private static JsonObject tool(String name, String description, JsonObject properties) {
        return new JsonObject()
                .put("type", "function")
                .put("name", name)
                .put("description", description)
                .put(
                        "parameters",
                        new JsonObject()
                                .put("type", "object")
                                .put("additionalProperties", false)
                                .put("properties", properties)
                                .put("required", new JsonArray(List.copyOf(properties.fieldNames()))));
    }

    private static JsonObject text(String description) {
        return new JsonObject().put("type", "string").put("description", description);
    }

    /** Makes the model speak; with instructions for this one response, or empty. */
    static String responseCreate(String instructions) {
        JsonObject frame = new JsonObject().put("type", "response.create");
        if (!instructions.isEmpty()) {
            frame.put("response", new JsonObject().put("instructions", instructions));
        }
        return frame.encode();
    }

    /** The result of a function. */
    static String functionCallOutput(String functionCallId, String output) {
        return new JsonObject()
                .put("type", "conversation.item.create")
                .put(
                        "item",
                        new JsonObject()
                                .put("type", "function_call_output")
                                .put("call_id", functionCallId)
                                .put("output", output))
                .encode();
    }
}

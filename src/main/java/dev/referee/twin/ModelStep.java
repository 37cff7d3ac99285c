package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One turn of the agent's model.
 *
 * @param kind what it does
 * @param say the sentence it speaks; empty for none
 * @param target the target named in a transfer
 * @param reason the reason given to the tool
 * @param summary the summary given to a transfer
 * @param tailMs how long the audio goes on after {@code response.done}, on top of the usual
 * @param tool the function of a turn of kind {@link Kind#TOOL}
 * @param arguments its arguments, as the model writes them
 */
public record ModelStep(
        Kind kind,
        String say,
        String target,
        String reason,
        String summary,
        int tailMs,
        String tool,
        String arguments) {

    /** The kinds of turns. */
    public enum Kind implements Fault {
        /** Speaks the greeting. */
        GREET("Greets", "An audio answer"),
        /** Speaks a sentence. */
        SAY("Speaks", "An audio answer"),
        /** Speaks while the audio goes on long after response.done. */
        LONG_SPEECH("Speaks long", "The audio goes on for tailMs after response.done; with a target it also transfers"),
        /** Speaks and calls transfer_call in one response. */
        TRANSFER("Transfers", "A sentence and the function call transfer_call in one response"),
        /** Is interrupted while it calls transfer_call. */
        TRANSFER_CANCELLED(
                "Is interrupted", "function_call_arguments.done, then response.done cancelled: must not be executed"),
        /** Calls end_call. */
        END_CALL("Ends the call", "A sentence and the function call end_call"),
        /** Calls a function of its session, with any arguments. */
        TOOL("Calls a tool", "A function call by name, such as order_status, whose result it then speaks of"),
        /** Calls a function that nobody offered. */
        UNKNOWN_TOOL("Unknown tool", "A function call that was not offered"),
        /** Calls transfer_call with arguments that are no JSON. */
        BROKEN_JSON("Broken JSON", "transfer_call with arguments cut in the middle"),
        /** Calls transfer_call with a target that does not exist. */
        UNKNOWN_TARGET("Unknown target", "transfer_call to a target that configuration does not name");

        private final Words words;

        Kind(String label, String description) {
            this.words = Words.known(label, description);
        }

        @Override
        public Words words() {
            return words;
        }
    }

    /** A turn that calls no function of a route. */
    private ModelStep(Kind kind, String say, String target, String reason, String summary, int tailMs) {
        this(kind, say, target, reason, summary, tailMs, "", "");
    }

    /** Greets the caller. */
    public static ModelStep greet() {
        return new ModelStep(Kind.GREET, "Hello, how can I help you?", "", "", "", 0);
    }

    /** Speaks one sentence. */
    public static ModelStep say(String sentence) {
        return new ModelStep(Kind.SAY, sentence, "", "", "", 0);
    }

    /** Speaks, with audio that goes on for {@code tailMs} after {@code response.done}. */
    public static ModelStep longSpeech(int tailMs) {
        return new ModelStep(Kind.LONG_SPEECH, "This takes a while to say.", "", "", "", tailMs);
    }

    /** Says that it connects the caller and calls {@code transfer_call}. */
    public static ModelStep transfer(String target, String reason, String summary) {
        return new ModelStep(Kind.TRANSFER, "One moment, I will put you through.", target, reason, summary, 0);
    }

    /** Starts a transfer and is interrupted by the caller. */
    public static ModelStep transferCancelled(String target) {
        return new ModelStep(Kind.TRANSFER_CANCELLED, "One moment", target, "asked for it", "", 0);
    }

    /** Says goodbye and calls {@code end_call}. */
    public static ModelStep endCall() {
        return new ModelStep(Kind.END_CALL, "Goodbye.", "", "done", "", 0);
    }

    /**
     * Calls a function without a word.
     *
     * @param arguments as the model writes them, such as <code>{"order_id":"A-1001"}</code>
     */
    public static ModelStep tool(String name, String arguments) {
        return new ModelStep(Kind.TOOL, "", "", "", "", 0, name, arguments);
    }

    /** A step of this kind with the usual words. */
    public static ModelStep of(Kind kind) {
        return switch (kind) {
            case GREET -> greet();
            case SAY -> say("I am sorry, nobody is free at the moment.");
            case LONG_SPEECH -> longSpeech(2000);
            case TRANSFER -> transfer("front-desk", "asked for a human", "The caller asked for a human.");
            case TRANSFER_CANCELLED -> transferCancelled("front-desk");
            case END_CALL -> endCall();
            case TOOL -> tool("order_status", "{\"order_id\":\"A-1001\"}");
            case UNKNOWN_TOOL, BROKEN_JSON -> new ModelStep(kind, "", "front-desk", "asked for it", "", 0);
            case UNKNOWN_TARGET -> new ModelStep(kind, "", "nowhere-to-be-found", "asked for it", "", 0);
        };
    }

    /** The same turn with longer audio. */
    public ModelStep withTail(int ms) {
        return new ModelStep(kind, say, target, reason, summary, ms, tool, arguments);
    }

    /** The same turn with other words; empty for silence. */
    public ModelStep saying(String sentence) {
        return new ModelStep(kind, sentence, target, reason, summary, tailMs, tool, arguments);
    }

    /** The function it calls, or null. */
    @Nullable
    String function() {
        return switch (kind) {
            case GREET, SAY -> null;
            case LONG_SPEECH -> target.isEmpty() ? null : "transfer_call";
            case TRANSFER, TRANSFER_CANCELLED, BROKEN_JSON, UNKNOWN_TARGET -> "transfer_call";
            case END_CALL -> "end_call";
            case TOOL -> tool;
            case UNKNOWN_TOOL -> "open_the_pod_bay_doors";
        };
    }

    /** Reads {@code "GREET"} or {@code {"do":"TRANSFER","target":"sales",…}}. */
    static ModelStep fromJson(JsonNode json) {
        if (json.isTextual()) {
            return of(Switch.constant(Kind.class, json.textValue()));
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("a step is a word such as GREET or {\"do\":\"TRANSFER\",\"target\":…}");
        }
        ModelStep usual = of(Switch.constant(Kind.class, json.path("do").asText("")));
        return new ModelStep(
                usual.kind,
                json.path("say").asText(usual.say),
                json.path("target").asText(usual.target),
                json.path("reason").asText(usual.reason),
                json.path("summary").asText(usual.summary),
                json.path("tailMs").asInt(usual.tailMs),
                json.path("tool").asText(usual.tool),
                arguments(json.path("arguments"), usual.arguments));
    }

    /** An object, or its text, which may be broken on purpose. */
    private static String arguments(JsonNode json, String usual) {
        return json.isMissingNode() ? usual : json.isTextual() ? json.textValue() : json.toString();
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("do", kind.name()).put("say", say);
        if (!target.isEmpty()) {
            json.put("target", target).put("summary", summary);
        }
        if (!reason.isEmpty()) {
            json.put("reason", reason);
        }
        if (kind == Kind.TOOL) {
            json.put("tool", tool).put("arguments", arguments);
        }
        return tailMs == 0 ? json : json.put("tailMs", tailMs);
    }
}

package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

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

    private static final String TRANSFER_CALL = "transfer_call";
    private static final String END = "end_call";

    /** Functions that nobody offers. */
    private static final List<String> UNKNOWN = List.of("open_the_pod_bay_doors", "fly_me_to_the_moon", "beam_me_up");

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
        /** Calls transfer_call and end_call in one response. */
        TRANSFER_AND_END("Transfers and ends", "A sentence, then transfer_call and end_call in one response"),
        /** Calls a function that nobody offered. */
        UNKNOWN_TOOL("Unknown tool", "A function call that was not offered"),
        /** Calls three such functions in one response. */
        UNKNOWN_TOOLS("Unknown tools", "Three function calls in one response, none of which was offered"),
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

    /** Has heard noise and answers it with nothing: a response that is completed and empty. */
    public static ModelStep nothing() {
        return say("");
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
            case TRANSFER_AND_END ->
                new ModelStep(kind, "I will put you through. Goodbye.", "front-desk", "asked for a human", "", 0);
            case TOOL -> tool("order_status", "{\"order_id\":\"A-1001\"}");
            case UNKNOWN_TOOL, UNKNOWN_TOOLS, BROKEN_JSON ->
                new ModelStep(kind, "", "front-desk", "asked for it", "", 0);
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

    /** The functions it calls, in order. */
    List<String> functions() {
        return switch (kind) {
            case GREET, SAY -> List.of();
            case LONG_SPEECH -> target.isEmpty() ? List.of() : List.of(TRANSFER_CALL);
            case TRANSFER, TRANSFER_CANCELLED, BROKEN_JSON, UNKNOWN_TARGET -> List.of(TRANSFER_CALL);
            case TRANSFER_AND_END -> List.of(TRANSFER_CALL, END);
            case END_CALL -> List.of(END);
            case TOOL -> List.of(tool);
            case UNKNOWN_TOOL -> UNKNOWN.subList(0, 1);
            case UNKNOWN_TOOLS -> UNKNOWN;
        };
    }

    /** What it writes as the arguments of one of them. */
    String argumentsOf(String function) {
        if (kind == Kind.TOOL) {
            return arguments;
        }
        ObjectNode json = Json.object();
        if (UNKNOWN.contains(function)) {
            return json.put("please", true).toString();
        } else if (function.equals(END)) {
            return json.put("reason", reason).toString();
        }
        String text = json.put("target", target)
                .put("reason", reason)
                .put("summary", summary)
                .toString();
        return kind == Kind.BROKEN_JSON ? text.substring(0, text.length() / 2) : text;
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

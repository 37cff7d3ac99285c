package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What /accept takes on a SIP call (facts/openai-realtime-sip.md §2.1). That VAD tuning is refused was observed; that
 * audio formats are refused is the twin's own strictness, for they should be left out.
 */
final class AcceptBody {

    private static final Set<String> KNOWN = Set.of(
            "type",
            "model",
            "instructions",
            "output_modalities",
            "audio",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "reasoning",
            "max_output_tokens",
            "truncation",
            "tracing",
            "include",
            "prompt");
    private static final Set<String> TUNING = Set.of("threshold", "prefix_padding_ms", "silence_duration_ms");

    private AcceptBody() {}

    /** Why a body is refused. */
    record Problem(String code, String message, @Nullable String parameter) {}

    static Problem unreadable() {
        return new Problem("invalid_json", "We could not parse the JSON body of your request.", null);
    }

    static @Nullable Problem check(ObjectNode body) {
        if (body.has("session")) {
            return unknown("session");
        }
        if (!body.path("type").asText().equals("realtime")) {
            return missing("session.type");
        }
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KNOWN.contains(name)) {
                return unknown("session." + name);
            }
        }
        for (Iterator<String> names = body.at("/audio/input/turn_detection").fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (TUNING.contains(name)) {
                return unknown("session.audio.input.turn_detection." + name);
            }
        }
        for (String side : new String[] {"input", "output"}) {
            if (body.path("audio").path(side).has("format")) {
                return unknown("session.audio." + side + ".format");
            }
        }
        for (JsonNode tool : body.path("tools")) {
            boolean function = tool.path("type").asText().equals("function");
            if (function && !tool.path("name").asText().matches("[A-Za-z0-9_-]{1,64}")) {
                return missing("session.tools.name");
            }
        }
        return null;
    }

    private static Problem unknown(String parameter) {
        return new Problem("unknown_parameter", "Unknown parameter: '" + parameter + "'.", parameter);
    }

    private static Problem missing(String parameter) {
        return new Problem("missing_required_parameter", "Missing required parameter: '" + parameter + "'.", parameter);
    }
}

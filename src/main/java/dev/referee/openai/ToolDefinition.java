package dev.referee.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;

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
}

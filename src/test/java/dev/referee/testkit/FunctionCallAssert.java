package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.twin.FunctionUse;

/** Assertions on one function that the agent called: a transfer, or a tool that is a route. */
public final class FunctionCallAssert {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CallStory story;
    private final FunctionUse use;

    FunctionCallAssert(CallStory story, FunctionUse use) {
        this.story = story;
        this.use = use;
    }

    /** It had this argument; numbers and booleans as they are written in JSON. */
    public FunctionCallAssert with(String argument, String value) {
        assertThat(argument(argument))
                .as("argument '%s' of %s%n%s", argument, use.name(), story)
                .isEqualTo(value);
        return this;
    }

    private String argument(String name) {
        try {
            JsonNode value = JSON.readTree(use.arguments()).path(name);
            return value.isMissingNode() ? "no such argument" : value.asText();
        } catch (JsonProcessingException unreadable) {
            return "arguments that are no JSON: " + use.arguments();
        }
    }

    /** The agent got a result that contains this. */
    public FunctionCallAssert answered(String part) {
        assertThat(use.result())
                .as("result of %s%n%s", use.name(), story)
                .isNotNull()
                .contains(part);
        return this;
    }

    /** The agent got no result; so it is with a transfer that arrives, for then nobody is left to hear it. */
    public FunctionCallAssert notAnswered() {
        assertThat(use.result()).as("result of %s%n%s", use.name(), story).isNull();
        return this;
    }

    /** Back to the whole call. */
    public CallStory story() {
        return story;
    }
}

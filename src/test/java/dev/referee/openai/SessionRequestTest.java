package dev.referee.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionRequestTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Map<String, String> targets() {
        Map<String, String> targets = new LinkedHashMap<>();
        targets.put("front-desk", "General questions");
        targets.put("sales", "Prices");
        return targets;
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    @Test
    void accept_asks_for_a_session_that_sip_takes() throws JsonProcessingException {
        String text = new SessionRequest(
                        "gpt-realtime-2.1",
                        "marin",
                        "You are \"the\" receptionist.\nBe kind.",
                        List.of(FunctionTools.transferCall(targets()), FunctionTools.endCall()))
                .json();

        JsonNode session = json(text);
        assertThat(session.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("type", "model", "instructions", "audio", "tools", "tool_choice");
        assertThat(session.get("type").asText()).isEqualTo("realtime");
        assertThat(session.get("model").asText()).isEqualTo("gpt-realtime-2.1");
        assertThat(session.get("instructions").asText()).isEqualTo("You are \"the\" receptionist.\nBe kind.");
        assertThat(session.get("audio")).isEqualTo(json("{\"output\":{\"voice\":\"marin\"}}"));
        assertThat(session.get("tool_choice").asText()).isEqualTo("auto");
        assertThat(session.get("tools")).hasSize(2);
        assertThat(text).doesNotContain("turn_detection", "format", "null", "session");
    }

    @Test
    void transfer_call_names_the_agents_targets_and_no_number() throws JsonProcessingException {
        JsonNode tool = json(new SessionRequest("m", "v", "i", List.of(FunctionTools.transferCall(targets()))).json())
                .at("/tools/0");

        assertThat(tool.get("type").asText()).isEqualTo("function");
        assertThat(tool.get("name").asText()).isEqualTo("transfer_call");
        assertThat(tool.at("/parameters/properties/target/enum")).isEqualTo(json("[\"front-desk\",\"sales\"]"));
        assertThat(tool.at("/parameters/properties/target/description").asText())
                .contains("front-desk: General questions; sales: Prices");
        assertThat(tool.at("/parameters/properties").fieldNames())
                .toIterable()
                .containsExactly("target", "reason", "summary");
        assertThat(tool.at("/parameters/required")).isEqualTo(json("[\"target\",\"reason\",\"summary\"]"));
        assertThat(tool.at("/parameters/type").asText()).isEqualTo("object");
        assertThat(tool.at("/parameters/additionalProperties").asBoolean(true)).isFalse();
    }

    @Test
    void end_call_wants_a_reason() throws JsonProcessingException {
        assertThat(FunctionTools.endCall().parameters().at("/required")).isEqualTo(json("[\"reason\"]"));
    }

    @Test
    void an_agent_without_functions_asks_for_none() {
        assertThat(new SessionRequest("m", "v", "i", List.of()).json()).doesNotContain("tool");
        assertThatThrownBy(() -> FunctionTools.transferCall(Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ToolDefinition("two words", "d", JSON.createObjectNode()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void frames_have_the_shapes_of_the_reference() {
        assertThat(Frames.responseCreateWithoutTools("ask_1", "Wait."))
                .isEqualTo(
                        "{\"type\":\"response.create\",\"event_id\":\"ask_1\",\"response\":{\"instructions\":\"Wait.\","
                                + "\"tool_choice\":\"none\"}}");
        assertThat(Frames.responseCreate("ask_1", null))
                .isEqualTo("{\"type\":\"response.create\",\"event_id\":\"ask_1\"}");
        assertThat(Frames.responseCreate("ask_1", "Greet."))
                .isEqualTo(
                        "{\"type\":\"response.create\",\"event_id\":\"ask_1\",\"response\":{\"instructions\":\"Greet.\"}}");
        assertThat(Frames.functionCallOutput("call_1", "{\"ok\":true}"))
                .isEqualTo("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\","
                        + "\"call_id\":\"call_1\",\"output\":\"{\\\"ok\\\":true}\"}}");
        assertThat(Frames.message("system", "Nobody answered."))
                .isEqualTo("{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"message\",\"role\":\"system\","
                        + "\"content\":[{\"type\":\"input_text\",\"text\":\"Nobody answered.\"}]}}");
        assertThat(Frames.message("user", "Hi")).contains("\"role\":\"user\"").contains("\"input_text\"");
        assertThat(Frames.message("assistant", "Hi")).contains("\"output_text\"");
        assertThat(Frames.sessionUpdate("New.", List.of()))
                .isEqualTo(
                        "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"instructions\":\"New.\"}}");
        assertThat(Frames.sessionUpdate(null, List.of(FunctionTools.endCall())))
                .contains("\"type\":\"realtime\",\"tools\":[{\"type\":\"function\",\"name\":\"end_call\"")
                .doesNotContain("instructions");
        assertThatThrownBy(() -> Frames.message("tool", "x")).isInstanceOf(IllegalArgumentException.class);
    }
}

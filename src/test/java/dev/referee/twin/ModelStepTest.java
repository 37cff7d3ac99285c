package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Turns of the model as they are ordered over HTTP. */
class ModelStepTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static ModelStep read(String json) throws JsonProcessingException {
        return ModelStep.fromJson(JSON.readTree(json));
    }

    @Test
    void a_tool_is_called_by_name_with_arguments_as_an_object_or_as_a_text() throws JsonProcessingException {
        assertThat(read("{\"do\":\"TOOL\",\"tool\":\"stock\",\"arguments\":{\"article\":\"B-12\"}}"))
                .isEqualTo(ModelStep.tool("stock", "{\"article\":\"B-12\"}"));
        assertThat(read("{\"do\":\"TOOL\",\"tool\":\"stock\",\"arguments\":\"{broken\"}"))
                .isEqualTo(ModelStep.tool("stock", "{broken"));
    }

    @Test
    void without_more_it_asks_for_an_order() throws JsonProcessingException {
        assertThat(read("\"TOOL\"")).isEqualTo(ModelStep.tool("order_status", "{\"order_id\":\"A-1001\"}"));
    }

    @Test
    void a_step_reads_as_it_was_written() {
        for (ModelStep.Kind kind : ModelStep.Kind.values()) {
            ModelStep step = ModelStep.of(kind);

            assertThat(ModelStep.fromJson(step.toJson())).as(kind.name()).isEqualTo(step);
        }
    }
}

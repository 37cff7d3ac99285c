package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Routes as tools in whole calls: the packed ones, one of the Java DSL, and what changes while a caller talks. */
class ToolRoutesTest extends AppTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path NOTES = Path.of("target/notes-of-tests/notes.txt");

    @Autowired
    CamelContext camel;

    private volatile CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeEach
    void hold() {
        release = new CountDownLatch(1);
        runs.set(0);
    }

    @AfterEach
    void removeOurTool() throws Exception {
        release.countDown();
        if (camel.getRoute("ours") != null) {
            camel.getRouteController().stopRoute("ours");
            camel.removeRoute("ours");
        }
    }

    /** A tool of the Java DSL that waits until the test releases it. */
    private void ourTool(String options) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tool:ours?description=Waits&parameter.n=integer" + options)
                        .routeId("ours")
                        .process(exchange -> {
                            runs.incrementAndGet();
                            release.await(20, TimeUnit.SECONDS);
                            exchange.getMessage()
                                    .setBody(java.util.Map.of(
                                            "n", exchange.getMessage().getHeader("n")));
                        });
            }
        });
    }

    private static CallScript model(ModelStep... steps) {
        return fast().model(steps);
    }

    private List<String> frames(TwinCall call, String type) {
        return call.callIds().isEmpty()
                ? List.of()
                : frames.to(call.callIds().get(0)).stream()
                        .filter(frame -> frame.contains(type))
                        .toList();
    }

    private List<String> results(TwinCall call) {
        return frames(call, "function_call_output").stream()
                .map(frame -> read(frame).at("/item/output").asText())
                .toList();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void the_packed_tools_answer_the_model() throws Exception {
        Files.deleteIfExists(NOTES);

        Story story = play(model(
                ModelStep.greet(),
                ModelStep.tool("opening_hours", "{}"),
                ModelStep.tool("order_status", "{\"order_id\":\"A-1001\"}"),
                ModelStep.tool("order_status", "{\"order_id\":\"../1001\"}"),
                ModelStep.tool("order_status", "{\"order_id\":\"Z-1\"}"),
                ModelStep.tool("take_note", "{\"text\":\"Call back.\"}"),
                ModelStep.endCall()));

        story.isIn("ended").withoutTransfer();
        assertThat(results(story.call()))
                .satisfiesExactly(
                        hours -> assertThat(hours).startsWith("Opening hours: "),
                        order -> assertThat(order).contains("A-1001", "on its way"),
                        wrong -> assertThat(wrong).contains("nothing was done", "order_id must match"),
                        unknown -> assertThat(unknown).isEqualTo("There is no order Z-1."),
                        note -> assertThat(note).isEqualTo("The note is taken."),
                        end -> assertThat(end).contains("the call is being ended"));
        assertThat(Files.readAllLines(NOTES)).singleElement().asString().endsWith(" +61400000001 Call back.");
    }

    @Test
    void a_tool_of_the_java_dsl_runs_and_a_slow_one_is_bridged_with_words() throws Exception {
        ourTool("&meanwhile=I+am+looking.&meanwhileAfter=200");
        TwinCall call =
                twin.placeCall(model(ModelStep.greet(), ModelStep.tool("ours", "{\"n\":7}"), ModelStep.endCall()));

        await().atMost(LIMIT).until(() -> frames(call, "tool_choice\":\"none").size() == 1);
        assertThat(frames(call, "tool_choice\":\"none").get(0)).contains("response.create", "I am looking.");
        assertThat(results(call)).isEmpty();
        release.countDown();

        Story story = finish(call);
        story.isIn("ended");
        assertThat(results(call).get(0)).isEqualTo("{\"n\":7}");
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_tool_without_an_answer_is_given_up_and_its_late_answer_changes_nothing() throws Exception {
        ourTool("&timeout=300");
        TwinCall call = twin.placeCall(model(
                ModelStep.greet(), ModelStep.tool("ours", "{\"n\":7}"), ModelStep.say("Sorry."), ModelStep.endCall()));
        await().atMost(LIMIT).until(() -> !results(call).isEmpty());
        release.countDown();

        finish(call).isIn("ended");
        assertThat(results(call)).hasSize(2);
        assertThat(results(call).get(0)).contains("ours took too long");
    }

    @Test
    void nobody_hears_the_result_of_a_caller_who_has_left() throws Exception {
        ourTool("");
        TwinCall call = twin.placeCall(model(ModelStep.greet(), ModelStep.tool("ours", "{\"n\":7}")));
        await().atMost(LIMIT).until(() -> runs.get() == 1);

        call.hangUp();
        Story story = ends(call);
        release.countDown();

        story.isIn("ended");
        assertThat(results(call)).isEmpty();
    }

    @Test
    void while_a_tool_runs_the_caller_can_be_transferred() throws Exception {
        ourTool("");
        TwinCall call = twin.placeCall(model(ModelStep.greet(), ModelStep.tool("ours", "{\"n\":7}")));
        await().atMost(LIMIT).until(() -> runs.get() == 1);

        call.agentTakes(ModelStep.transfer("sales", "asked for it", "").saying(""));

        ends(call).ended("bridged").rang(SALES);
        assertThat(results(call)).isEmpty();
    }

    @Test
    void a_tool_that_comes_while_a_caller_talks_can_be_called_by_his_agent() throws Exception {
        release.countDown();
        TwinCall call = twin.placeCall(model(ModelStep.greet()).with(Switches.MODEL_AFTER_RETURN, List.of()));
        until(call, story -> story.history().head().publicState().equals("talking"));

        ourTool("");
        await().atMost(LIMIT).until(() -> frames(call, "session.update").size() == 1);
        call.agentTakes(ModelStep.tool("ours", "{\"n\":8}"));
        await().atMost(LIMIT).until(() -> !results(call).isEmpty());
        camel.getRouteController().stopRoute("ours");
        await().atMost(LIMIT).until(() -> frames(call, "session.update").size() == 2);
        call.hangUp();

        finish(call).isIn("ended");
        assertThat(results(call)).containsExactly("{\"n\":8}");
        assertThat(frames(call, "session.update").get(0)).contains("\"ours\"", "transfer_call", "order_status");
        assertThat(frames(call, "session.update").get(1)).doesNotContain("\"ours\"");
    }
}

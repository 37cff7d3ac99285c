package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.call.CallEvent;
import dev.referee.tool.FunctionCall;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The route {@code tool-call}: who runs what, once, and what the model hears. */
class ToolCallRouteTest extends RouteTest {

    @BeforeEach
    void agentTalks() {
        talking();
    }

    @AfterEach
    void callerLeaves() {
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "test is over"));
    }

    private Exchange call(String id, String name, String arguments) {
        return template.send("direct:tool-call", exchange -> {
            exchange.setVariable(Vars.CALL_KEY, key);
            exchange.setVariable(Vars.CALL_ID, session);
            exchange.setVariable(Vars.FUNCTION_CALL, new FunctionCall(id, name, arguments));
            exchange.setVariable(Vars.TOOL, name);
        });
    }

    private String result(Exchange done) {
        assertThat(done.getException()).isNull();
        return done.getMessage().getBody(String.class);
    }

    @Test
    void transfer_call_starts_a_transfer_and_promises_nothing_yet() {
        String result = result(call("call_1", "transfer_call", "{\"target\":\"sales\",\"reason\":\"an offer\"}"));

        assertThat(result).isNull();
        assertThat(transfer().target()).isEqualTo("sales");
        assertThat(transfer().reason()).isEqualTo("an offer");
        await().atMost(LIMIT).until(() -> !ends.sent("openai-refer-post").isEmpty());
        assertThat(ends.sent("openai-refer-post").get(0)).contains("+61491570157");
    }

    /** The words are kept in a database and spoken to a human: neither takes a null character. */
    @Test
    void the_words_of_a_transfer_are_plain() {
        call(
                "call_1",
                "transfer_call",
                "{\"target\":\"sales\",\"reason\":\"an\\u0000offer\",\"summary\":\"one\\ntwo\\u0001\"}");

        Plan plan = Objects.requireNonNull(ledger.find(key).orElseThrow().file().transfer())
                .plan();
        assertThat(plan.reason()).isEqualTo("an offer");
        assertThat(plan.summary()).isEqualTo("one two ");
    }

    @Test
    void the_same_function_call_runs_once() {
        call("call_1", "transfer_call", "{\"target\":\"sales\"}");

        Exchange again = call("call_1", "transfer_call", "{\"target\":\"front-desk\"}");

        assertThat(again.getException()).isNull();
        assertThat(ledger.history(ledger.find(key).orElseThrow()).transfers()).hasSize(1);
        assertThat(transfer().target()).isEqualTo("sales");
    }

    @Test
    void a_second_transfer_hears_that_one_is_in_progress() {
        call("call_1", "transfer_call", "{\"target\":\"sales\"}");

        assertThat(result(call("call_2", "transfer_call", "{\"target\":\"front-desk\"}")))
                .contains("in_progress", "sales");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"front-desk\"", "null", "42", "{\"target\":\"front-d"})
    void arguments_that_are_no_object_are_explained(String arguments) {
        assertThat(result(call("call_1", "transfer_call", arguments))).contains("not a JSON object");

        assertThat(ledger.history(ledger.find(key).orElseThrow()).transfers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"target\":\"nowhere\"}",
                "{\"target\":\"+61491570006\"}",
                "{\"target\":[\"sales\"]}",
                "{\"target\":\"SALES\"}",
                "{\"target\":\"sip:thief@example.com\"}"
            })
    void a_target_that_is_not_configured_gets_the_names_of_those_that_are(String arguments) {
        assertThat(result(call("call_1", "transfer_call", arguments))).contains("front-desk", "sales", "error");

        assertThat(ledger.history(ledger.find(key).orElseThrow()).transfers()).isEmpty();
    }

    @Test
    void end_call_hangs_up() {
        result(call("call_1", "end_call", "{\"reason\":\"done\"}"));

        await().atMost(LIMIT).until(() -> !ends.sent("openai-hangup-post").isEmpty());
        assertThat(types()).contains("end-asked");
    }

    @Test
    void end_call_with_broken_arguments_hangs_up_all_the_same() {
        result(call("call_1", "end_call", "{{{"));

        await().atMost(LIMIT).until(() -> !ends.sent("openai-hangup-post").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_the_pod_bay_doors", "direct:end-caller", "' == '' or true", "${bean:transfer}"})
    void another_name_gets_the_names_of_the_tools(String name) {
        assertThat(result(call("call_1", name, "{}"))).contains("transfer_call", "end_call", "error");

        assertThat(ends.sent("openai-hangup-post")).isEmpty();
    }

    @Test
    void the_tool_of_a_route_runs_once_for_each_function_call() throws IOException {
        String first = "once " + UUID.randomUUID(); // the file may be that of an earlier run
        String second = "another " + UUID.randomUUID();
        call("call_1", "take_note", "{\"text\":\"" + first + "\"}");

        Exchange again = call("call_1", "take_note", "{\"text\":\"" + first + "\"}");
        call("call_2", "take_note", "{\"text\":\"" + second + "\"}");

        assertThat(again.getException()).isNull();
        await().atMost(LIMIT).until(() -> notes(second) == 1 && notes(first) > 0);
        assertThat(notes(first)).isEqualTo(1);
    }

    private static long notes(String text) throws IOException {
        Path file = Path.of("target/notes-of-tests/notes.txt");
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> line.endsWith(" +61400000001 " + text))
                        .count()
                : 0;
    }

    @Test
    void the_result_of_a_routes_tool_comes_later_and_a_wrong_argument_is_told_at_once() {
        assertThat(result(call("call_1", "opening_hours", "{}"))).isNull();
        assertThat(result(call("call_2", "take_note", "{}"))).contains("error", "text is missing");
    }
}

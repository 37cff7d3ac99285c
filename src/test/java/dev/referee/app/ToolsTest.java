package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.Exchange;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.ModelStep;
import dev.referee.twin.ModelStep.Kind;
import dev.referee.twin.Switches;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model asks for, well or badly: nothing it writes is trusted, and it always hears what came of it. */
class ToolsTest extends AppTest {

    private static CallScript model(ModelStep... steps) {
        return fast().model(steps);
    }

    private List<String> results(Story story) {
        return frames.to(story.call().callIds().get(0)).stream()
                .filter(frame -> frame.contains("function_call_output"))
                .toList();
    }

    @Test
    void end_call_says_goodbye_and_hangs_up() {
        Story story = play(model(ModelStep.greet(), ModelStep.endCall()));

        story.isIn("ended").withoutTransfer().sent("hangup", 1).sent("refer", 0);
        assertThat(results(story)).hasSize(1);
    }

    @Test
    void an_unknown_tool_gets_the_names_of_those_there_are() {
        Story story = play(model(ModelStep.greet(), ModelStep.of(Kind.UNKNOWN_TOOL), ModelStep.endCall()));

        story.isIn("ended").withoutTransfer();
        assertThat(results(story).get(0)).contains("open_the_pod_bay_doors", "transfer_call", "end_call");
    }

    @Test
    void broken_arguments_get_a_result_that_helps() {
        Story story = play(model(ModelStep.greet(), ModelStep.of(Kind.BROKEN_JSON), ModelStep.endCall()));

        story.isIn("ended").withoutTransfer().sent("refer", 0);
        assertThat(results(story).get(0)).contains("not a JSON object");
    }

    @Test
    void an_unknown_target_gets_the_names_of_the_known_ones() {
        Story story = play(model(ModelStep.greet(), ModelStep.of(Kind.UNKNOWN_TARGET), ModelStep.endCall()));

        story.isIn("ended").withoutTransfer().rang().sent("refer", 0);
        assertThat(results(story).get(0)).contains("nowhere-to-be-found", "front-desk", "sales");
    }

    @Test
    void a_model_that_names_a_number_reaches_nobody() {
        Story story = play(
                model(ModelStep.greet(), ModelStep.transfer("+61491570110", "dial this", ""), ModelStep.endCall()));

        story.withoutTransfer().rang().sent("refer", 0).sent("update-call", 0);
    }

    @Test
    void a_cancelled_response_is_not_executed() {
        Story story = play(model(
                ModelStep.greet(),
                ModelStep.transferCancelled("front-desk"),
                ModelStep.of(Kind.SAY),
                ModelStep.endCall()));

        story.isIn("ended").withoutTransfer().rang().sent("refer", 0);
    }

    @Test
    void a_cancelled_transfer_that_is_asked_for_again_happens_once() {
        Story story =
                play(model(ModelStep.greet(), ModelStep.transferCancelled("front-desk"), ModelStep.of(Kind.TRANSFER)));

        story.ended("bridged").rang(FIRST).sent("refer", 1);
        assertThat(story.history().transfers()).hasSize(1);
    }

    @Test
    void the_agents_sentence_is_heard_to_its_end() {
        Story story = play(model(ModelStep.greet(), ModelStep.of(Kind.TRANSFER).withTail(1_000)));

        story.ended("bridged").rang(FIRST);
        assertThat(fromTurnToRefer(story)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void a_sentence_without_end_is_waited_for_three_seconds() {
        Story story = play(model(ModelStep.greet(), ModelStep.of(Kind.TRANSFER).withTail(15_000)));

        story.ended("bridged").rang(FIRST);
        assertThat(fromTurnToRefer(story)).isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(8));
    }

    @Test
    void a_silent_transfer_waits_for_nothing() {
        Story story = play(model(ModelStep.greet(), ModelStep.of(Kind.TRANSFER).saying("")));

        story.ended("bridged").rang(FIRST);
    }

    @Test
    void a_second_request_while_one_is_in_flight_changes_nothing() throws Exception {
        var call = twin.placeCall(
                model(ModelStep.greet(), ModelStep.of(Kind.TRANSFER).saying(""))
                        .with(Switches.MODEL_AFTER_RETURN, List.of())
                        .with(Switches.REFER, Refer.SILENT));
        assertThat(call.await(it -> !it.exchanges("refer").isEmpty(), LIMIT)).isTrue();

        call.agentTakes(ModelStep.transfer("sales", "changed his mind", "").saying(""));

        Story story = finish(call);
        story.ended("bridged").rang(FIRST);
        assertThat(story.history().transfers()).hasSize(1);
        assertThat(results(story)).singleElement().asString().contains("in_progress");
    }

    @Test
    void an_agent_that_ends_the_call_while_it_is_being_transferred_ends_it() throws Exception {
        var call = twin.placeCall(
                model(ModelStep.greet(), ModelStep.of(Kind.TRANSFER).saying("")).with(Switches.REFER, Refer.SILENT));
        assertThat(call.await(it -> !it.exchanges("refer").isEmpty(), LIMIT)).isTrue();

        call.agentTakes(ModelStep.endCall().saying(""));

        finish(call).isIn("ended").ended("abandoned").rang().joinedNobody();
    }

    private static Duration fromTurnToRefer(Story story) {
        Exchange refer = story.call().exchanges("refer").get(0);
        long turn = story.call().story().stream()
                .filter(line -> line.text().startsWith("the agent: TRANSFER"))
                .findFirst()
                .orElseThrow()
                .ms();
        return Duration.between(story.call().startedAt().plusMillis(turn), refer.at());
    }
}

package dev.referee.app;

import static dev.referee.twin.Faults.AfterResult.SPEAKS_FIRST;
import static dev.referee.twin.Faults.Model.FAILS;
import static dev.referee.twin.Faults.Model.INCOMPLETE;
import static dev.referee.twin.Faults.Model.SILENT;
import static dev.referee.twin.Faults.Model.STUCK;
import static dev.referee.twin.Faults.Reported.TWICE_EMPTY_LAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.CallScenario;
import dev.referee.testkit.CallStory;
import dev.referee.testkit.RefereeTest;
import dev.referee.twin.Faults;
import dev.referee.twin.FunctionUse;
import dev.referee.twin.HumanScript;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that fails, row by row (contract §8): its caller comes to a human, or it is asked again, or nothing is done at all. */
@RefereeTest(
        routes = "src/test/resources/patient-tool",
        settings = "referee.agents.default.tools=order_status,patient_order")
class FailingModelScenarioTest {

    private static final Duration BOUND = Duration.ofSeconds(21);
    private static final ModelStep TRANSFER = ModelStep.of(ModelStep.Kind.TRANSFER);

    private static CallScenario withTool(String order) {
        return CallScenario.incoming()
                .agent(
                        ModelStep.greet(),
                        ModelStep.tool("order_status", "{\"order_id\":\"" + order + "\"}"),
                        ModelStep.say("Your order is on its way."),
                        TRANSFER);
    }

    /** The agent is given up, and its caller is with the first target, moved by the carrier. */
    private static void comesToTheHuman(CallStory story, String reason) {
        story.agentWasMute(reason)
                .tried("refer:skipped", "redirect:confirmed")
                .requests("refer", 0)
                .outcome("bridged")
                .callerWasWith("agent", "human front-desk")
                .owedAtMost(BOUND)
                .nobodyLost();
        assertThat(story.transfer().requestedBy()).isEqualTo("referee");
        assertThat(story.transfer().reason()).isEqualTo("agent-mute");
    }

    /** The agent keeps its caller until it transfers them itself. */
    private static CallStory goesOn(CallStory story) {
        assertThat(story.history().transfers()).as(story::toString).hasSize(1);
        assertThat(story.transfer().requestedBy()).as(story::toString).isEqualTo("agent");
        return story.agentWasNotMute()
                .tried("refer:confirmed")
                .callerWasWith("agent", "human front-desk")
                .owedAtMost(BOUND)
                .nobodyLost();
    }

    private static long said(CallStory story, String words) {
        return story.twin().story().stream()
                .filter(line ->
                        line.text().startsWith("the agent: ") && line.text().contains(words))
                .count();
    }

    // ---- it fails

    @ParameterizedTest
    @EnumSource(names = {"FAILS", "ERROR", "ERROR_NAMED", "INCOMPLETE"})
    void a_model_that_fails_three_times_in_a_row_is_mute(Faults.Model how) {
        CallStory story = CallScenario.incoming().modelFails(how).play();

        comesToTheHuman(story, "failed again and again");
        story.owedAtMost(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"insufficient_quota", "invalid_api_key", "model_not_found"})
    void a_code_that_waiting_does_not_cure_makes_it_mute_at_once(String code) {
        CallStory story = CallScenario.incoming()
                .modelFails(FAILS, code)
                .modelFails(FAILS, 2, 0)
                .play();

        comesToTheHuman(story, code);
        story.agentTroubles("response-failed").owedAtMost(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @EnumSource(Faults.RedirectWhileRinging.class)
    void one_that_is_mute_before_it_was_answered_leaves_its_caller_to_the_human_all_the_same(
            Faults.RedirectWhileRinging carrier) {
        CallStory story = CallScenario.incoming()
                .modelFails(FAILS, "insufficient_quota")
                .with(Switches.REDIRECT_WHILE_RINGING, carrier)
                .with(Switches.ANSWER_MS, 2_000)
                .play();

        story.agentWasMute("insufficient_quota").bridgedWith("front-desk").nobodyLost();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS", "ERROR", "ERROR_NAMED", "INCOMPLETE"})
    void a_greeting_that_fails_twice_is_asked_for_again(Faults.Model how) {
        CallStory story = CallScenario.incoming()
                .modelFails(how, "rate_limit_exceeded")
                .modelFails(how, 1, 2)
                .play();

        goesOn(story).agentSaid("Hello").owedAtMost(Duration.ofSeconds(5));
        assertThat(story.history().timeline())
                .filteredOn(line -> line.type().equals("agent-trouble"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.detail().getOrDefault("code", ""))
                        .isEqualTo(how == INCOMPLETE ? "" : "rate_limit_exceeded"));
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR", "ERROR_NAMED", "FAILS"})
    void a_result_that_is_answered_by_an_error_is_spoken_of_all_the_same(Faults.Model how) {
        CallStory story = withTool("A-1001").modelFails(how, 3, 1).play();

        goesOn(story).agentSaid("Your order");
        assertThat(said(story, "Your order")).isEqualTo(1);
    }

    // ---- it is silent

    @ParameterizedTest
    @EnumSource(names = {"SILENT", "STUCK"})
    void a_model_that_never_greets_is_asked_once_more_and_then_mute(Faults.Model how) {
        CallStory story = CallScenario.incoming().modelFails(how).play();

        comesToTheHuman(story, "silent");
        story.agentTroubles("silence", "silence");
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT", "STUCK"})
    void a_model_that_answers_the_callers_sentence_with_nothing_is_mute(Faults.Model how) {
        comesToTheHuman(CallScenario.incoming().modelFails(how, 2, 0).play(), "silent");
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT", "STUCK"})
    void a_model_that_has_nothing_to_say_of_a_result_is_mute(Faults.Model how) {
        comesToTheHuman(withTool("A-1001").modelFails(how, 3, 0).play(), "silent");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_model_that_is_silent_once_goes_on_when_asked_to(int turn) {
        goesOn(CallScenario.incoming().modelFails(SILENT, turn, 1).play()).agentTroubles("silence");
        goesOn(CallScenario.incoming().modelFails(STUCK, turn, 1).play());
    }

    // ---- nobody can be had

    @Test
    void where_no_human_can_be_had_either_the_call_comes_to_an_end() {
        CallScenario.incoming()
                .modelFails(FAILS, "insufficient_quota")
                .human("front-desk", HumanScript.Does.BUSY, HumanScript.Does.BUSY)
                .play()
                .rang("front-desk", "front-desk #2")
                .bridgedWithNobody()
                .owedAtMost(BOUND)
                .clean();
    }

    // ---- function calls

    @Test
    void a_model_that_speaks_of_a_result_by_itself_is_not_asked_again() {
        CallStory story = withTool("A-1001")
                .with(Switches.AFTER_RESULT, SPEAKS_FIRST)
                .agent(
                        ModelStep.greet(),
                        ModelStep.tool("order_status", "{\"order_id\":\"A-1001\"}"),
                        ModelStep.say("Your order is on its way."),
                        TRANSFER)
                .play();

        goesOn(story).agentTroubles();
        assertThat(said(story, "SAY")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Reported.class,
            names = {"TWICE_EMPTY_FIRST", "TWICE_EMPTY_LAST"})
    void a_function_call_that_stands_twice_is_run_once_with_its_arguments(Faults.Reported how) {
        goesOn(CallScenario.incoming().with(Switches.FUNCTION_CALLS, how).play())
                .nobodyRungTwice();

        CallStory story = withTool("A-1001")
                .with(Switches.FUNCTION_CALLS, TWICE_EMPTY_LAST)
                .play();
        goesOn(story).called("order_status").answered("on its way");
    }

    @Test
    void a_transfer_wins_over_an_end_of_the_call_in_the_same_response() {
        CallStory story = CallScenario.incoming()
                .agent(ModelStep.greet(), ModelStep.of(ModelStep.Kind.TRANSFER_AND_END))
                .play();

        goesOn(story).called("end_call").answered("transfer");
    }

    @Test
    void three_unknown_functions_get_three_results_and_one_answer() {
        CallStory story = CallScenario.incoming()
                .agent(
                        ModelStep.greet(),
                        ModelStep.of(ModelStep.Kind.UNKNOWN_TOOLS),
                        ModelStep.say("I cannot do that."),
                        TRANSFER)
                .play();

        goesOn(story).agentTroubles();
        assertThat(story.twin().functions())
                .filteredOn(use -> !use.name().equals("transfer_call"))
                .hasSize(3)
                .extracting(FunctionUse::result)
                .doesNotContainNull();
        assertThat(said(story, "I cannot do that.")).isEqualTo(1);
        assertThat(said(story, "One moment, please.")).isZero();
    }

    @Test
    void a_transfer_into_which_the_caller_talks_is_not_run_and_the_model_is_told() {
        CallStory story = CallScenario.incoming()
                .agent(ModelStep.greet(), ModelStep.transferCancelled("sales"), TRANSFER)
                .play();

        goesOn(story).agentTroubles("transfer-interrupted").rang("front-desk");
        assertThat(story.twin().story())
                .anyMatch(line -> line.text().startsWith("told of the interrupted transfer_call"));
    }

    // ---- where nobody is lost nobody steps in

    @Nested
    class NothingHappens {

        private final CallScenario patient = CallScenario.incoming().with(Switches.PATIENCE_MS, 180_000);

        private void nothing(CallScenario scenario, Duration longerThan) {
            CallStory story = scenario.play();

            goesOn(story).agentTroubles().lastedAtLeast(longerThan).owedAtMost(Duration.ofSeconds(3));
        }

        @Test
        void while_a_caller_thinks_for_a_minute() {
            nothing(
                    patient.with(Switches.THINK_MS, 60_000)
                            .agent(ModelStep.greet(), ModelStep.say("Take your time."), TRANSFER),
                    Duration.ofMinutes(2));
        }

        @Test
        void while_a_tool_runs_for_half_a_minute() {
            nothing(
                    patient.agent(
                            ModelStep.greet(),
                            ModelStep.tool("patient_order", "{}"),
                            ModelStep.say("Your order is on its way."),
                            TRANSFER),
                    Duration.ofSeconds(30));
        }

        @Test
        void while_noise_is_not_answered() {
            nothing(
                    patient.with(Switches.THINK_MS, 5_000)
                            .agent(
                                    ModelStep.greet(),
                                    ModelStep.nothing(),
                                    ModelStep.nothing(),
                                    ModelStep.nothing(),
                                    ModelStep.nothing(),
                                    ModelStep.nothing(),
                                    TRANSFER),
                    Duration.ofSeconds(30));
        }

        @Test
        void while_a_sentence_of_a_minute_is_played() {
            nothing(patient.agent(ModelStep.greet(), ModelStep.longSpeech(60_000), TRANSFER), Duration.ofMinutes(1));
        }

        @Test
        void while_a_transfer_is_under_way() {
            CallStory story = patient.modelFails(SILENT, 3, 0)
                    .refer(Faults.Refer.SILENT)
                    .with(Switches.HUMAN_RING_MS, 18_000)
                    .play();

            story.agentWasNotMute()
                    .agentTroubles()
                    .tried("refer:silent", "redirect:confirmed")
                    .bridgedWith("front-desk")
                    .nobodyLost();
        }

        @Test
        void when_a_session_ends_by_its_own_limit() {
            CallStory story = patient.with(Switches.SESSION_SECONDS, 40)
                    .with(Switches.THINK_MS, 10_000)
                    .agent(ModelStep.greet(), ModelStep.say("Go on."), ModelStep.say("I am back in a moment."))
                    .agentAfterReturn(ModelStep.say("Here I am again."), TRANSFER)
                    .play();

            story.agentWasNotMute()
                    .agentTroubles()
                    .agentSaid("Here I am again.")
                    .callerWasWith("agent", "agent", "human front-desk")
                    .nobodyLost();
            assertThat(List.copyOf(story.twin().callIds())).hasSizeGreaterThan(1);
        }
    }
}

package dev.referee.app;

import static dev.referee.twin.Faults.Model.THROWN_OUT;
import static dev.referee.twin.Faults.Sideband.CLOSES_CLEANLY;
import static dev.referee.twin.Faults.Sideband.GOES_AWAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.CallScenario;
import dev.referee.testkit.CallStory;
import dev.referee.testkit.RefereeTest;
import dev.referee.twin.Faults;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A sideband that ends while caller and agent talk on (contract §8), and what is left behind while a REFER is carried out: a
 * caller who has gone, an agent's leg that stays.
 */
@RefereeTest
class SidebandLostScenarioTest {

    private static final ModelStep TRANSFER = ModelStep.of(ModelStep.Kind.TRANSFER);
    private static final Duration SOON = Duration.ofSeconds(2);

    /** A talk of about half a minute. */
    private static CallScenario talk() {
        return CallScenario.incoming()
                .with(Switches.THINK_MS, 8_000)
                .agent(
                        ModelStep.greet(),
                        ModelStep.say("Tell me more."),
                        ModelStep.say("I see."),
                        ModelStep.say("Let me think."),
                        TRANSFER);
    }

    private static CallStory talksOn(CallStory story) {
        assertThat(story.transfer().requestedBy()).as(story::toString).isEqualTo("agent");
        return story.agentWasNotMute()
                .tried("refer:confirmed")
                .callerWasWith("agent", "human front-desk")
                .requests("accept", 1)
                .nobodyLost();
    }

    private static long times(CallStory story, String line) {
        return story.twin().story().stream()
                .filter(each -> each.text().equals(line))
                .count();
    }

    private static CallStory comesToTheHuman(CallStory story) {
        assertThat(story.transfer().requestedBy()).as(story::toString).isEqualTo("referee");
        assertThat(story.transfer().reason()).as(story::toString).isEqualTo("agent-mute");
        return story.tried("refer:skipped", "redirect:confirmed")
                .callerWasWith("agent", "human front-desk")
                .requests("accept", 1)
                .nobodyLost();
    }

    @ParameterizedTest
    @EnumSource(names = {"GOES_AWAY", "CLOSES_CLEANLY", "DROPS"})
    void a_sideband_that_closes_is_attached_again_at_once_and_the_talk_goes_on(Faults.Sideband how) {
        CallStory story =
                talk().sideband(how, SOON).with(Switches.SIDEBAND_TIMES, 2).play();

        talksOn(story);
        assertThat(times(story, "sideband attached")).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"LATER", "RESETS"})
    void a_sideband_that_is_back_after_six_seconds_is_no_reason_to_step_in(Faults.Reattach how) {
        talksOn(talk().sideband(GOES_AWAY, SOON)
                .reattach(how, Duration.ofSeconds(6))
                .play());
    }

    @ParameterizedTest
    @EnumSource(names = {"LATER", "RESETS"})
    void fifteen_seconds_without_a_sideband_make_the_agent_mute(Faults.Reattach how) {
        comesToTheHuman(talk().sideband(CLOSES_CLEANLY, SOON)
                .reattach(how, Duration.ofMinutes(2))
                .play());
    }

    @Test
    void a_session_that_is_gone_loses_nobody() {
        CallStory story = talk().sideband(CLOSES_CLEANLY, SOON)
                .with(Switches.REATTACH, Faults.Reattach.GONE)
                .play();

        story.bridgedWith("front-desk").nobodyLost();
    }

    @Test
    void a_session_that_is_thrown_out_three_times_is_mute() {
        CallStory story = CallScenario.incoming()
                .modelFails(THROWN_OUT, "rate_limit_exceeded")
                .play();

        comesToTheHuman(story).owedAtMost(Duration.ofSeconds(10));
        assertThat(times(story, "the session is thrown out")).isEqualTo(3);
    }

    @Test
    void one_that_is_thrown_out_twice_is_not() {
        CallStory story = CallScenario.incoming().modelFails(THROWN_OUT, 1, 2).play();

        talksOn(story).owedAtMost(Duration.ofSeconds(10));
        assertThat(times(story, "the session is thrown out")).isEqualTo(2);
    }

    @Test
    void a_caller_who_leaves_while_refers_proof_is_awaited_is_abandoned_and_not_refused() {
        CallScenario.incoming()
                .refer(Faults.Refer.SILENT)
                .caller(Faults.Caller.LEAVES_IN_TRANSFER, Duration.ofSeconds(1))
                .with(Switches.DIAL_ACTION_ON_CALLER_HANGUP, false)
                .play()
                .tried("refer:abandoned")
                .outcome("abandoned")
                .clean();
    }

    @Test
    void an_agents_leg_that_is_still_up_when_the_refers_target_has_answered_is_hung_up() {
        CallStory story = CallScenario.incoming()
                .with(Switches.AFTER_REFER, Faults.AfterRefer.LEG_STAYS)
                .talk(Duration.ofSeconds(20))
                .play();

        story.tried("refer:confirmed").requests("hangup", 1).nobodyLost();
    }
}

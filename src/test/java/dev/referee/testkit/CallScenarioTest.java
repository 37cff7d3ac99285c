package dev.referee.testkit;

import static dev.referee.twin.Faults.Refer.HANG;
import static dev.referee.twin.Faults.Refer.SILENT;
import static dev.referee.twin.HumanScript.Does.BUSY;
import static dev.referee.twin.HumanScript.Does.NO_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.ledger.History;
import dev.referee.twin.Faults;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is hard for a time that leaps: answers that never come, pauses in real time, lost connections; and bad input. */
@RefereeTest
class CallScenarioTest {

    @Test
    void a_talk_of_fifty_minutes_is_so_in_the_story_and_seconds_on_the_clock() {
        Instant began = Instant.now();

        CallScenario.incoming()
                .talk(Duration.ofMinutes(50))
                .play()
                .lastedAtLeast(Duration.ofMinutes(50))
                .outcome("bridged")
                .nobodyLost();

        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void a_request_that_is_never_answered_runs_into_the_programs_own_timeout() {
        CallScenario.incoming()
                .refer(HANG)
                .play()
                .tried("refer:silent", "redirect:confirmed")
                .bridgedWith("front-desk")
                .nobodyLost();
    }

    @Test
    void a_hanging_accept_is_repeated() {
        CallScenario.incoming()
                .accept(Faults.Accept.HANG_ONCE)
                .play()
                .requests("accept", 2)
                .tried("refer:confirmed")
                .nobodyLost();
    }

    @Test
    void an_accept_that_always_fails_leads_to_a_human_after_the_accept_window() {
        CallScenario.incoming()
                .accept(Faults.Accept.ERROR_ALWAYS)
                .play()
                .tried("release:confirmed")
                .callerWasWith("human front-desk")
                .lastedAtLeast(Duration.ofSeconds(8))
                .clean();
    }

    @Test
    void a_lost_sideband_is_opened_again() {
        CallStory story = CallScenario.incoming()
                .with(Switches.SIDEBAND, Faults.Sideband.DROPS)
                .with(Switches.SIDEBAND_MS, 200)
                .play();

        story.tried("refer:confirmed").nobodyLost();
        assertThat(story.history().timeline())
                .extracting(History.Event::type)
                .containsSubsequence("sideband-attached", "sideband-closed", "sideband-reattached", "transfer-asked");
    }

    @Test
    void lost_callbacks_are_made_up_for_by_asking_the_carrier() {
        CallScenario.incoming()
                .with(Switches.CALLBACKS, Faults.Callbacks.LOST)
                .human("front-desk", NO_ANSWER, NO_ANSWER)
                .play()
                .rang("front-desk", "front-desk #2")
                .outcome("returned")
                .callerWasWith("agent", "agent")
                .nobodyLost();
    }

    @Test
    void an_open_breaker_skips_refer_for_this_call_only() {
        CallScenario.incoming().breakerOpen().play().tried("refer:skipped", "redirect:confirmed");

        CallScenario.incoming().play().tried("refer:confirmed");
    }

    @Test
    void the_agent_hears_why_nobody_came_and_says_what_it_says() {
        CallScenario.incoming()
                .human("front-desk", BUSY)
                .agentAfterReturn(ModelStep.say("I am afraid they are busy."), ModelStep.endCall())
                .play()
                .agentSaid("they are busy")
                .called("transfer_call")
                .with("target", "front-desk")
                .answered("busy")
                .story()
                .outcome("returned");
    }

    @Test
    void a_caller_who_wants_nothing_but_talk_is_not_transferred() {
        CallScenario.incoming()
                .agent(ModelStep.greet(), ModelStep.endCall())
                .play()
                .noTransfer()
                .callerWasWith("agent")
                .bridgedWithNobody()
                .state("ended")
                .clean();
    }

    @Test
    void an_assertion_that_fails_tells_the_whole_story_in_order() {
        CallStory story = CallScenario.incoming().refer(SILENT).play();

        assertThatThrownBy(() -> story.tried("refer:confirmed"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("mechanisms that were tried")
                .hasMessageContaining("refer:silent, redirect:confirmed -> bridged")
                .hasMessageFindingMatch("(?s)/refer arrives.*verdict=silent.*redirect-fetched.*the caller has HUMAN");
        assertThatThrownBy(() -> story.callerWasWith("agent", "voicemail")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.rang("sales")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.bridgedWithNobody()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.bridgedWith("sales")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.bridgedWithin(Duration.ofSeconds(1))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.aloneAtMost(Duration.ZERO)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.lastedAtLeast(Duration.ofHours(1))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.outcome("voicemail")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(story::noTransfer).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.agentSaid("no such words")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.called("end_call")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> story.called("transfer_call").with("target", "sales"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("argument 'target' of transfer_call");
    }

    @Test
    void a_target_that_the_settings_do_not_have_is_named_with_those_they_have() {
        CallScenario scenario = CallScenario.incoming().human("frontdesk", BUSY);

        assertThatIllegalArgumentException()
                .isThrownBy(scenario::play)
                .withMessageContaining("'frontdesk' is not one of front-desk, sales");
    }

    @Test
    void more_people_than_numbers_are_refused() {
        CallScenario scenario = CallScenario.incoming().human("sales", BUSY, BUSY);

        assertThatIllegalArgumentException().isThrownBy(scenario::play).withMessageContaining("names 2 people");
    }
}

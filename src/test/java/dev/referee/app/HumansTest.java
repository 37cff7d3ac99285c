package dev.referee.app;

import static dev.referee.twin.Owner.Kind.AGENT;
import static dev.referee.twin.Owner.Kind.ANNOUNCEMENT;
import static dev.referee.twin.Owner.Kind.CALLING;
import static dev.referee.twin.Owner.Kind.GONE;
import static dev.referee.twin.Owner.Kind.HUMAN;
import static dev.referee.twin.Owner.Kind.RINGING;
import static dev.referee.twin.Owner.Kind.VOICEMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults.Callbacks;
import dev.referee.twin.Faults.CarrierRest;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.HumanScript;
import dev.referee.twin.HumanScript.Does;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What humans do with a ringing phone, and where the caller ends when nobody picks up. */
class HumansTest extends AppTest {

    private static CallScript to(String target) {
        return fast().model(ModelStep.greet(), ModelStep.transfer(target, "wants an offer", "Wants ten chairs."));
    }

    private List<String> sentTo(Story story, int session) {
        return frames.to(story.call().callIds().get(session));
    }

    @ParameterizedTest
    @EnumSource(
            value = Does.class,
            names = {"BUSY", "NO_ANSWER", "DECLINES", "VOICEMAIL_BOX", "FAILED"})
    void whoever_does_not_answer_leads_to_the_second_number(Does how) {
        for (Refer refer : new Refer[] {Refer.WORKS, Refer.SILENT}) {
            Story story = play(fast().with(Switches.REFER, refer).human(FIRST, how));

            story.isIn("ended").ended("bridged").rang(FIRST, SECOND);
            story.joined(SECOND, refer == Refer.WORKS ? "refer" : "redirect");
            assertThat(story.transfer().number()).isEqualTo("tel:" + SECOND);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Does.class,
            names = {"BUSY", "NO_ANSWER", "DECLINES", "FAILED"})
    void after_a_refer_the_same_agent_has_the_caller_back_and_is_told(Does how) {
        Story story = play(fast().human("*", how));

        story.isIn("ended")
                .ended("returned")
                .tried("refer:confirmed")
                .rang(FIRST, SECOND)
                .joinedNobody();
        story.sent("accept", 1).sent("update-call", 0);
        assertThat(story.history().sessions()).hasSize(1);
        assertThat(sentTo(story, 0))
                .filteredOn(frame -> frame.contains("function_call_output") && frame.contains("not_transferred"))
                .as(story::toString)
                .hasSize(1);
        story.owners().endsWith(AGENT, GONE);
    }

    @Test
    void after_a_refer_whose_targets_were_machines_an_agent_has_the_caller_back() {
        Story story = play(fast().human("*", Does.VOICEMAIL_BOX));

        story.isIn("ended")
                .ended("returned")
                .tried("refer:confirmed")
                .rang(FIRST, SECOND)
                .joinedNobody();
        story.owners().endsWith(AGENT, GONE);
    }

    @Test
    void after_a_redirect_a_new_session_is_told_why_and_what_was_said() {
        Story story = play(fast().with(Switches.REFER, Refer.SILENT)
                .model(ModelStep.greet(), ModelStep.transfer("front-desk", "wants an offer", "Wants ten chairs."))
                .human("*", Does.BUSY));

        story.isIn("ended").ended("returned").tried("refer:silent", "redirect:confirmed");
        story.rang(FIRST, SECOND).joinedNobody().sent("accept", 2);
        assertThat(story.history().sessions()).hasSize(2);
        assertThat(sentTo(story, 1))
                .as(story::toString)
                .anySatisfy(frame -> assertThat(frame)
                        .contains("front-desk", "busy", "wants an offer", "Wants ten chairs.")
                        .contains("Hello, how can I help you?", "One moment, I will put you through."))
                .filteredOn(frame -> frame.contains("response.create"))
                .isNotEmpty();
        story.owners().endsWith(AGENT, GONE);
    }

    @Test
    void after_a_release_a_new_session_takes_the_caller_back() {
        Story story = play(fast().with(Switches.REFER, Refer.SILENT)
                .with(Switches.CARRIER_REST, CarrierRest.DOWN)
                .human("*", Does.NO_ANSWER));

        story.isIn("ended").ended("returned").tried("refer:silent", "redirect:silent", "release:confirmed");
        story.joinedNobody().sent("accept", 2);
        assertThat(sentTo(story, 1)).anySatisfy(frame -> assertThat(frame).contains("front-desk", "no-answer"));
    }

    @Test
    void a_caller_who_came_back_can_be_transferred_again() {
        for (Refer refer : new Refer[] {Refer.WORKS, Refer.SILENT}) {
            Story story = play(fast().with(Switches.REFER, refer)
                    .with(
                            Switches.MODEL_AFTER_RETURN,
                            List.of(ModelStep.transfer("sales", "then an offer", "Takes anybody now.")))
                    .human(FIRST, Does.BUSY)
                    .human(SECOND, Does.BUSY));

            story.isIn("ended").rang(FIRST, SECOND, SALES);
            assertThat(story.history().transfers())
                    .extracting(each -> each.target() + " " + each.outcome())
                    .containsExactly("front-desk returned", "sales bridged");
        }
    }

    @Test
    void a_target_with_voicemail_takes_a_message() {
        for (Refer refer : new Refer[] {Refer.WORKS, Refer.SILENT}) {
            Story story = play(to("sales").with(Switches.REFER, refer).human("*", Does.NO_ANSWER));

            story.isIn("ended").ended("voicemail").rang(SALES).joinedNobody().sent("recording", 1);
            story.owners().endsWith(ANNOUNCEMENT, VOICEMAIL, GONE);
        }
    }

    @Test
    void a_target_that_hangs_up_apologises_first() {
        for (Refer refer : new Refer[] {Refer.WORKS, Refer.SILENT}) {
            Story story = play(to("closing").with(Switches.REFER, refer).human("*", Does.NO_ANSWER));

            story.isIn("ended").ended("abandoned").rang(CLOSING).joinedNobody();
            story.owners().endsWith(ANNOUNCEMENT, GONE);
        }
    }

    @Test
    void a_target_passes_on_to_another_target() {
        Story story = play(to("chained").human(CHAINED, Does.BUSY));

        story.ended("bridged").rang(CHAINED, SALES).joined(SALES, "refer");
        assertThat(story.transfer().target()).isEqualTo("chained");
    }

    @Test
    void the_end_of_the_chain_is_that_of_the_last_target() {
        Story story = play(to("chained").with(Switches.REFER, Refer.SILENT).human("*", Does.BUSY));

        story.ended("voicemail").rang(CHAINED, SALES);
    }

    @Test
    void a_long_talk_is_bridged_while_it_lasts_whatever_brought_it_about() throws Exception {
        TwinCall call = twin.placeCall(fast().with(Switches.HUMAN_TALK_MS, 60_000));
        until(call, story -> story.history().head().publicState().equals("transferred"));
        story(call).ended("bridged").joined(FIRST, "refer");

        call.hangUp();

        Story story = finish(call);
        story.isIn("ended").ended("bridged");
        story.owners().containsExactly(CALLING, AGENT, RINGING, HUMAN, GONE);
    }

    /** The REST API is asked when the phone should have stopped ringing: it alone knows that two people are talking. */
    @Test
    void a_human_whose_callbacks_all_got_lost_is_found_by_asking_and_not_disturbed() {
        Story story = play(fast().with(Switches.REFER, Refer.SILENT)
                .with(Switches.CALLBACKS, Callbacks.LOST)
                .human(FIRST, new HumanScript(Does.ANSWERS, 100, 15_000)));

        story.isIn("ended").ended("bridged").rang(FIRST);
        story.joined(FIRST, "redirect");
        story.owners().endsWith(HUMAN, GONE);
        assertThat(story.transfer().number()).isEqualTo("tel:" + FIRST);
    }
}

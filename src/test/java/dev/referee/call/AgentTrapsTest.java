package dev.referee.call;

import static dev.referee.transfer.Samples.ACCEPTED;
import static dev.referee.transfer.Samples.OVER;
import static dev.referee.transfer.Samples.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's leg: tokens, accept, sideband, rescue, and the end of the call. */
class AgentTrapsTest {

    private static final CallEvent DEADLINE = new CallEvent.DeadlinePassed();
    private static final CallEvent LEFT = new CallEvent.CallerLeft(Source.CARRIER, "canceled");

    @Test
    void a_token_works_once() {
        CallStory story = CallStory.talking();

        story.on(new CallEvent.SessionAnnounced("d-first", Calls.OTHER)).does(CallCommand.RejectSession.class);
    }

    @Test
    void the_same_webhook_delivered_twice_does_not_reject_its_own_session() {
        CallStory.inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .does(CallCommand.AcceptSession.class)
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .does()
                .on(new CallEvent.AcceptAnswered(Calls.SESSION, ACCEPTED))
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .does();
    }

    @Test
    void a_session_without_a_valid_token_is_rejected_and_the_call_listed() {
        assertThat(CallMachine.rejected(Calls.SESSION, "forged").next().call().publicState())
                .isEqualTo("rejected");
        assertThat(CallMachine.rejected(Calls.SESSION, "forged").commands())
                .containsExactly(new CallCommand.RejectSession(Calls.SESSION));
    }

    @Test
    void a_session_announced_after_the_caller_left_is_rejected() {
        CallStory.inbound()
                .on(LEFT)
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .does(CallCommand.RejectSession.class)
                .is(Stage.ENDED);
    }

    @Test
    void a_session_accepted_after_the_caller_left_is_hung_up() {
        CallStory.inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .on(LEFT)
                .on(new CallEvent.AcceptAnswered(Calls.SESSION, ACCEPTED))
                .does(CallCommand.HangUpSession.class)
                .is(Stage.ENDED);
    }

    @Test
    void the_agent_greets_once_the_sideband_is_open() {
        CallStory.inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .on(new CallEvent.AcceptAnswered(Calls.SESSION, ACCEPTED))
                .does(CallCommand.OpenSideband.class)
                .on(new CallEvent.SidebandOpened(Calls.SESSION))
                .does(CallCommand.Greet.class)
                .on(new CallEvent.SidebandOpened(Calls.SESSION))
                .does();
    }

    @Test
    void a_caller_whose_agent_leg_failed_is_rescued_to_the_first_number() {
        CallStory.inbound()
                .on(new CallEvent.AgentLegReported("d-first", AgentLegStatus.FAILED))
                .dialEnded("failed")
                .dials(0)
                .is(Stage.IN_TRANSFER)
                .on(new TransferEvent.TargetDialEnded(0, "completed", true, true))
                .endedAs(Outcome.BRIDGED);
    }

    @Test
    void a_caller_whose_agent_could_not_be_accepted_is_rescued() {
        CallStory refused = CallStory.inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .on(new CallEvent.AcceptAnswered(Calls.SESSION, Samples.REFUSED))
                .does(CallCommand.RejectSession.class)
                .dialEnded("failed")
                .dials(0);
        CallStory gone = CallStory.inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .on(new CallEvent.AcceptAnswered(Calls.SESSION, OVER))
                .does()
                .dialEnded("failed")
                .dials(0);

        assertThat(((Dialling) refused.transfer()).through()).isEqualTo(Mechanism.RELEASE);
        assertThat(gone.transfer().plan().isRescue()).isTrue();
    }

    @Test
    void a_rescue_that_nobody_answers_ends_with_an_apology() {
        CallStory.inbound()
                .dialEnded("failed")
                .on(new TransferEvent.TargetDialEnded(0, "busy", false, true))
                .answers(Document.Apology.class)
                .endedAs(Outcome.FAILED)
                .is(Stage.FAILED);
    }

    @Test
    void a_caller_without_agent_and_targets_hears_an_apology() {
        CallStory.inbound()
                .on(new CallEvent.AgentDialEnded("d-first", "failed", true, null))
                .answers(Document.Apology.class)
                .is(Stage.FAILED);
    }

    @Test
    void no_webhook_at_all_is_looked_into_and_the_caller_fetched_and_rescued() {
        CallStory.inbound()
                .after(Duration.ofSeconds(20))
                .on(DEADLINE)
                .does(TransferCommand.AskCarrier.class)
                .on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                .does(CallCommand.FetchCaller.class)
                .on(new CallEvent.CallerParked(Calls.rescue()))
                .dials(0);
    }

    @Test
    void a_carrier_that_never_says_what_became_of_the_caller_is_asked_a_bounded_number_of_times() {
        CallStory story = CallStory.inbound().after(Duration.ofSeconds(20));

        int asked = 0;
        while (story.file().call().stage() == Stage.WITH_AGENT) {
            story.on(DEADLINE)
                    .on(new CallEvent.CarrierReported(new CarrierReport.Unknown()))
                    .after(Duration.ofSeconds(3));
            asked++;
        }

        assertThat(asked).isEqualTo(5);
        story.is(Stage.FAILED);
    }

    @Test
    void a_caller_who_hung_up_while_the_agent_rang_is_not_rescued() {
        CallStory.inbound()
                .on(new CallEvent.AgentDialEnded("d-first", "canceled", false, Calls.rescue()))
                .answers(Document.Empty.class)
                .is(Stage.ENDED);
    }

    @Test
    void an_agent_who_dropped_out_is_dialled_again_once_and_then_a_human() {
        CallStory story = CallStory.talking().dialEnded("completed").answers(Document.DialAgent.class);
        String again = story.file().call().agent().dialId();

        story.on(new CallEvent.SessionAnnounced(again, Calls.OTHER))
                .on(new CallEvent.AcceptAnswered(Calls.OTHER, ACCEPTED))
                .on(new CallEvent.SidebandOpened(Calls.OTHER))
                .does(CallCommand.Greet.class)
                .on(new CallEvent.AgentDialEnded(again, "completed", true, Calls.rescue()))
                .dials(0);
    }

    @Test
    void a_repeated_dial_action_whose_answer_got_lost_still_brings_the_agent_back() {
        CallStory story = CallStory.talking().dialEnded("completed");
        Document first = story.answer();

        story.dialEnded("completed").answers(Document.Wait.class).after(Duration.ofSeconds(1));
        story.on(new CallEvent.CallerParked(Calls.rescue()));

        assertThat(((Document.DialAgent) first).dialId()).isEqualTo(((Document.DialAgent) story.answer()).dialId());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_sideband_that_closes_cleanly_or_not_is_opened_again_and_the_agent_does_not_greet_twice(boolean clean) {
        CallStory story = CallStory.talking()
                .on(new CallEvent.SidebandClosed(Calls.SESSION, clean, "1001"))
                .does(CallCommand.ReopenSideband.class)
                .on(new CallEvent.SidebandClosed(Calls.SESSION, clean, "1001"))
                .does()
                .on(new CallEvent.SidebandFailed(Calls.SESSION, false, "timeout"))
                .does();

        story.after(Duration.ofSeconds(2))
                .on(DEADLINE)
                .does(CallCommand.ReopenSideband.class)
                .on(new CallEvent.SidebandOpened(Calls.SESSION))
                .does()
                .is(Stage.WITH_AGENT)
                .after(Duration.ofSeconds(60))
                .on(DEADLINE)
                .does()
                .is(Stage.WITH_AGENT);
    }

    @Test
    void a_session_that_is_not_known_any_more_is_over_and_the_carrier_tells_the_rest() {
        CallStory.talking()
                .on(new CallEvent.SidebandClosed(Calls.SESSION, true, "1000"))
                .on(new CallEvent.SidebandFailed(Calls.SESSION, true, "404"))
                .does()
                .is(Stage.WITH_AGENT)
                .after(Duration.ofSeconds(3))
                .on(DEADLINE)
                .does(TransferCommand.AskCarrier.class);
    }

    @Test
    void an_agent_without_a_sideband_for_15_s_is_mute_and_said_to_be_again_until_somebody_has_heard() {
        CallStory story = CallStory.talking()
                .on(new CallEvent.SidebandClosed(Calls.SESSION, false, "reset"))
                .after(Duration.ofSeconds(14))
                .on(new CallEvent.SidebandFailed(Calls.SESSION, false, "timeout"))
                .after(Duration.ofSeconds(1))
                .on(DEADLINE)
                .does(CallCommand.GiveAgentUp.class)
                .after(Duration.ofSeconds(3))
                .on(DEADLINE)
                .does(CallCommand.GiveAgentUp.class);

        Plan plan = Samples.plan(3, Plan.REFEREE, 1, Ending.RETURN);
        story.on(new CallEvent.AgentMute(Calls.SESSION, "no sideband", plan, false))
                .is(Stage.IN_TRANSFER)
                .does(TransferCommand.Resume.class);
    }

    @Test
    void a_session_that_is_thrown_out_three_times_in_a_row_is_mute() {
        CallStory story = CallStory.talking();
        for (int time = 1; time < 3; time++) {
            story.after(Duration.ofSeconds(1))
                    .on(new CallEvent.SidebandClosed(Calls.SESSION, false, "1008"))
                    .does(CallCommand.ReopenSideband.class)
                    .on(new CallEvent.SidebandOpened(Calls.SESSION));
        }
        story.after(Duration.ofSeconds(1))
                .on(new CallEvent.SidebandClosed(Calls.SESSION, false, "1008"))
                .does(CallCommand.GiveAgentUp.class);
    }

    @Test
    void a_sideband_that_held_for_10_s_in_between_was_not_thrown_out() {
        CallStory story = CallStory.talking();
        for (int time = 1; time < 9; time++) {
            story.after(Duration.ofSeconds(time % 3 == 0 ? 10 : 1))
                    .on(new CallEvent.SidebandClosed(Calls.SESSION, false, "1008"))
                    .does(CallCommand.ReopenSideband.class)
                    .on(new CallEvent.SidebandOpened(Calls.SESSION));
        }
    }

    @Test
    void a_caller_of_a_mute_agent_who_can_be_brought_to_nobody_hears_the_apology() {
        CallStory.talking()
                .on(new CallEvent.AgentMute(Calls.SESSION, "silent", null, false))
                .does(CallCommand.FetchCaller.class)
                .on(new CallEvent.CallerParked(null))
                .answers(Document.Apology.class)
                .is(Stage.FAILED);
    }

    @Test
    void a_mute_agent_is_not_returned_to() {
        CallStory.talking()
                .on(new CallEvent.AgentMute(
                        Calls.SESSION, "silent", Samples.plan(3, Plan.REFEREE, 1, Ending.RETURN), false))
                .on(new TransferEvent.RedirectBegun())
                .on(new TransferEvent.RedirectFetched())
                .dials(0)
                .on(new TransferEvent.TargetDialEnded(0, "busy", false, true))
                .answers(Document.Apology.class)
                .endedAs(Outcome.FAILED);
    }

    @Test
    void an_accept_without_an_answer_is_given_up_with_a_rejection_and_a_hang_up_in_case_it_was_applied() {
        CallStory.inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .on(new CallEvent.AcceptAnswered(Calls.SESSION, UNKNOWN))
                .does(CallCommand.RejectSession.class, CallCommand.HangUpSession.class);
    }

    @Test
    void a_node_that_adopts_a_call_opens_its_sideband_again() {
        CallStory.talking()
                .on(new CallEvent.Adopted())
                .does(CallCommand.ReopenSideband.class)
                .on(new CallEvent.SidebandOpened(Calls.SESSION))
                .does();
    }

    @Test
    void a_node_that_adopts_a_call_repeats_an_accept_that_may_not_have_left() {
        CallStory.inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .on(new CallEvent.Adopted())
                .does(CallCommand.AcceptSession.class);
    }

    @Test
    void a_node_that_adopts_a_call_goes_on_hanging_up() {
        CallStory.talking()
                .on(new CallEvent.EndAsked(Source.SIDEBAND, "goodbye"))
                .on(new CallEvent.Adopted())
                .does(CallCommand.HangUpSession.class);
    }

    @Test
    void a_node_that_adopts_a_transfer_takes_it_up_whether_it_is_owed_or_being_tried() {
        CallStory.redirecting()
                .on(new CallEvent.Adopted())
                .does(TransferCommand.Resume.class, CallCommand.ReopenSideband.class);
    }

    @Test
    void a_call_that_is_over_is_adopted_by_nobody() {
        CallStory.talking()
                .on(new CallEvent.CallerLeft(Source.CARRIER, "hung up"))
                .on(new CallEvent.Adopted())
                .does();
    }

    @Test
    void the_agents_goodbye_ends_the_call_when_its_leg_is_down() {
        CallStory.talking()
                .on(new CallEvent.EndAsked(Source.SIDEBAND, "goodbye"))
                .does(CallCommand.HangUpSession.class)
                .is(Stage.ENDING)
                .dialEnded("completed")
                .answers(Document.Hangup.class)
                .is(Stage.ENDED);
    }

    @Test
    void the_end_of_a_recording_means_nothing_while_a_transfer_is_in_flight() {
        CallStory.referred()
                .on(new CallEvent.VoicemailEnded(true))
                .answers(Document.Wait.class)
                .is(Stage.IN_TRANSFER);
    }
}

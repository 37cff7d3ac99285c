package dev.referee.call;

import static dev.referee.transfer.Samples.ACCEPTED;
import static dev.referee.transfer.Samples.OVER;
import static dev.referee.transfer.Samples.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Concluded;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Fact;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Redirecting;
import dev.referee.transfer.Referring;
import dev.referee.transfer.Releasing;
import dev.referee.transfer.Returning;
import dev.referee.transfer.Rung;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The traps of architecture §4 and contract §5, each as a short story of one call. */
class TransferTrapsTest {

    private static final CallEvent DEADLINE = new CallEvent.DeadlinePassed();
    private static final CallEvent PARKED = new CallEvent.CallerParked(Calls.rescue());
    private static final TransferEvent FETCHED = new TransferEvent.RedirectFetched();
    private static final TransferEvent ARRIVED = new TransferEvent.ReferArrived("<tel:+61420351250>");
    private static final TransferEvent ANSWERED = new TransferEvent.LegReported(0, LegStatus.ANSWERED);
    private static final TransferEvent DIAL_ENDED = new TransferEvent.AgentDialEnded("completed");

    @Test
    void a_refer_that_arrives_in_time_dials_the_target() {
        CallStory.referred().on(ARRIVED).dials(0).inFlight(Dialling.class);
    }

    @Test
    void a_late_refer_gets_a_wait_document_once_the_fallback_is_claimed() {
        CallStory.referred()
                .after(Duration.ofSeconds(4))
                .on(DEADLINE)
                .on(ARRIVED)
                .answers(Document.Wait.class);
        CallStory.redirecting().on(ARRIVED).answers(Document.Wait.class);
        CallStory.releasing().on(ARRIVED).answers(Document.Wait.class);
        CallStory.redirecting().on(FETCHED).dials(0).on(ARRIVED).answers(Document.Wait.class);
    }

    @Test
    void the_evidence_timeout_is_exact_and_runs_from_the_answer() {
        CallStory story = CallStory.transferAsked()
                .on(new TransferEvent.ReferBegun())
                .after(Duration.ofSeconds(1))
                .on(new TransferEvent.ReferAnswered(ACCEPTED));

        assertThat(story.file().deadline()).contains(story.now().plusSeconds(4));
        story.after(Duration.ofMillis(3_999)).on(DEADLINE).inFlight(Referring.class);
        story.after(Duration.ofMillis(1)).on(DEADLINE).inFlight(Redirecting.class);
        assertThat(story.facts()).contains(new Fact.VerdictReached(Mechanism.REFER, Verdict.SILENT, "no evidence"));
    }

    @Test
    void an_error_answer_to_refer_falls_back_at_once() {
        CallStory.transferAsked()
                .on(new TransferEvent.ReferBegun())
                .on(new TransferEvent.ReferAnswered(Samples.REFUSED))
                .inFlight(Redirecting.class)
                .does(TransferCommand.Signal.class);
    }

    @Test
    void the_vendors_word_alone_holds_the_fallback_no_longer_than_the_ring_time() {
        CallStory story = CallStory.referred().after(Duration.ofSeconds(2));
        story.on(new TransferEvent.VendorReported("call.transferred", Rung.ON_WIRE))
                .does(TransferCommand.Hold.class);

        story.after(Duration.ofSeconds(19))
                .on(new TransferEvent.VendorReported("call.bridged", Rung.BRIDGED))
                .does()
                .on(DEADLINE)
                .inFlight(Referring.class);
        story.after(Duration.ofSeconds(1)).on(DEADLINE).inFlight(Redirecting.class);
    }

    @Test
    void the_vendors_refusal_falls_back_at_once() {
        CallStory.referred()
                .on(new TransferEvent.VendorReported("refer.failed", null))
                .inFlight(Redirecting.class);
    }

    @Test
    void the_dial_action_that_our_own_redirect_fires_gets_a_wait_document() {
        CallStory.redirecting()
                .on(new TransferEvent.RedirectAnswered(ACCEPTED))
                .dialEnded("completed")
                .answers(Document.Wait.class)
                .is(Stage.IN_TRANSFER)
                .after(Duration.ofMillis(300))
                .on(FETCHED)
                .dials(0);
    }

    @Test
    void the_dial_action_before_the_redirect_is_sent_lands_the_caller() {
        CallStory.transferAsked()
                .on(new TransferEvent.ReferSkipped("breaker open"))
                .dialEnded("completed")
                .dials(0)
                .on(new TransferEvent.RedirectBegun())
                .does();
    }

    @Test
    void a_redirect_applied_though_rest_said_500_is_seen_by_its_fetch() {
        CallStory.redirecting()
                .on(new TransferEvent.RedirectAnswered(UNKNOWN))
                .inFlight(Redirecting.class)
                .after(Duration.ofSeconds(1))
                .on(FETCHED)
                .dials(0);
    }

    @Test
    void a_redirect_that_took_after_the_release_was_sent_still_dials_once_and_revises_its_verdict() {
        CallStory story = CallStory.redirecting()
                .on(new TransferEvent.RedirectAnswered(UNKNOWN))
                .after(Duration.ofSeconds(3))
                .on(DEADLINE)
                .on(new TransferEvent.ReleaseBegun())
                .on(FETCHED)
                .dials(0);

        story.dialEnded("completed").answers(Document.Wait.class);
        assertThat(story.facts().stream().filter(Fact.Won.class::isInstance))
                .containsExactly(new Fact.Won(Mechanism.REDIRECT));
        assertThat(story.facts())
                .contains(new Fact.VerdictReached(Mechanism.REDIRECT, Verdict.SILENT, "document not fetched"));
    }

    @Test
    void proof_that_the_redirect_did_not_apply_releases_at_once_and_doubt_waits() {
        CallStory.redirecting()
                .on(new TransferEvent.RedirectAnswered(Samples.REFUSED))
                .inFlight(Releasing.class);
        CallStory.redirecting()
                .on(new TransferEvent.RedirectAnswered(Samples.NOT_SENT))
                .inFlight(Releasing.class);
        CallStory.redirecting().on(new TransferEvent.RedirectAnswered(UNKNOWN)).inFlight(Redirecting.class);
        CallStory.redirecting().on(new TransferEvent.RedirectAnswered(ACCEPTED)).inFlight(Redirecting.class);
    }

    @Test
    void a_21220_that_the_release_confirms_is_a_caller_who_left_and_no_failure() {
        CallStory.redirecting()
                .on(new TransferEvent.RedirectAnswered(OVER))
                .on(new TransferEvent.ReleaseBegun())
                .on(new TransferEvent.ReleaseAnswered(OVER))
                .endedAs(Outcome.ABANDONED)
                .is(Stage.ENDED);
    }

    @Test
    void a_21220_that_comes_after_the_redirects_deadline_is_a_caller_who_left_too() {
        CallStory.redirecting()
                .after(Duration.ofSeconds(3))
                .on(DEADLINE)
                .on(new TransferEvent.ReleaseBegun())
                .on(new TransferEvent.RedirectAnswered(OVER))
                .on(new CallEvent.SidebandClosed(Calls.SESSION, true, "1000"))
                .after(Duration.ofSeconds(5))
                .on(DEADLINE)
                .endedAs(Outcome.ABANDONED);
    }

    @Test
    void a_21220_that_was_wrong_still_lands_through_the_release() {
        CallStory.redirecting()
                .on(new TransferEvent.RedirectAnswered(OVER))
                .on(new TransferEvent.ReleaseBegun())
                .dialEnded("completed")
                .dials(0);
    }

    @Test
    void the_release_lands_the_caller_through_the_dial_action() {
        CallStory.releasing()
                .on(new TransferEvent.ReleaseAnswered(ACCEPTED))
                .dialEnded("completed")
                .dials(0);
    }

    @Test
    void a_release_that_nothing_follows_gives_the_caller_back_or_fails_if_the_agent_is_gone() {
        CallStory.releasing()
                .after(Duration.ofSeconds(5))
                .on(DEADLINE)
                .endedAs(Outcome.RETURNED)
                .is(Stage.WITH_AGENT)
                .does(TransferCommand.Signal.class, TransferCommand.TellAgent.class);
        CallStory.releasing()
                .on(new CallEvent.SidebandClosed(Calls.SESSION, true, "1000"))
                .after(Duration.ofSeconds(5))
                .on(DEADLINE)
                .does(TransferCommand.AskCarrier.class)
                .after(Duration.ofSeconds(5))
                .on(DEADLINE)
                .endedAs(Outcome.FAILED)
                .is(Stage.FAILED);
    }

    @Test
    void a_caller_who_leaves_while_a_refer_is_awaited_is_abandoned_whatever_tells_of_it_first() {
        for (CallEvent first : List.of(
                new CallEvent.AgentLegReported("d-first", AgentLegStatus.COMPLETED),
                new CallEvent.OfLatestTransfer(new TransferEvent.ReferAnswered(OVER)))) {
            CallStory story = CallStory.referred().on(first).does(TransferCommand.AskCarrier.class);
            for (CallEvent more : List.of(
                    new CallEvent.CarrierReported(new CarrierReport.Live(null)), // old news, asked too early
                    new CallEvent.OfLatestTransfer(new TransferEvent.VendorReported("refer.failed", null)),
                    new CallEvent.OfLatestTransfer(new TransferEvent.ReferAnswered(OVER)),
                    new CallEvent.AgentLegReported("d-first", AgentLegStatus.COMPLETED))) {
                story.on(more).is(Stage.IN_TRANSFER).does();
            }
            story.on(new CallEvent.CallerLeft(Source.CARRIER, "completed")).endedAs(Outcome.ABANDONED);

            assertThat(story.facts())
                    .filteredOn(fact -> fact instanceof Fact.VerdictReached)
                    .extracting(fact -> ((Fact.VerdictReached) fact).verdict())
                    .containsExactly(Verdict.ABANDONED);
        }
    }

    @Test
    void a_caller_who_is_still_there_when_the_session_is_over_is_moved_by_the_carrier_after_a_second() {
        CallStory.referred()
                .on(new TransferEvent.ReferAnswered(OVER))
                .after(Duration.ofSeconds(1))
                .on(DEADLINE)
                .does(TransferCommand.AskCarrier.class)
                .on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                .does(TransferCommand.Signal.class)
                .on(new TransferEvent.RedirectBegun())
                .does(TransferCommand.SendRedirect.class);
    }

    @Test
    void a_carrier_that_does_not_say_keeps_nobody_waiting_for_more_than_three_seconds() {
        CallStory.referred()
                .on(new CallEvent.AgentLegReported("d-first", AgentLegStatus.FAILED))
                .after(Duration.ofSeconds(1))
                .on(DEADLINE)
                .after(Duration.ofSeconds(2))
                .on(DEADLINE)
                .does(TransferCommand.Signal.class)
                .on(new TransferEvent.RedirectBegun())
                .does(TransferCommand.SendRedirect.class);
    }

    @Test
    void an_agents_leg_that_stays_after_a_refers_target_has_answered_is_hung_up_after_two_seconds() {
        CallStory.referred()
                .on(ARRIVED)
                .on(ANSWERED)
                .does()
                .after(Duration.ofSeconds(2))
                .on(DEADLINE)
                .does(CallCommand.HangUpSession.class)
                .endedAs(Outcome.BRIDGED)
                .is(Stage.LANDED)
                .after(Duration.ofSeconds(60))
                .on(DEADLINE)
                .does();
    }

    @Test
    void an_agents_leg_that_may_stay_is_hung_up_before_another_agent_is_dialled() {
        TransferEvent hungUp = new TransferEvent.TargetDialEnded(1, "completed", false, true);

        CallStory.referred()
                .on(ARRIVED)
                .on(busy(0))
                .on(new TransferEvent.LegReported(1, LegStatus.ANSWERED))
                .on(hungUp)
                .answers(Document.DialAgent.class)
                .does(CallCommand.HangUpSession.class);
    }

    @Test
    void a_session_that_is_not_known_any_more_leaves_a_refer_the_time_it_has() {
        CallStory.referred()
                .on(new CallEvent.SidebandClosed(Calls.SESSION, true, "1000"))
                .on(new CallEvent.SidebandFailed(Calls.SESSION, true, "404"))
                .does(TransferCommand.AskCarrier.class)
                .after(Duration.ofSeconds(3))
                .on(DEADLINE)
                .does()
                .on(ARRIVED)
                .dials(0);
    }

    @Test
    void an_agents_leg_that_ends_in_time_after_a_refer_is_not_hung_up() {
        CallStory.referred()
                .on(ARRIVED)
                .on(ANSWERED)
                .on(new CallEvent.AgentLegReported("d-first", AgentLegStatus.COMPLETED))
                .does()
                .after(Duration.ofSeconds(2))
                .on(DEADLINE)
                .does()
                .endedAs(Outcome.BRIDGED);
    }

    @Test
    void busy_is_followed_by_the_next_number() {
        CallStory.redirecting().on(FETCHED).dials(0).on(busy(0)).dials(1);
    }

    @Test
    void nobody_after_a_refer_leaves_the_caller_with_the_same_agent() {
        CallStory.referred()
                .on(ARRIVED)
                .on(busy(0))
                .on(busy(1))
                .answers(Document.Empty.class)
                .does(TransferCommand.TellAgent.class)
                .endedAs(Outcome.RETURNED)
                .is(Stage.WITH_AGENT);
    }

    @Test
    void a_human_who_answered_a_refer_and_did_not_hold_has_cost_the_agents_leg() {
        TransferEvent refused = new TransferEvent.TargetDialEnded(1, "completed", false, true);

        CallStory.referred()
                .on(ARRIVED)
                .on(busy(0))
                .on(new TransferEvent.LegReported(1, LegStatus.ANSWERED))
                .on(refused)
                .answers(Document.DialAgent.class)
                .inFlight(Returning.class);
        CallStory.referred().on(ARRIVED).on(busy(0)).on(refused).answers(Document.DialAgent.class);
    }

    @Test
    void nobody_after_a_redirect_dials_the_agent_again_and_tells_him() {
        CallStory story = CallStory.redirecting()
                .dialEnded("completed")
                .on(FETCHED)
                .on(busy(0))
                .on(busy(1))
                .answers(Document.DialAgent.class)
                .inFlight(Returning.class);
        String dial = story.file().call().agent().dialId();

        assertThat(story.answer()).isEqualTo(new Document.DialAgent(dial, "busy"));
        story.on(new CallEvent.SessionAnnounced(dial, Calls.OTHER))
                .does(CallCommand.AcceptSession.class)
                .on(new CallEvent.AcceptAnswered(Calls.OTHER, ACCEPTED))
                .on(new CallEvent.SidebandOpened(Calls.OTHER))
                .does(TransferCommand.TellAgent.class)
                .endedAs(Outcome.RETURNED)
                .is(Stage.WITH_AGENT);
    }

    @Test
    void the_old_dials_action_does_not_fail_the_return() {
        CallStory story =
                CallStory.redirecting().on(FETCHED).on(busy(0)).on(busy(1)).inFlight(Returning.class);

        story.dialEnded("completed").answers(Document.Wait.class).inFlight(Returning.class);
    }

    @Test
    void the_agent_is_dialled_again_when_the_answer_that_did_so_got_lost() {
        CallStory story = CallStory.redirecting().on(FETCHED).on(busy(0)).on(busy(1));
        Document first = story.answer();

        story.on(busy(1))
                .answers(Document.Wait.class)
                .after(Duration.ofSeconds(1))
                .on(PARKED);

        assertThat(story.answer()).isEqualTo(first);
    }

    @Test
    void a_returning_agent_who_is_cut_off_by_a_very_late_redirect_is_dialled_anew() {
        CallStory story =
                CallStory.releasing().dialEnded("completed").on(busy(0)).on(busy(1));
        String dial = story.file().call().agent().dialId();

        story.on(new CallEvent.SessionAnnounced(dial, Calls.OTHER))
                .on(FETCHED)
                .answers(Document.Wait.class)
                .on(new CallEvent.AcceptAnswered(Calls.OTHER, OVER))
                .on(PARKED)
                .answers(Document.DialAgent.class)
                .inFlight(Returning.class);

        assertThat(story.file().call().agent().dialId()).isNotEqualTo(dial);
    }

    @Test
    void an_agent_that_comes_back_too_late_is_hung_up_and_the_caller_hears_an_apology() {
        CallStory story = CallStory.redirecting().on(FETCHED).on(busy(0)).on(busy(1));
        String dial = story.file().call().agent().dialId();
        story.on(new CallEvent.SessionAnnounced(dial, Calls.OTHER))
                .on(new CallEvent.AcceptAnswered(Calls.OTHER, ACCEPTED));

        story.after(Duration.ofSeconds(30))
                .on(DEADLINE)
                .endedAs(Outcome.FAILED)
                .does(CallCommand.HangUpSession.class, CallCommand.CloseSideband.class)
                .on(new CallEvent.SidebandOpened(Calls.OTHER))
                .does(CallCommand.HangUpSession.class)
                .on(new CallEvent.AgentDialEnded(dial, "completed", true, null))
                .answers(Document.Apology.class);
    }

    @Test
    void nobody_with_a_voicemail_box_records_a_message_even_if_the_request_is_repeated() {
        CallStory.redirecting(Samples.plan(Ending.VOICEMAIL))
                .on(FETCHED)
                .on(busy(0))
                .on(busy(1))
                .answers(Document.Voicemail.class)
                .endedAs(Outcome.VOICEMAIL)
                .is(Stage.LANDED)
                .on(busy(1))
                .answers(Document.Voicemail.class)
                .on(new CallEvent.VoicemailEnded(true))
                .answers(Document.Hangup.class)
                .is(Stage.ENDED);
    }

    @Test
    void a_leg_that_was_answered_and_held_for_two_seconds_is_bridged() {
        CallStory story =
                CallStory.redirecting().on(FETCHED).on(leg(LegStatus.RINGING)).on(leg(LegStatus.ANSWERED));

        story.after(Duration.ofMillis(1_999)).on(DEADLINE).inFlight(Dialling.class);
        story.after(Duration.ofMillis(1)).on(DEADLINE).endedAs(Outcome.BRIDGED).is(Stage.LANDED);
        story.on(new TransferEvent.TargetDialEnded(0, "completed", true, true))
                .answers(Document.Hangup.class)
                .is(Stage.ENDED);
    }

    @Test
    void an_answer_that_did_not_hold_is_not_bridged() {
        CallStory.redirecting()
                .on(FETCHED)
                .on(leg(LegStatus.ANSWERED))
                .after(Duration.ofSeconds(1))
                .on(leg(LegStatus.ENDED))
                .after(Duration.ofSeconds(2))
                .on(DEADLINE)
                .on(new TransferEvent.TargetDialEnded(0, "completed", null, true))
                .dials(1);
    }

    @Test
    void completed_without_a_bridge_is_not_bridged() {
        CallStory.redirecting()
                .on(FETCHED)
                .on(leg(LegStatus.ANSWERED))
                .after(Duration.ofSeconds(1))
                .on(new TransferEvent.TargetDialEnded(0, "completed", false, true))
                .dials(1);
    }

    @Test
    void a_caller_who_talked_for_a_minute_while_we_were_down_was_bridged() {
        Supplier<CallStory> down = () ->
                CallStory.redirecting().on(FETCHED).on(leg(LegStatus.ANSWERED)).after(Duration.ofMinutes(1));

        down.get().on(leg(LegStatus.ENDED)).endedAs(Outcome.BRIDGED);
        down.get().on(new CallEvent.CallerLeft(Source.CARRIER, "completed")).endedAs(Outcome.BRIDGED);
        down.get().on(new CallEvent.CarrierReported(new CarrierReport.Over())).endedAs(Outcome.BRIDGED);
        down.get()
                .on(new TransferEvent.TargetDialEnded(0, "completed", null, true))
                .endedAs(Outcome.BRIDGED);
    }

    @Test
    void a_caller_who_may_be_talking_is_not_fetched_when_the_answers_callback_got_lost() {
        CallStory.redirecting()
                .on(FETCHED)
                .on(leg(LegStatus.RINGING))
                .after(Duration.ofSeconds(30))
                .on(DEADLINE)
                .does(TransferCommand.AskCarrier.class)
                .on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                .does()
                .after(Duration.ofMinutes(3))
                .on(new TransferEvent.TargetDialEnded(0, "completed", true, true))
                .endedAs(Outcome.BRIDGED);
    }

    @Test
    void a_caller_whose_document_got_lost_is_fetched_and_dialled() {
        CallStory.referred()
                .on(ARRIVED)
                .after(Duration.ofSeconds(30))
                .on(DEADLINE)
                .carrierSays(LegStatus.NONE)
                .does(CallCommand.FetchCaller.class)
                .on(PARKED)
                .dials(0);
    }

    @Test
    void a_caller_who_waits_beyond_the_ring_time_goes_on() {
        CallStory story = CallStory.redirecting().on(FETCHED).on(leg(LegStatus.RINGING));

        story.after(Duration.ofSeconds(1)).on(PARKED).answers(Document.Wait.class);
        story.after(Duration.ofSeconds(20)).on(PARKED).dials(1);
    }

    @Test
    void a_caller_who_leaves_in_any_state_is_never_dialled_and_nothing_is_sent_for_him() {
        List<Supplier<CallStory>> stories = List.of(
                CallStory::transferAsked,
                CallStory::referred,
                () -> CallStory.transferAsked().on(new TransferEvent.ReferSkipped("breaker open")),
                CallStory::redirecting,
                CallStory::releasing,
                () -> CallStory.redirecting().on(FETCHED),
                () -> CallStory.referred().on(ARRIVED).on(leg(LegStatus.ANSWERED)),
                () -> CallStory.redirecting().on(FETCHED).on(busy(0)).on(busy(1)));

        for (Supplier<CallStory> begun : stories) {
            CallStory story = begun.get().on(new CallEvent.CallerLeft(Source.CARRIER, "completed"));
            story.endedAs(Outcome.ABANDONED).is(Stage.ENDED);
            for (TransferEvent late : List.of(
                    new TransferEvent.ReferBegun(),
                    new TransferEvent.ReferSkipped("breaker open"),
                    new TransferEvent.RedirectBegun(),
                    new TransferEvent.ReleaseBegun(),
                    ARRIVED,
                    FETCHED,
                    DIAL_ENDED,
                    busy(0),
                    new TransferEvent.CallerParked())) {
                story.on(late).does();
                assertThat(Calls.dials(story.answer())).as(late.toString()).isFalse();
            }
            story.on(PARKED).answers(Document.Hangup.class).endedAs(Outcome.ABANDONED);
        }
    }

    @Test
    void doubled_events_of_a_whole_transfer_change_nothing() {
        CallStory story = CallStory.talking();
        List<CallEvent> events = List.of(
                new CallEvent.TransferAsked(Samples.plan(Ending.RETURN), Source.SIDEBAND),
                of(new TransferEvent.ReferBegun()),
                of(new TransferEvent.ReferAnswered(ACCEPTED)),
                of(ARRIVED),
                of(leg(LegStatus.INITIATED)),
                of(leg(LegStatus.RINGING)),
                of(busy(0)),
                of(new TransferEvent.LegReported(1, LegStatus.ANSWERED)),
                of(new TransferEvent.TargetDialEnded(1, "completed", true, true)));

        for (CallEvent event : events) {
            CallFile once = story.on(event).file();
            story.on(event).changesNothingSince(once);
        }
        story.endedAs(Outcome.BRIDGED);
        assertThat(story.transfer()).isInstanceOf(Concluded.class);
    }

    @Test
    void a_second_transfer_is_not_begun_while_one_is_in_flight() {
        CallStory.referred()
                .on(new CallEvent.TransferAsked(Samples.plan(2, "operator", 1, Ending.RETURN), Source.OPERATOR))
                .does()
                .inFlight(Referring.class);
    }

    private static CallEvent of(TransferEvent event) {
        return new CallEvent.OfTransfer(Samples.id(1), event);
    }

    private static TransferEvent busy(int stop) {
        return new TransferEvent.TargetDialEnded(stop, "busy", false, true);
    }

    private static TransferEvent leg(LegStatus status) {
        return new TransferEvent.LegReported(0, status);
    }
}

package dev.referee.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Ending;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What was found by simulated storms: news, commands and answers that get lost, and how the call goes on. */
class LostNewsTest {

    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final CallEvent DEADLINE = new CallEvent.DeadlinePassed();
    private static final CallEvent PARKED = new CallEvent.CallerParked(Calls.rescue());
    private static final CallEvent GOODBYE = new CallEvent.EndAsked(Source.SIDEBAND, "goodbye");

    /** The caller has been moved by redirect, and the first number has picked up. */
    private static CallStory answered() {
        return CallStory.redirecting()
                .on(new TransferEvent.RedirectFetched())
                .on(new TransferEvent.LegReported(0, LegStatus.ANSWERED));
    }

    private static CallStory bridged() {
        return answered().after(Duration.ofSeconds(2)).on(DEADLINE).endedAs(Outcome.BRIDGED);
    }

    @Test
    void a_landed_call_whose_end_nobody_told_is_asked_about_and_ends() {
        CallStory story = bridged();
        Instant later = story.now().plusSeconds(60);

        assertThat(story.file().lookAgainAt(story.now(), QUIET)).isEqualTo(later);
        assertThat(story.file().lookedAt(later, later)).isEqualTo(new CallEvent.NoNewsCame());
        story.after(Duration.ofSeconds(60))
                .on(new CallEvent.NoNewsCame())
                .does(TransferCommand.AskCarrier.class)
                .on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                .is(Stage.LANDED)
                .on(new CallEvent.CarrierReported(new CarrierReport.Over()))
                .is(Stage.ENDED);
    }

    @Test
    void a_sideband_whose_opening_got_lost_is_opened_again() {
        CallStory first = CallStory.inbound()
                .on(new CallEvent.SessionAnnounced("d-first", Calls.SESSION))
                .on(new CallEvent.AcceptAnswered(Calls.SESSION, Samples.ACCEPTED));
        Instant look = first.now().plusSeconds(15);
        assertThat(first.file().lookAgainAt(first.now(), QUIET)).isEqualTo(look);
        first.on(first.file().lookedAt(look, look)).does(CallCommand.OpenSideband.class);

        CallStory again = CallStory.talking().on(new CallEvent.SidebandClosed(Calls.SESSION, false, "reset"));
        Instant later = again.now().plusSeconds(15);
        assertThat(again.file().lookAgainAt(again.now(), QUIET)).isEqualTo(later);
        again.after(Duration.ofSeconds(15))
                .on(again.file().lookedAt(later, later))
                .does(CallCommand.GiveAgentUp.class);
    }

    @Test
    void a_goodbye_is_over_when_the_carrier_says_so_and_not_when_it_was_asked() {
        CallStory.talking()
                .on(GOODBYE)
                .does(CallCommand.HangUpSession.class)
                .after(Duration.ofSeconds(3))
                .on(DEADLINE)
                .does(CallCommand.EndCaller.class, TransferCommand.AskCarrier.class)
                .on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                .does(CallCommand.EndCaller.class)
                .is(Stage.ENDING)
                .after(Duration.ofSeconds(3))
                .on(DEADLINE)
                .does(CallCommand.EndCaller.class, TransferCommand.AskCarrier.class)
                .on(new CallEvent.CarrierReported(new CarrierReport.Over()))
                .is(Stage.ENDED);
    }

    @Test
    void a_caller_whose_apology_for_a_closed_target_got_lost_is_let_go() {
        CallStory.transferAsked(Samples.plan(1, "agent", List.of(Samples.closed(0)), Ending.HANG_UP))
                .on(new TransferEvent.ReferBegun())
                .on(new TransferEvent.ReferAnswered(Samples.ACCEPTED))
                .on(new TransferEvent.ReferArrived("<tel:+61491570006>"))
                .answers(Document.Apology.class)
                .endedAs(Outcome.ABANDONED)
                .is(Stage.ENDING)
                .after(Duration.ofSeconds(30))
                .on(DEADLINE)
                .does(CallCommand.EndCaller.class, TransferCommand.AskCarrier.class)
                .on(new CallEvent.CarrierReported(new CarrierReport.Over()))
                .is(Stage.ENDED);
    }

    @Test
    void a_goodbye_that_is_said_twice_is_not_over_either() {
        CallStory.talking()
                .on(GOODBYE)
                .on(GOODBYE)
                .does(CallCommand.EndCaller.class)
                .is(Stage.ENDING)
                .on(PARKED)
                .answers(Document.Hangup.class)
                .is(Stage.ENDED);
    }

    @Test
    void a_goodbye_is_insisted_on_while_the_carrier_says_that_the_caller_is_there() {
        CallStory story = CallStory.talking().on(GOODBYE);
        for (int asked = 0; asked < 7; asked++) {
            story.after(Duration.ofSeconds(3))
                    .on(DEADLINE)
                    .on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                    .does(CallCommand.EndCaller.class);
        }

        story.on(new CallEvent.CarrierReported(new CarrierReport.Unknown())).is(Stage.ENDING);
    }

    @Test
    void a_human_of_whose_leg_no_news_came_is_not_torn_from_the_caller() {
        CallStory.redirecting()
                .on(new TransferEvent.RedirectFetched())
                .after(Duration.ofSeconds(30))
                .on(DEADLINE)
                .does(TransferCommand.AskCarrier.class)
                .carrierSays(LegStatus.ANSWERED)
                .does()
                .after(Duration.ofSeconds(2))
                .on(DEADLINE)
                .endedAs(Outcome.BRIDGED);
    }

    @Test
    void a_leg_that_is_over_at_the_carrier_gets_time_for_its_action_and_then_the_caller_is_fetched() {
        CallStory.redirecting()
                .on(new TransferEvent.RedirectFetched())
                .on(new TransferEvent.LegReported(0, LegStatus.RINGING))
                .after(Duration.ofSeconds(30))
                .on(DEADLINE)
                .carrierSays(LegStatus.NONE)
                .does()
                .after(Duration.ofSeconds(10))
                .on(DEADLINE)
                .carrierSays(LegStatus.NONE)
                .does(CallCommand.FetchCaller.class);
    }

    /** Callbacks that a busy node turned away come again together. */
    @Test
    void a_talk_whose_beginning_and_end_are_told_in_one_moment_has_been_one() {
        answered()
                .on(new TransferEvent.LegOver(0, 0, Duration.ofSeconds(3)))
                .endedAs(Outcome.BRIDGED)
                .on(new TransferEvent.TargetDialEnded(0, "completed", true, true))
                .answers(Document.Hangup.class);
    }

    @Test
    void a_leg_that_was_up_for_less_than_the_two_must_be_together_is_followed_by_the_next_number() {
        answered()
                .on(new TransferEvent.LegOver(0, 0, Duration.ofSeconds(2)))
                .on(new TransferEvent.TargetDialEnded(0, "completed", false, true))
                .dials(1);
    }

    @Test
    void a_talk_that_the_carrier_shows_when_it_is_asked_has_been_one() {
        CallStory story = answered()
                .on(new TransferEvent.LegReported(0, LegStatus.ENDED))
                .after(Duration.ofSeconds(10))
                .on(DEADLINE)
                .does(TransferCommand.AskCarrier.class);

        story.carrierShowed(Duration.ofSeconds(3))
                .endedAs(Outcome.BRIDGED)
                .on(PARKED)
                .answers(Document.Hangup.class);
    }

    @Test
    void a_leg_that_the_carrier_shows_to_have_been_up_for_a_moment_leaves_the_caller_to_be_fetched() {
        answered()
                .on(new TransferEvent.LegReported(0, LegStatus.ENDED))
                .after(Duration.ofSeconds(10))
                .on(DEADLINE)
                .carrierShowed(Duration.ofSeconds(1))
                .does(CallCommand.FetchCaller.class)
                .on(PARKED)
                .dials(1);
    }

    @Test
    void an_answer_that_is_older_than_the_transfer_s_last_step_says_nothing() {
        CallStory story = CallStory.redirecting().on(new TransferEvent.RedirectFetched());
        CarrierReport old = new CarrierReport.Live(new CarrierReport.Dialled(
                (Dialling) Objects.requireNonNull(story.file().transfer()), LegStatus.NONE));

        story.on(new TransferEvent.LegReported(0, LegStatus.RINGING))
                .on(new CallEvent.CarrierReported(old))
                .does();
    }

    @Test
    void a_hang_up_by_an_operator_during_a_transfer_is_insisted_on() {
        CallStory.redirecting()
                .on(new CallEvent.EndAsked(Source.OPERATOR, "enough"))
                .endedAs(Outcome.ABANDONED)
                .is(Stage.ENDING)
                .after(Duration.ofSeconds(3))
                .on(DEADLINE)
                .does(CallCommand.EndCaller.class, TransferCommand.AskCarrier.class)
                .on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                .does(CallCommand.EndCaller.class)
                .on(new CallEvent.CallerLeft(Source.CARRIER, "completed"))
                .is(Stage.ENDED);
    }

    /** A node with much to do sends it late, and the caller may have been given somebody in between. */
    @Test
    void a_caller_who_is_being_helped_by_now_is_not_fetched_any_more() {
        CallStory story = CallStory.inbound()
                .after(Duration.ofSeconds(20))
                .on(DEADLINE)
                .on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                .does(CallCommand.FetchCaller.class);
        assertThat(isStranded(story)).isTrue();

        story.on(new CallEvent.AgentDialEnded("d-first", "failed", true, Calls.rescue()))
                .dials(0)
                .after(Duration.ofSeconds(2));
        assertThat(isStranded(story)).isFalse();

        story.after(Duration.ofSeconds(60))
                .on(DEADLINE)
                .carrierSays(LegStatus.NONE)
                .does(CallCommand.FetchCaller.class);
        assertThat(isStranded(story)).isTrue();

        story.on(new TransferEvent.LegReported(0, LegStatus.RINGING));
        assertThat(isStranded(story)).isFalse();
    }

    private static boolean isStranded(CallStory story) {
        return story.file().isStranded(Samples.at(story.now(), false));
    }

    @Test
    void only_silence_of_the_carrier_counts_as_silence() {
        CallStory story = CallStory.talking().dialEnded("completed");
        story.after(Duration.ofSeconds(20)).on(DEADLINE);
        for (int asked = 0; asked < 7; asked++) {
            story.on(new CallEvent.CarrierReported(new CarrierReport.Live(null)))
                    .does(CallCommand.FetchCaller.class)
                    .after(Duration.ofSeconds(3))
                    .on(DEADLINE)
                    .does(TransferCommand.AskCarrier.class);
        }

        story.on(new CallEvent.CarrierReported(new CarrierReport.Unknown())).is(Stage.WITH_AGENT);
    }

    @Test
    void a_redirect_that_takes_after_the_transfer_was_given_up_brings_the_agent_back() {
        CallStory.releasing()
                .after(Duration.ofSeconds(5))
                .on(DEADLINE)
                .endedAs(Outcome.RETURNED)
                .is(Stage.WITH_AGENT)
                .on(new TransferEvent.RedirectFetched())
                .answers(Document.Wait.class)
                .on(PARKED)
                .answers(Document.DialAgent.class);
    }

    @Test
    void a_caller_is_not_sent_back_to_an_agent_whose_sideband_is_lost() {
        CallStory.talking()
                .on(new CallEvent.SidebandClosed(Calls.SESSION, false, "reset"))
                .on(PARKED)
                .answers(Document.Wait.class);
    }
}

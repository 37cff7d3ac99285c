package dev.referee.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.WrapUp.Step;
import dev.referee.call.WrapUp.Why;
import dev.referee.ledger.FileJson;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Document;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A limit warns, says goodbye and ends, each at its time, and only while the agent has the caller. */
class LimitsTest {

    private static final Instant START = Samples.START;
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final Duration WARN = Duration.ofSeconds(30);

    private CallFile file = Decision.to(CallMachine.inbound(at(Duration.ZERO), Calls.POLICY, limits())
                    .next())
            .next();
    private Decision<CallFile> last = Decision.same(file);

    private static Limits limits() {
        return Limits.from(START, LENGTH, WARN);
    }

    private static Circumstances at(Duration since) {
        return new Circumstances(START.plus(since), Samples.POLICY, false, "d-" + since.toMillis());
    }

    /** Every state goes through the ledger's JSON, as if another node had it next. */
    private LimitsTest on(Duration since, CallEvent event) {
        last = Calls.decide(FileJson.roundTrip(file), event, at(since));
        assertThat(CallRules.broken(file, event, at(since))).isEmpty();
        file = last.next();
        return this;
    }

    private LimitsTest talking() {
        Duration soon = Duration.ofSeconds(1);
        return on(soon, new CallEvent.SessionAnnounced(file.call().agent().dialId(), Calls.SESSION))
                .on(soon, new CallEvent.AcceptAnswered(Calls.SESSION, Samples.ACCEPTED))
                .on(soon, new CallEvent.SidebandOpened(Calls.SESSION));
    }

    private LimitsTest due(Duration since) {
        return on(since, new CallEvent.DeadlinePassed());
    }

    private void is(Why why, Step step) {
        WrapUp wrapUp = file.call().limits().wrapUp();
        assertThat(wrapUp).isNotNull();
        assertThat(List.of(wrapUp.why(), wrapUp.step())).containsExactly(why, step);
    }

    private void does(CallCommand... commands) {
        assertThat(List.<Object>copyOf(last.commands())).isEqualTo(List.of(commands));
    }

    private static CallCommand tells(Step step) {
        return new CallCommand.AnnounceEnd(Calls.SESSION, step);
    }

    @Test
    void the_agent_is_warned_says_goodbye_and_the_end_is_asked_for() {
        talking().due(LENGTH.minus(WARN).minusMillis(1));
        does();
        assertThat(file.deadline()).contains(START.plus(LENGTH).minus(WARN));

        due(LENGTH.minus(WARN));
        is(Why.LENGTH, Step.WARNED);
        does(tells(Step.WARNED));
        assertThat(file.deadline()).contains(START.plus(LENGTH));

        due(LENGTH);
        is(Why.LENGTH, Step.GOODBYE);
        does(tells(Step.GOODBYE));

        on(LENGTH.plusSeconds(3), new CallEvent.GoodbyeSaid(Calls.SESSION));
        is(Why.LENGTH, Step.FINISHING);
        does(new CallCommand.BringToEnd());

        on(LENGTH.plusSeconds(3), new CallEvent.EndAsked(Source.TIMER, "length"));
        assertThat(file.call().stage()).isEqualTo(Stage.ENDING);
        does(new CallCommand.HangUpSession(Calls.SESSION));
        assertThat(file.call().limitDue()).isEmpty();
    }

    @Test
    void a_goodbye_of_which_nothing_is_heard_is_over_in_time() {
        talking().due(LENGTH.minus(WARN)).due(LENGTH);

        due(LENGTH.plus(Limits.GOODBYE));

        does(new CallCommand.BringToEnd());
    }

    @Test
    void what_gets_lost_at_the_end_is_asked_for_again() {
        talking().due(LENGTH.minus(WARN)).due(LENGTH).due(LENGTH.plus(Limits.GOODBYE));

        due(LENGTH.plus(Limits.GOODBYE).plusSeconds(4));
        does();
        due(LENGTH.plus(Limits.GOODBYE).plusSeconds(5));
        does(new CallCommand.BringToEnd());
    }

    @Test
    void a_node_that_takes_over_finds_the_end_in_the_state() {
        talking().on(LENGTH.minusSeconds(60), new CallEvent.Adopted());
        on(LENGTH.minusSeconds(59), new CallEvent.SidebandOpened(Calls.SESSION));

        due(LENGTH.minus(WARN));

        does(tells(Step.WARNED));
    }

    @Test
    void without_a_warning_the_goodbye_comes_at_the_end() {
        file = CallMachine.inbound(at(Duration.ZERO), Calls.POLICY, Limits.from(START, LENGTH, Duration.ZERO))
                .next();
        talking().due(LENGTH);

        does(tells(Step.GOODBYE));
    }

    @Test
    void a_call_without_a_maximum_is_never_due() {
        file = CallMachine.inbound(at(Duration.ZERO), Calls.POLICY, Limits.from(START, Duration.ZERO, WARN))
                .next();

        talking();

        assertThat(file.deadline()).isEmpty();
        due(Duration.ofHours(3));
        does();
    }

    @Test
    void a_transfer_is_not_cut_and_whoever_comes_back_is_warned() {
        talking()
                .on(LENGTH.minusSeconds(40), new CallEvent.TransferAsked(Samples.plan(Ending.RETURN), Source.SIDEBAND));
        assertThat(file.call().limitDue()).isEmpty();
        on(
                LENGTH.plusSeconds(5),
                new CallEvent.OfTransfer(Samples.plan(Ending.RETURN).id(), new TransferEvent.ReferBegun()));
        on(
                LENGTH.plusSeconds(6),
                new CallEvent.OfTransfer(
                        Samples.plan(Ending.RETURN).id(), new TransferEvent.ReferAnswered(Samples.ACCEPTED)));
        assertThat(file.call().stage()).isEqualTo(Stage.IN_TRANSFER);

        CallFile back = new CallFile(file.call().at(Stage.WITH_AGENT), file.transfer());
        file = new CallFile(
                LimitSide.carried(file.call(), back.call(), START.plus(LENGTH).plusSeconds(20)), null);
        due(LENGTH.plusSeconds(20));

        is(Why.LENGTH, Step.WARNED);
        does(tells(Step.WARNED));
        assertThat(file.deadline()).contains(START.plus(LENGTH).plusSeconds(50));
    }

    @Test
    void a_caller_who_comes_back_from_the_target_of_the_end_is_not_sent_there_again() {
        talking().due(LENGTH.minus(WARN)).due(LENGTH).on(LENGTH, new CallEvent.GoodbyeSaid(Calls.SESSION));
        on(LENGTH, new CallEvent.TransferAsked(Samples.plan(Ending.RETURN), Source.TIMER));
        assertThat(file.call().stage()).isEqualTo(Stage.IN_TRANSFER);

        Instant later = START.plus(LENGTH).plusSeconds(60);
        Call back = LimitSide.carried(file.call(), file.call().at(Stage.WITH_AGENT), later);

        assertThat(back.limits().wrapUp()).isEqualTo(new WrapUp(Why.LENGTH, Step.WARNED, later.plus(WARN), true));
    }

    @Test
    void a_caller_with_a_human_is_left_alone() {
        talking();
        file = file.with(file.call().at(Stage.LANDED));

        due(LENGTH.plusSeconds(1));

        does();
        assertThat(file.deadline()).isEmpty();
    }

    @Test
    void the_spend_cap_warns_at_once() {
        talking().on(Duration.ofMinutes(2), new CallEvent.SpendCapReached("2.5012"));

        is(Why.SPEND, Step.WARNED);
        does(tells(Step.WARNED));
        assertThat(file.deadline()).contains(START.plus(Duration.ofMinutes(2)).plus(WARN));

        on(Duration.ofMinutes(2), new CallEvent.SpendCapReached("2.6"));
        does();
        assertThat(last.facts()).isEmpty();
    }

    @Test
    void a_cap_that_is_reached_while_the_call_is_moved_counts_when_the_caller_is_back() {
        talking().on(Duration.ofMinutes(1), new CallEvent.TransferAsked(Samples.plan(Ending.RETURN), Source.SIDEBAND));

        on(Duration.ofMinutes(2), new CallEvent.SpendCapReached("2.5"));

        does();
        file = new CallFile(file.call().at(Stage.WITH_AGENT), null);
        due(Duration.ofMinutes(3));
        is(Why.SPEND, Step.WARNED);
        does(tells(Step.WARNED));
    }

    @Test
    void a_session_that_nears_the_vendors_limit_is_left_for_a_new_one() {
        file = CallMachine.inbound(at(Duration.ZERO), Calls.POLICY, Limits.from(START, Duration.ZERO, WARN))
                .next();
        Duration hour = Duration.ofMinutes(60);
        Duration leave = hour.minus(Limits.SESSION_MARGIN);
        talking().on(Duration.ofSeconds(2), new CallEvent.SessionExpires(Calls.SESSION, START.plus(hour)));
        assertThat(file.deadline()).contains(START.plus(leave).minus(WARN));

        due(leave.minus(WARN));
        is(Why.SESSION, Step.WARNED);
        due(leave);
        does(tells(Step.GOODBYE));
        on(leave.plusSeconds(2), new CallEvent.GoodbyeSaid(Calls.SESSION));
        on(leave.plusSeconds(2), new CallEvent.RenewalAsked(Calls.SESSION));

        does(new CallCommand.HangUpSession(Calls.SESSION));
        assertThat(file.call().limits().wrapUp()).isNull();
        assertThat(file.call().limits().sessionEnds()).isNull();

        on(
                leave.plusSeconds(3),
                new CallEvent.AgentDialEnded(file.call().agent().dialId(), "completed", true, null));
        assertThat(last.answer()).isInstanceOf(Document.DialAgent.class);
        assertThat(file.call().stage()).isEqualTo(Stage.WITH_AGENT);
    }

    @Test
    void sessions_are_renewed_as_often_as_it_takes() {
        Call dropped = new Call(Stage.WITH_AGENT, new AgentLeg.Attached("d", Calls.SESSION), 1, 0);

        assertThat(dropped.spared(1).redials()).isZero();
        assertThat(dropped.spared(3).redials()).isEqualTo(1);
        assertThat(dropped.spared(0).redials()).isZero();
    }

    @Test
    void the_end_of_another_session_means_nothing() {
        talking();
        CallFile before = file;

        on(Duration.ofSeconds(2), new CallEvent.SessionExpires(Calls.OTHER, START.plusSeconds(60)));
        on(Duration.ofSeconds(2), new CallEvent.GoodbyeSaid(Calls.OTHER));
        on(Duration.ofSeconds(2), new CallEvent.RenewalAsked(Calls.SESSION));

        assertThat(file).isEqualTo(before);
        does();
    }

    @ParameterizedTest
    @CsvSource({
        // call ends, session ends, cap reached, warn before | due (all seconds from the start; 0: none)
        "600, 0, 0, 30, 570",
        "600, 0, 0, 0, 600",
        "0, 3600, 0, 30, 3550",
        "600, 3600, 0, 30, 570",
        "7200, 3600, 0, 30, 3550",
        "600, 3600, 100, 30, 100",
        "0, 0, 0, 30, 0"
    })
    void the_first_limit_is_due_first(long call, long session, long cap, long warn, long due) {
        Limits limits = new Limits(Duration.ofSeconds(warn), time(call), time(session), time(cap), null);

        assertThat(limits.due()
                        .map(at -> Duration.between(START, at).toSeconds())
                        .orElse(0L))
                .isEqualTo(due);
    }

    /** How long the agent has from the warning on, whenever the warning comes: late ones after a transfer. */
    @ParameterizedTest
    @CsvSource({
        // call ends, session ends, cap reached, warn before, now | why, until (all seconds from the start)
        "600, 0, 0, 30, 570, LENGTH, 600",
        "600, 0, 0, 30, 585, LENGTH, 600",
        "600, 0, 0, 30, 586, LENGTH, 616",
        "600, 0, 0, 30, 900, LENGTH, 930",
        "600, 0, 0, 0, 600, LENGTH, 600",
        "600, 0, 0, 0, 900, LENGTH, 900",
        "600, 3600, 100, 30, 100, SPEND, 130",
        "600, 0, 100, 30, 700, SPEND, 730",
        "0, 3600, 0, 30, 3550, SESSION, 3580",
        "0, 3600, 0, 30, 3590, SESSION, 3590",
        "7200, 3600, 0, 30, 3550, SESSION, 3580",
        "3610, 3600, 0, 30, 3585, LENGTH, 3610"
    })
    void the_agent_has_time_enough_to_come_to_an_end(
            long call, long session, long cap, long warn, long now, Why why, long until) {
        Limits limits = new Limits(Duration.ofSeconds(warn), time(call), time(session), time(cap), null);

        WrapUp begun = limits.begun(START.plusSeconds(now)).wrapUp();

        assertThat(begun).isEqualTo(new WrapUp(why, Step.WARNED, START.plusSeconds(until), false));
    }

    private static @org.jspecify.annotations.Nullable Instant time(long seconds) {
        return seconds == 0 ? null : START.plusSeconds(seconds);
    }

    @Test
    void a_call_written_by_an_older_version_has_no_limits() {
        Call old = new Call(Stage.WITH_AGENT, new AgentLeg.Attached("d", Calls.SESSION), 0, 0, null);

        assertThat(old.limits()).isEqualTo(Limits.NONE);
    }
}

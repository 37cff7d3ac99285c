package dev.referee.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallEvent;
import dev.referee.call.Calls;
import dev.referee.transfer.Ending;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Plan;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LadderTest {

    private final BookedCall call = new BookedCall();

    @AfterEach
    void close() {
        call.close();
    }

    private BookedCall transferAsked() {
        return talking()
                .on(new CallEvent.TransferAsked(Samples.plan(Ending.RETURN), Source.SIDEBAND))
                .on(new TransferEvent.ReferBegun());
    }

    private BookedCall talking() {
        return call.after(100)
                .on(new CallEvent.SessionAnnounced(call.dialId(), BookedCall.SESSION))
                .after(200)
                .on(new CallEvent.AcceptAnswered(BookedCall.SESSION, Samples.ACCEPTED))
                .on(new CallEvent.SidebandOpened(BookedCall.SESSION))
                .on(new CallEvent.AgentLegReported(call.dialId(), AgentLegStatus.ANSWERED))
                .after(5_000);
    }

    private List<Ladder.Step> steps() {
        return Ladder.of(call.history()).steps();
    }

    private Ladder.Step step(String type) {
        return steps().stream()
                .filter(one -> one.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_silent_refer_says_how_long_was_waited_after_which_answer_and_what_follows() {
        transferAsked()
                .after(616)
                .on(new TransferEvent.ReferAnswered(new RequestResult.Accepted(200, "200 (no x-request-id)")))
                .after(4_000)
                .on(new CallEvent.DeadlinePassed());

        assertThat(step("evidence-deadline").text())
                .isEqualTo("4.0 s passed since /refer's 200 and no REFER has reached the carrier.");
        Ladder.Step verdict = step("verdict");
        assertThat(verdict.text()).isEqualTo("Verdict on refer: silent.");
        assertThat(verdict.why())
                .isEqualTo(
                        "No REFER was seen within 4.0 s after /refer's 200, so the transfer is counted silent and the caller"
                                + " is moved through the carrier.");
        assertThat(verdict.kind()).isEqualTo("decision");
        assertThat(verdict.tone()).isEqualTo("warn");
        assertThat(verdict.from()).isEqualTo("referee");
        assertThat(verdict.to()).isNull();
        assertThat(verdict.transferId()).isEqualTo(Samples.id(1).value());
    }

    @Test
    void times_are_utc_with_milliseconds_and_the_steps_are_those_of_the_timeline() {
        transferAsked();

        Ladder ladder = Ladder.of(call.history());

        assertThat(ladder.key()).isEqualTo(BookedCall.KEY.value());
        assertThat(ladder.callId()).isEqualTo(BookedCall.SESSION.value());
        assertThat(ladder.lanes()).containsExactly("caller", "carrier", "referee", "openai", "human");
        assertThat(ladder.steps().stream().map(Ladder.Step::at))
                .startsWith("2026-11-22T12:00:00.000Z", "2026-11-22T12:00:00.100Z", "2026-11-22T12:00:00.300Z");
        assertThat(ladder.steps().stream().map(Ladder.Step::type))
                .containsExactlyElementsOf(call.history().timeline().stream()
                        .map(event -> event.type())
                        .toList());
    }

    @Test
    void the_agents_line_is_dialled_and_rings_each_time() {
        call.on(leg(AgentLegStatus.COMING)).on(leg(AgentLegStatus.COMING)).on(leg(AgentLegStatus.ANSWERED));
        call.after(500).on(leg(AgentLegStatus.COMING));

        assertThat(steps().stream()
                        .filter(step -> step.type().equals("agent-leg-coming"))
                        .map(Ladder.Step::text))
                .containsExactly(
                        "The carrier is dialling the agent.",
                        "The agent's line is ringing.",
                        "The carrier is dialling the agent.");
    }

    private CallEvent leg(AgentLegStatus status) {
        return new CallEvent.AgentLegReported(call.dialId(), status);
    }

    @Test
    void an_arrow_leads_from_who_spoke_to_who_heard() {
        transferAsked();

        assertThat(step("call-arrived")).returns("caller", Ladder.Step::from).returns("referee", Ladder.Step::to);
        assertThat(step("session-announced"))
                .returns("openai", Ladder.Step::from)
                .returns("referee", Ladder.Step::to);
        assertThat(step("mechanism-started"))
                .returns("referee", Ladder.Step::from)
                .returns("openai", Ladder.Step::to)
                .returns("request", Ladder.Step::kind);
    }

    @Test
    void a_confirmed_refer_leads_to_a_human() {
        transferAsked()
                .after(83)
                .on(new TransferEvent.ReferAnswered(Samples.ACCEPTED))
                .after(400)
                .on(new TransferEvent.ReferArrived("<tel:+61420351250>"))
                .after(900)
                .on(new TransferEvent.LegReported(0, LegStatus.RINGING))
                .after(2_000)
                .on(new TransferEvent.LegReported(0, LegStatus.ANSWERED))
                .after(2_000)
                .on(new CallEvent.DeadlinePassed());

        assertThat(step("refer-arrived")).returns("on-wire", Ladder.Step::rung).returns("good", Ladder.Step::tone);
        assertThat(step("refer-arrived").detail()).doesNotContainKey("rung");
        assertThat(step("leg-ringing").text()).isEqualTo("The phone rings at +61420351250.");
        assertThat(step("leg-held").why()).isEqualTo("The leg was answered 2.0 s ago and is still up.");
        assertThat(step("outcome").text()).isEqualTo("Outcome: bridged. The caller is with +61420351250.");
    }

    @Test
    void an_agent_who_never_came_is_told_with_the_carriers_own_words_too() {
        call.after(100).on(new CallEvent.AgentDialEnded(call.dialId(), "failed 400 13224", true, Calls.rescue()));

        assertThat(step("agent-leg-failed 400 13224").text())
                .startsWith("The agent never came and the carrier asks what to do with the caller");
        assertThat(Reports.of(call.history(), "1", Samples.START, false).finding())
                .isEqualTo(
                        "No REFER was asked for: no agent had the caller, so Referee brought the caller to a human itself.");
    }

    @Test
    void a_mute_agent_is_told_with_its_callers_way_to_the_human() {
        Plan usual = Samples.plan(Ending.RETURN);
        talking()
                .on(new CallEvent.AgentTroubled(BookedCall.SESSION, "response-failed", "insufficient_quota"))
                .on(new CallEvent.AgentMute(
                        BookedCall.SESSION,
                        "insufficient_quota",
                        new Plan(
                                usual.id(),
                                "front-desk",
                                Plan.REFEREE,
                                "agent-mute",
                                "",
                                usual.stops(),
                                usual.ending(),
                                null),
                        false))
                .after(50)
                .on(new TransferEvent.RedirectBegun())
                .after(110)
                .on(new TransferEvent.RedirectAnswered(Samples.ACCEPTED))
                .after(320)
                .on(new TransferEvent.RedirectFetched());

        assertThat(steps().stream()
                        .filter(one -> one.at().compareTo("2026-11-22T12:00:05") > 0)
                        .map(one -> one.from() + ": " + one.text()))
                .contains(
                        "openai: A response of the agent failed: “insufficient_quota”.",
                        "referee: The agent is mute: Referee gives it up.",
                        "referee: Referee brings the caller to front-desk.",
                        "referee: Verdict on refer: skipped.",
                        "referee: Referee asks the carrier to move the caller itself.",
                        "carrier: The carrier fetched the target's document: the redirect took. That is proof.");
        assertThat(step("agent-mute")).returns("bad", Ladder.Step::tone).returns("decision", Ladder.Step::kind);
        assertThat(step("verdict").why()).startsWith("The agent is mute");
        assertThat(Reports.of(call.history(), "1", Samples.START, false).finding())
                .isEqualTo("No REFER was asked for: the agent is mute.");
    }

    @Test
    void a_reason_full_of_newlines_stays_on_one_line() {
        call.after(10).on(new CallEvent.EndAsked(Source.OPERATOR, "one\r\ntwo\u2028three\tfour"));

        assertThat(step("end-asked").text()).isEqualTo("An operator ends the call (one two three four).");
    }
}

package dev.referee.app;

import static dev.referee.twin.Owner.Kind.AGENT;
import static dev.referee.twin.Owner.Kind.CALLING;
import static dev.referee.twin.Owner.Kind.GONE;
import static dev.referee.twin.Owner.Kind.HUMAN;
import static dev.referee.twin.Owner.Kind.RINGING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallId;
import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.Exchange;
import dev.referee.twin.Faults;
import dev.referee.twin.Faults.Accept;
import dev.referee.twin.Faults.Callbacks;
import dev.referee.twin.Faults.Caller;
import dev.referee.twin.Faults.Correlation;
import dev.referee.twin.Faults.GhostAccept;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.Faults.Sideband;
import dev.referee.twin.Faults.Webhook;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a call comes in and goes away: webhooks, tokens, accept, sideband, the agent's leg, and the caller's hang-up. */
class CallTest extends AppTest {

    private static CallScript talk() {
        return fast().model(ModelStep.greet(), ModelStep.endCall());
    }

    // ---- webhooks

    @ParameterizedTest
    @EnumSource(
            value = Webhook.class,
            names = {"DOUBLED", "DOUBLED_NEW_ID", "LATE", "WITH_LIVE_TRANSPORT", "UNKNOWN_TYPE"})
    void a_webhook_however_delivered_makes_one_call(Webhook how) {
        Story story = play(fast().with(Switches.WEBHOOK, how).with(Switches.WEBHOOK_LATE_MS, 300));

        story.isIn("ended")
                .ended("bridged")
                .tried("refer:confirmed")
                .rang(FIRST)
                .sent("accept", 1);
        story.sent("reject", 0);
        assertThat(story.call().exchanges("webhook"))
                .as(story::toString)
                .hasSize(how == Webhook.LATE ? 1 : 2)
                .allSatisfy(each -> assertThat(each.status()).isEqualTo(200));
        assertThat(story.history().sessions()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Webhook.class,
            names = {"FORGED", "NEVER"})
    void without_a_genuine_webhook_the_caller_is_rescued(Webhook how) {
        Story story = play(fast().with(Switches.WEBHOOK, how).with(Switches.ACCEPT_DEADLINE_MS, 300));

        story.isIn("ended")
                .ended("bridged")
                .tried("release:confirmed")
                .rang(FIRST)
                .joined(FIRST, "release");
        story.sent("accept", 0).sent("reject", 0);
        assertThat(story.transfer().requestedBy()).isEqualTo("rescue");
        assertThat(story.call().exchanges("webhook"))
                .allSatisfy(each -> assertThat(each.status()).isEqualTo(400));
        assertThat(story.history().sessions()).isEmpty();
    }

    // ---- ids

    @ParameterizedTest
    @ValueSource(strings = {"live_", "550e8400-e29b-41d4-a716-", "a.b~c_-", "9", "LONGEST"})
    void ids_of_openai_are_opaque(String beginning) {
        String prefix = beginning.equals("LONGEST") ? "x".repeat(200 - 32) : beginning;

        Story story = play(fast().with(Switches.CALL_IDS, prefix));

        story.isIn("ended")
                .ended("bridged")
                .tried("refer:confirmed")
                .rang(FIRST)
                .sent("accept", 1)
                .sent("refer", 1);
        String id = story.call().callIds().get(0);
        assertThat(id).startsWith(prefix);
        assertThat(ledger.bySession(new CallId(id)).orElseThrow().key())
                .isEqualTo(story.history().head().key());
    }

    // ---- tokens

    @ParameterizedTest
    @EnumSource(
            value = Correlation.class,
            names = {"MISSING", "FORGED", "REUSED"})
    void a_session_without_its_own_token_is_rejected_and_listed(Correlation how) {
        if (how == Correlation.REUSED) {
            play(talk());
        }

        Story story = play(fast().with(Switches.CORRELATION, how));

        story.sent("accept", 0).sent("reject", 1).ended("bridged").rang(FIRST).joined(FIRST, "release");
        CallId session = new CallId(story.call().callIds().get(0));
        assertThat(ledger.bySession(session)).hasValueSatisfying(rejected -> {
            assertThat(rejected.publicState()).isEqualTo("rejected");
            assertThat(rejected.key()).isNotEqualTo(story.history().head().key());
        });
    }

    // ---- accept

    @ParameterizedTest
    @EnumSource(
            value = Accept.class,
            names = {"ERROR_ONCE", "TOO_MANY_ONCE", "HANG_ONCE"})
    void accept_is_repeated_while_the_caller_rings(Accept how) {
        Story story = play(talk().with(Switches.ACCEPT, how));

        story.isIn("ended").withoutTransfer().sent("accept", 2).sent("reject", 0);
        List<Exchange> attempts = story.call().exchanges("accept");
        assertThat(attempts.get(1).parameters()).isEqualTo(attempts.get(0).parameters());
        story.owners().containsExactly(CALLING, AGENT, GONE);
    }

    @Test
    void an_accept_that_is_refused_leads_to_a_human() {
        Story story = play(fast().with(Switches.ACCEPT, Accept.REFUSED));

        story.ended("bridged")
                .tried("release:confirmed")
                .joined(FIRST, "release")
                .sent("accept", 1);
        story.owners().containsExactly(CALLING, RINGING, HUMAN, GONE);
    }

    @Test
    void an_accept_that_finds_nothing_leads_to_a_human_once_the_carrier_gives_up() {
        Story story = play(fast().with(Switches.ACCEPT, Accept.GONE).with(Switches.ACCEPT_DEADLINE_MS, 600));

        story.ended("bridged")
                .tried("release:confirmed")
                .joined(FIRST, "release")
                .sent("accept", 1);
    }

    @Test
    void an_accept_that_always_fails_stops_within_its_window() {
        Story story = play(fast().with(Switches.ACCEPT, Accept.ERROR_ALWAYS));

        story.ended("bridged").joined(FIRST, "release");
        List<Exchange> attempts = story.call().exchanges("accept");
        assertThat(attempts).hasSizeBetween(3, 12);
        assertThat(attempts.get(attempts.size() - 1).at())
                .as("no attempt starts after the window of 3 s")
                .isBeforeOrEqualTo(attempts.get(0).at().plusMillis(3_050));
    }

    // ---- sideband

    @Test
    void an_attach_race_is_survived() {
        Story story = play(fast().with(Switches.ATTACH, Faults.Attach.RACE).with(Switches.ATTACH_RACE_MS, 400));

        story.ended("bridged").tried("refer:confirmed").rang(FIRST);
        assertThat(story.call().exchanges("attach")).hasSizeGreaterThan(1);
    }

    @Test
    void a_sideband_that_never_opens_leads_to_a_human() {
        Story story = play(fast().with(Switches.ATTACH, Faults.Attach.NEVER));

        story.ended("bridged").rang(FIRST).joined(FIRST, "release");
    }

    @Test
    void a_burst_of_frames_with_the_handshake_loses_nothing() {
        Story story = play(fast().with(Switches.BURST, 200).with(Switches.AUDIO_FRAMES, 100));

        story.ended("bridged").tried("refer:confirmed").rang(FIRST);
    }

    @Test
    void a_dropped_sideband_is_opened_again_and_the_call_goes_on() {
        Story story = play(fast().with(Switches.SIDEBAND, Sideband.DROPS)
                .with(Switches.SIDEBAND_MS, 500)
                .with(Switches.THINK_MS, 1_000));

        story.ended("bridged").tried("refer:confirmed").rang(FIRST);
        assertThat(story.types()).contains("sideband-reattached");
        assertThat(frames.to(story.call().callIds().get(0)))
                .filteredOn(frame -> frame.contains("response.create"))
                .as(() -> "the greeting is not repeated " + story)
                .hasSize(1);
    }

    @Test
    void a_sideband_that_is_closed_cleanly_is_opened_again() throws Exception {
        TwinCall call = twin.placeCall(fast().model(ModelStep.greet())
                .with(Switches.SIDEBAND, Sideband.CLOSES_CLEANLY)
                .with(Switches.SIDEBAND_MS, 200));
        until(call, story -> story.types().contains("sideband-reattached"));

        call.hangUp();

        finish(call).isIn("ended").withoutTransfer();
        org.awaitility.Awaitility.await()
                .atMost(LIMIT)
                .until(() -> agents.count() == 0 && sideband.sockets().callCount() == 0);
    }

    // ---- the agent's leg

    @Test
    void a_leg_that_fails_with_400_leads_to_a_human() {
        Story story = play(fast().with(Switches.AGENT_LEG, Faults.AgentLeg.FAILS_400));

        story.isIn("ended").ended("bridged").tried("release:confirmed").joined(FIRST, "release");
        story.owners().containsExactly(CALLING, RINGING, HUMAN, GONE);
        assertThat(story.transfer().requestedBy()).isEqualTo("rescue");
    }

    @Test
    void a_rescue_that_reaches_nobody_apologises() {
        Story story = play(fast().with(Switches.AGENT_LEG, Faults.AgentLeg.FAILS_400)
                .human("*", dev.referee.twin.HumanScript.Does.NO_ANSWER));

        story.isIn("failed").ended("failed").rang(FIRST, SECOND).joinedNobody();
        story.owners().endsWith(dev.referee.twin.Owner.Kind.ANNOUNCEMENT, GONE);
    }

    // ---- the caller leaves

    @ParameterizedTest
    @EnumSource(GhostAccept.class)
    void a_caller_who_leaves_while_ringing_leaves_no_agent_behind(GhostAccept how) {
        for (int ms : new int[] {0, 10, 40, 80}) {
            Story story = play(talk().with(Switches.CALLER, Caller.LEAVES_WHILE_RINGING)
                    .with(Switches.CALLER_MS, ms)
                    .with(Switches.ANSWER_MS, 200)
                    .with(Switches.GHOST_ACCEPT, how));

            story.isIn("ended").withoutTransfer().rang();
        }
    }

    @Test
    void a_caller_who_leaves_the_agent_ends_the_call() {
        Story story =
                play(fast().with(Switches.CALLER, Caller.LEAVES_WITH_AGENT).with(Switches.CALLER_MS, 30));

        story.isIn("ended").withoutTransfer().rang().sent("refer", 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Refer.class,
            names = {"WORKS", "SILENT", "HANG", "ERROR"})
    void a_caller_who_leaves_in_transfer_rings_nobody_afterwards(Refer how) {
        for (int ms : new int[] {5, 200}) {
            Story story = play(fast().with(Switches.REFER, how)
                    .with(Switches.REFER_DELAY_MS, 300)
                    .with(Switches.CARRIER_FETCH_MS, 300)
                    .with(Switches.CALLER, Caller.LEAVES_IN_TRANSFER)
                    .with(Switches.CALLER_MS, ms));

            story.isIn("ended").ended("abandoned").rang().joinedNobody();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Refer.class,
            names = {"WORKS", "SILENT"})
    void a_caller_who_leaves_while_the_target_rings_ends_the_ringing(Refer how) {
        Story story = play(fast().with(Switches.REFER, how)
                .with(Switches.HUMAN_RING_MS, 600)
                .with(Switches.CALLER, Caller.LEAVES_WHILE_TARGET_RINGS)
                .with(Switches.CALLER_MS, 50));

        story.isIn("ended").ended("abandoned").rang(FIRST).joinedNobody();
    }

    // ---- status callbacks

    @ParameterizedTest
    @EnumSource(
            value = Callbacks.class,
            names = {"DOUBLED", "OUT_OF_ORDER", "LATE"})
    void callbacks_doubled_late_or_out_of_order_change_nothing(Callbacks how) {
        for (Refer refer : new Refer[] {Refer.WORKS, Refer.SILENT}) {
            Story story = play(fast().with(Switches.REFER, refer)
                    .with(Switches.CALLBACKS, how)
                    .with(Switches.CALLBACK_LATE_MS, 300));

            story.isIn("ended").ended("bridged").rang(FIRST);
        }
    }
}

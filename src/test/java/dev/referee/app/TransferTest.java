package dev.referee.app;

import static dev.referee.twin.Owner.Kind.AGENT;
import static dev.referee.twin.Owner.Kind.CALLING;
import static dev.referee.twin.Owner.Kind.GONE;
import static dev.referee.twin.Owner.Kind.HUMAN;
import static dev.referee.twin.Owner.Kind.RINGING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults.CarrierRest;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way in which REFER and the carrier's REST API can fail: the caller arrives, and one phone rings once. */
class TransferTest extends AppTest {

    private static CallScript refer(Refer how) {
        return fast().with(Switches.REFER, how);
    }

    private static CallScript rest(CarrierRest how) {
        return refer(Refer.SILENT).with(Switches.CARRIER_REST, how);
    }

    @Test
    void a_refer_that_works_needs_no_carrier_request() {
        Story story = play(refer(Refer.WORKS));

        story.isIn("ended")
                .ended("bridged")
                .tried("refer:confirmed")
                .rang(FIRST)
                .joined(FIRST, "refer");
        story.sent("webhook", 1).sent("refer", 1).sent("update-call", 0).sent("hangup", 0);
        story.owners().containsExactly(CALLING, AGENT, RINGING, HUMAN, GONE);
        assertThat(story.transfer().number()).isEqualTo("tel:" + FIRST);
    }

    @ParameterizedTest
    @EnumSource(
            value = Refer.class,
            names = {"SILENT", "CARRIER_REFUSES", "HANG"})
    void silence_is_caught_by_the_redirect(Refer how) {
        Story story = play(refer(how));

        story.isIn("ended").ended("bridged").tried("refer:silent", "redirect:confirmed");
        story.rang(FIRST).joined(FIRST, "redirect").sent("refer", 1).sent("update-call", 1);
        story.owners().containsExactly(CALLING, AGENT, RINGING, HUMAN, GONE);
        assertThat(story.call().alone()).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @EnumSource(
            value = Refer.class,
            names = {"ERROR", "NOT_FOUND"})
    void an_error_of_refer_is_caught_at_once(Refer how) {
        Story story = play(refer(how));

        story.isIn("ended").ended("bridged").tried("refer:refused", "redirect:confirmed");
        story.rang(FIRST).joined(FIRST, "redirect").sent("refer", 1).sent("update-call", 1);
    }

    @Test
    void a_refer_reported_twice_rings_once() {
        Story story = play(refer(Refer.TWICE));

        story.ended("bridged")
                .tried("refer:confirmed")
                .rang(FIRST)
                .joined(FIRST, "refer")
                .sent("refer-url", 2);
    }

    @Test
    void a_slow_answer_of_refer_is_waited_for_by_its_evidence_alone() {
        Story story = play(refer(Refer.SLOW).with(Switches.REFER_SLOW_MS, 200));

        story.ended("bridged").tried("refer:confirmed").rang(FIRST).sent("update-call", 0);
    }

    @Test
    void a_late_refer_finds_the_fence() {
        Story story = play(refer(Refer.LATE)
                .with(Switches.REFER_LATE_MS, 460)
                .with(Switches.CARRIER_FETCH_MS, 300)
                .with(Switches.HUMAN_RING_MS, 300));

        story.ended("bridged").rang(story.transfer().number().substring("tel:".length()));
        assertThat(story.transfer().mechanisms())
                .filteredOn(each -> "confirmed".equals(each.verdict()))
                .hasSize(1);
    }

    @Test
    void the_vendors_word_alone_holds_the_fallback_no_longer_than_the_ring_time() {
        Story story = play(refer(Refer.VENDOR_EVENT_ONLY));

        story.ended("bridged")
                .tried("refer:silent", "redirect:confirmed")
                .rang(FIRST)
                .joined(FIRST, "redirect");
        assertThat(story.types()).contains("call.transferred");
        var refer = story.transfer().mechanisms().get(0);
        assertThat(Duration.between(refer.startedAt(), refer.decidedAt())).isGreaterThan(Duration.ofMillis(800));
    }

    @Test
    void the_vendors_refusal_starts_the_fallback_at_once() {
        Story story = play(refer(Refer.SILENT).with(Switches.REFER_VENDOR_EVENT, "refer.failed"));

        story.ended("bridged").tried("refer:refused", "redirect:confirmed").joined(FIRST, "redirect");
    }

    @Test
    void a_vendor_event_before_a_real_refer_changes_nothing() {
        Story story = play(refer(Refer.WORKS).with(Switches.REFER_VENDOR_EVENT, "call.transferred"));

        story.ended("bridged").tried("refer:confirmed").rang(FIRST).sent("update-call", 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = CarrierRest.class,
            names = {"TOO_MANY"})
    void a_redirect_that_provably_did_not_apply_is_followed_by_release_at_once(CarrierRest how) {
        Story story = play(rest(how));

        story.ended("bridged").tried("refer:silent", "redirect:refused", "release:confirmed");
        story.rang(FIRST).joined(FIRST, "release").sent("update-call", 1).sent("hangup", 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = CarrierRest.class,
            names = {"DOWN", "RESETS", "ERROR_500_NOT_APPLIED", "HANGS", "IGNORED"})
    void a_redirect_without_effect_is_followed_by_release(CarrierRest how) {
        Story story = play(rest(how));

        story.ended("bridged").tried("refer:silent", "redirect:silent", "release:confirmed");
        story.rang(FIRST).joined(FIRST, "release").sent("update-call", 1).sent("hangup", 1);
        story.owners().containsExactly(CALLING, AGENT, RINGING, HUMAN, GONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = CarrierRest.class,
            names = {"APPLIED_BUT_500", "APPLIED_BUT_HANGS"})
    void a_redirect_that_took_without_saying_so_is_not_repeated(CarrierRest how) {
        Story story = play(rest(how));

        story.ended("bridged").tried("refer:silent", "redirect:confirmed");
        story.rang(FIRST).joined(FIRST, "redirect").sent("update-call", 1).sent("hangup", 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = CarrierRest.class,
            names = {"SLOW_FETCH", "LATE_APPLY"})
    void a_redirect_that_takes_late_rings_nobody_twice(CarrierRest how) {
        List<TwinCall> calls = new ArrayList<>();
        for (int ms : new int[] {350, 600, 900}) {
            calls.add(twin.placeCall(rest(how)
                    .with(Switches.CARRIER_SLOW_FETCH_MS, ms)
                    .with(Switches.CARRIER_LATE_MS, ms)
                    .with(Switches.HUMAN_TALK_MS, 1_300)));
        }

        for (TwinCall call : calls) {
            Story story = finish(call);

            // A redirect that cuts a ringing phone off goes on with the next number, never with the same one again.
            story.ended("bridged");
            assertThat(call.rings()).as(story::toString).hasSizeBetween(1, 2);
            assertThat(call.bridges()).as(story::toString).hasSize(1);
        }
    }

    @Test
    void a_leg_that_is_held_counts_as_bridged_before_the_human_hangs_up() throws Exception {
        var call = twin.placeCall(refer(Refer.SILENT).with(Switches.HUMAN_TALK_MS, 60_000));
        until(call, story -> story.history().head().publicState().equals("transferred"));
        story(call).isIn("transferred");

        call.hangUp();

        finish(call).isIn("ended").ended("bridged").rang(FIRST);
    }
}

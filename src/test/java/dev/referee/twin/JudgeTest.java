package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private final Judge judge = new Judge(Instant::now, Duration.ofSeconds(10), Duration.ofSeconds(21));

    private void rings(String number, String sid, String mechanism) {
        judge.rang(new Ring(
                Instant.now(), number, "+611", sid, mechanism, "/" + mechanism, judge.epoch(), null, "ringing"));
    }

    @Test
    void one_human_after_another_is_no_violation() {
        judge.owner(Owner.Kind.AGENT, "");
        rings("+612", "CA1", "refer");
        judge.ringEnded("CA1", "busy", true);
        rings("+613", "CA2", "refer");
        judge.bridged("+613", "CA2", "refer");

        assertThat(judge.violations()).isEmpty();
    }

    @Test
    void the_same_human_may_ring_again_after_the_caller_was_back_with_an_agent() {
        judge.owner(Owner.Kind.AGENT, "");
        rings("+612", "CA1", "refer");
        judge.ringEnded("CA1", "no-answer", true);
        judge.owner(Owner.Kind.AGENT, "");
        judge.owner(Owner.Kind.NOBODY, "");
        judge.owner(Owner.Kind.AGENT, "");
        rings("+612", "CA2", "redirect");

        assertThat(judge.violations()).isEmpty();
    }

    @Test
    void two_documents_must_not_ring_at_once() {
        rings("+612", "CA1", "refer");
        rings("+613", "CA2", "redirect");

        assertThat(judge.violations()).containsExactly("two documents ring at once: /refer and /redirect");
    }

    @Test
    void a_phone_must_not_ring_again_because_a_request_was_repeated() {
        rings("+612", "CA1", "redirect");
        judge.ringEnded("CA1", "canceled", true);
        rings("+612", "CA2", "redirect");

        assertThat(judge.violations()).containsExactly("a phone rang, was cancelled and rang again");
    }

    @Test
    void two_humans_in_one_transfer_are_one_too_many() {
        judge.bridged("+612", "CA1", "refer");
        judge.bridged("+613", "CA2", "redirect");
        judge.bridgeEnded("CA1");
        judge.bridgeEnded("CA2");
        judge.bridged("+614", "CA3", "release");

        assertThat(judge.violations())
                .containsExactly(
                        "two humans bridged at once",
                        "two humans bridged in one transfer",
                        "two humans bridged in one transfer");
    }

    @Test
    void nobody_rings_for_a_caller_who_has_left() {
        judge.over("hung up");
        rings("+612", "CA1", "redirect");

        assertThat(judge.violations()).containsExactly("a phone rang after the caller had left");
        assertThat(judge.owners()).extracting(Owner::kind).containsExactly(Owner.Kind.CALLING, Owner.Kind.GONE);
    }

    @Test
    void a_turn_is_owed_only_by_an_agent_that_has_the_caller_and_until_it_is_taken() {
        Instant[] now = {Instant.EPOCH};
        Judge owing = new Judge(() -> now[0], Duration.ofMinutes(10), Duration.ofSeconds(21));

        owing.owes("the greeting was due");
        now[0] = now[0].plusSeconds(60);
        assertThat(owing.owed()).as("nobody has the caller").isZero();

        owing.owner(Owner.Kind.AGENT, "");
        owing.owes("the greeting was due");
        now[0] = now[0].plusSeconds(20);
        owing.owes("the caller had finished");
        now[0] = now[0].plusSeconds(1);
        assertThat(owing.violations()).isEmpty();
        owing.owesNothing();
        now[0] = now[0].plusSeconds(60);
        assertThat(owing.owed()).hasSeconds(21);

        owing.owes("the caller had finished");
        now[0] = now[0].plusSeconds(22);
        assertThat(owing.violations())
                .containsExactly("the caller had finished, and for 22000 ms the caller heard nothing");
        owing.owner(Owner.Kind.NOBODY, "");
        now[0] = now[0].plusSeconds(60);
        assertThat(owing.owed()).hasSeconds(22);
    }
}

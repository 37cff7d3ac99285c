package dev.referee.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.tool.Conversation.End;
import dev.referee.tool.Conversation.Step;
import dev.referee.tool.ConversationCommand.Cancel;
import dev.referee.tool.ConversationCommand.GiveUp;
import dev.referee.tool.ConversationCommand.Interrupted;
import dev.referee.tool.ConversationCommand.Overruled;
import dev.referee.tool.ConversationCommand.Run;
import dev.referee.tool.ConversationCommand.Speak;
import dev.referee.tool.ConversationCommand.Troubled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A conversation whose model fails or is silent: asked again, then given up; and nobody helped who is not lost. */
class FailingModelTest {

    private static final Duration SILENCE = Duration.ofSeconds(8);
    private static final Duration BOUND = SILENCE.multipliedBy(2).plusSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(FailingModelTest.class);

    /** Of all seeds. */
    private static final Map<Failure, Duration> LONGEST = new EnumMap<>(Failure.class);

    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    /** A conversation and its clock. */
    private static final class Told {

        private Conversation now = Conversation.fresh(SILENCE);
        private Instant clock = START;
        private final List<ConversationCommand> done = new ArrayList<>();
        private final OwedSilence owed = new OwedSilence();
        private final List<Duration> silences = new ArrayList<>();
        private int responses;

        private interface Change {
            Step apply(Conversation now, Instant clock);
        }

        Told hears(Change change) {
            Step step = change.apply(now, clock);
            now = step.next();
            done.addAll(step.commands());
            owed.look(now, clock).ifPresent(silences::add);
            return this;
        }

        /** The agent loses its caller. */
        List<Duration> silencesUntilMoved() {
            owed.end(clock).ifPresent(silences::add);
            return silences;
        }

        Told greets() {
            return hears((talk, at) -> talk.speak("Greet.", at));
        }

        Told fails(String code) {
            String id = "resp_" + ++responses;
            hears((talk, at) -> talk.responseCreated(id));
            return hears((talk, at) -> talk.responseDone(id, End.FAILED, code, false, List.of(), at));
        }

        Told speaks() {
            String id = "resp_" + ++responses;
            hears((talk, at) -> talk.responseCreated(id));
            hears((talk, at) -> talk.audioStarted(id));
            hears((talk, at) -> talk.responseDone(id, End.COMPLETED, "", true, List.of(), at));
            return hears((talk, at) -> talk.audioStopped(id));
        }

        Told calls(FunctionCall... calls) {
            String id = "resp_" + ++responses;
            hears((talk, at) -> talk.responseCreated(id));
            return hears((talk, at) -> talk.responseDone(id, End.COMPLETED, "", false, List.of(calls), at));
        }

        /** Time passes, with a look whenever one is due, and stops where the agent is given up. */
        Told passes(Duration time) {
            Instant end = clock.plus(time);
            for (var due = now.deadline(); due.isPresent() && !due.get().isAfter(end); due = now.deadline()) {
                clock = due.get().isBefore(clock) ? clock : due.get();
                Conversation before = now;
                hears(Conversation::timePassed);
                assertThat(now).as("a look that is due changes something").isNotEqualTo(before);
                if (now.mute()) {
                    return this;
                }
            }
            clock = end;
            return this;
        }

        List<ConversationCommand> takeDone() {
            List<ConversationCommand> taken = List.copyOf(done);
            done.clear();
            return taken;
        }
    }

    private static FunctionCall call(String id, String name) {
        return new FunctionCall(id, name, "{}");
    }

    // ---- a response that fails

    @Test
    void a_response_that_fails_is_asked_for_again_after_half_a_second_and_two() {
        Told talk = new Told().greets();
        talk.takeDone();

        assertThat(talk.fails("rate_limit_exceeded").takeDone())
                .containsExactly(new Troubled("response-failed", "rate_limit_exceeded"));
        assertThat(talk.passes(Duration.ofMillis(499)).takeDone()).isEmpty();
        assertThat(talk.passes(Duration.ofMillis(1)).takeDone()).containsExactly(new Speak("Greet."));
        talk.fails("server_error").takeDone();
        assertThat(talk.passes(Duration.ofMillis(1_999)).takeDone()).isEmpty();
        assertThat(talk.passes(Duration.ofMillis(1)).takeDone()).containsExactly(new Speak("Greet."));
        assertThat(talk.fails("server_error").takeDone())
                .containsExactly(new Troubled("response-failed", "server_error"), new GiveUp("failed again and again"));
        assertThat(talk.passes(Duration.ofMinutes(5)).takeDone()).isEmpty();
    }

    @Test
    void failures_that_do_not_follow_each_other_are_forgiven() {
        Told talk = new Told();
        for (int i = 0; i < 10; i++) {
            talk.greets().fails("server_error").passes(Duration.ofMillis(500)).speaks();
        }

        assertThat(talk.takeDone()).noneMatch(GiveUp.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"insufficient_quota", "invalid_api_key", "model_not_found"})
    void a_failure_that_waiting_does_not_cure_makes_the_agent_mute_at_once(String code) {
        Told talk = new Told().greets();
        talk.takeDone();

        assertThat(talk.fails(code).takeDone())
                .containsExactly(new Troubled("response-failed", code), new GiveUp(code));
    }

    @Test
    void an_error_in_place_of_the_response_is_a_failure_too() {
        Told talk = new Told().calls(call("a", "stock")).hears((now, at) -> now.resultGiven("a", at));
        talk.takeDone();

        talk.hears((now, at) -> now.refused("server_error", at)).passes(Duration.ofMillis(500));

        assertThat(talk.takeDone()).containsExactly(new Troubled("error", "server_error"), new Speak(""));
    }

    @Test
    void an_error_while_nothing_is_asked_for_means_nothing() {
        Told talk = new Told().speaks();
        talk.takeDone();

        assertThat(talk.hears((now, at) -> now.refused("server_error", at)).takeDone())
                .isEmpty();
    }

    @Test
    void a_response_that_is_cut_off_unheard_is_asked_for_again_and_one_that_was_heard_is_not() {
        Told unheard = new Told().greets().hears((now, at) -> now.responseCreated("r"));
        unheard.hears((now, at) -> now.responseDone("r", End.INCOMPLETE, "max_output_tokens", true, List.of(), at));
        Told heard = new Told().greets().hears((now, at) -> now.responseCreated("r"));
        heard.hears((now, at) -> now.audioStarted("r"));
        heard.takeDone();
        heard.hears((now, at) -> now.responseDone("r", End.INCOMPLETE, "max_output_tokens", true, List.of(), at));

        assertThat(unheard.passes(Duration.ofSeconds(1)).takeDone())
                .containsExactly(
                        new Speak("Greet."),
                        new Troubled("response-incomplete", "max_output_tokens"),
                        new Speak("Greet."));
        assertThat(heard.passes(Duration.ofSeconds(5)).takeDone()).isEmpty();
    }

    @Test
    void a_turn_of_the_caller_whose_response_fails_is_asked_for_again_too() {
        Told talk = new Told().hears((now, at) -> now.callerFinished(at)).fails("server_error");

        assertThat(talk.passes(Duration.ofMillis(500)).takeDone())
                .containsExactly(new Troubled("response-failed", "server_error"), new Speak(""));
    }

    // ---- silence

    @Test
    void a_caller_who_gets_no_answer_is_helped_after_two_silences() {
        Told talk = new Told().speaks().hears((now, at) -> now.callerFinished(at));
        talk.takeDone();

        assertThat(talk.passes(SILENCE).takeDone())
                .containsExactly(new Troubled("silence", ""), new Speak(Conversation.NUDGE));
        assertThat(talk.passes(SILENCE).takeDone()).containsExactly(new Troubled("silence", ""), new GiveUp("silent"));
    }

    @Test
    void a_greeting_that_never_begins_is_asked_for_once_more() {
        Told talk = new Told().greets();
        talk.takeDone();

        assertThat(talk.passes(SILENCE).takeDone()).containsExactly(new Troubled("silence", ""), new Speak("Greet."));
    }

    @Test
    void a_response_that_begins_and_brings_nothing_is_cancelled_and_asked_for_again() {
        Told talk = new Told().greets().hears((now, at) -> now.responseCreated("stuck"));
        talk.takeDone();

        assertThat(talk.passes(SILENCE).takeDone())
                .containsExactly(new Troubled("silence", ""), new Cancel(), new Speak("Greet."));
    }

    @Test
    void a_caller_who_thinks_for_minutes_is_left_alone() {
        Told talk = new Told().speaks();
        talk.takeDone();

        assertThat(talk.passes(Duration.ofMinutes(5)).takeDone()).isEmpty();
    }

    @Test
    void a_caller_who_goes_on_talking_is_owed_nothing_until_they_have_finished() {
        Told talk = new Told().hears((now, at) -> now.callerFinished(at)).passes(Duration.ofSeconds(5));
        talk.hears((now, at) -> now.callerSpeaks()).passes(Duration.ofMinutes(2));

        assertThat(talk.takeDone()).isEmpty();
    }

    @Test
    void a_slow_tool_and_a_long_sentence_are_no_silence() {
        Told tool = new Told().hears((now, at) -> now.callerFinished(at)).calls(call("a", "stock"));
        Told sentence = new Told().hears((now, at) -> now.callerFinished(at));
        sentence.hears((now, at) -> now.responseCreated("long")).hears((now, at) -> now.audioStarted("long"));

        assertThat(tool.passes(Duration.ofSeconds(30)).takeDone()).containsExactly(new Run(call("a", "stock")));
        assertThat(sentence.passes(Duration.ofSeconds(90)).takeDone()).isEmpty();
    }

    @Test
    void a_model_that_answers_noise_with_nothing_owes_nothing() {
        Told talk = new Told().hears((now, at) -> now.callerFinished(at));
        talk.hears((now, at) -> now.responseCreated("r"));
        talk.hears((now, at) -> now.responseDone("r", End.COMPLETED, "", false, List.of(), at));

        assertThat(talk.passes(Duration.ofMinutes(1)).takeDone()).isEmpty();
    }

    @Test
    void a_caller_who_is_being_moved_is_owed_nothing() {
        Told talk = new Told().hears((now, at) -> now.callerFinished(at));
        talk.now = talk.now.resting();

        assertThat(talk.passes(Duration.ofMinutes(1)).takeDone()).isEmpty();
    }

    // ---- results, and function calls that are not run

    @Test
    void several_calls_of_one_response_are_spoken_of_once() {
        Told talk = new Told().calls(call("a", "x"), call("b", "y"), call("c", "z"));
        talk.takeDone();

        talk.hears((now, at) -> now.resultGiven("a", at)).hears((now, at) -> now.resultGiven("c", at));
        assertThat(talk.takeDone()).isEmpty();
        assertThat(talk.hears((now, at) -> now.resultGiven("b", at)).takeDone()).containsExactly(new Speak(""));
    }

    @Test
    void a_vendor_that_speaks_first_after_a_result_has_answered() {
        Told talk = new Told().calls(call("a", "stock")).hears((now, at) -> now.resultGiven("a", at));
        talk.takeDone();

        talk.hears((now, at) -> now.responseCreated("resp_7"));
        talk.hears((now, at) -> now.refusedAsActive());
        talk.hears((now, at) -> now.responseDone("resp_7", End.COMPLETED, "", true, List.of(), at));

        assertThat(talk.passes(Duration.ofMinutes(1)).takeDone()).isEmpty();
    }

    @Test
    void a_call_in_an_interrupted_response_is_not_run_and_the_model_is_told() {
        Told talk = new Told().hears((now, at) -> now.responseCreated("r"));

        talk.hears(
                (now, at) -> now.responseDone("r", End.CANCELLED, "", true, List.of(call("a", "transfer_call")), at));

        assertThat(talk.takeDone()).containsExactly(new Interrupted(call("a", "transfer_call")));
    }

    @Test
    void a_transfer_wins_over_an_end_of_the_call_that_came_with_it() {
        Told talk = new Told().calls(call("a", "end_call"), call("b", "transfer_call"));

        assertThat(talk.takeDone())
                .containsExactly(new Overruled(call("a", "end_call")), new Run(call("b", "transfer_call")));
    }

    @Test
    void of_a_call_that_is_told_twice_the_one_with_arguments_counts() {
        FunctionCall empty = new FunctionCall("a", "transfer_call", "{}");
        FunctionCall whole = new FunctionCall("a", "transfer_call", "{\"target\":\"front-desk\"}");

        assertThat(FunctionCall.once(List.of(empty, whole), call -> 0)).containsExactly(whole);
        assertThat(FunctionCall.once(List.of(whole, empty), call -> 0)).containsExactly(whole);
    }

    // ---- how long silence that was owed took

    @Test
    void owed_silence_lasts_until_the_agent_is_heard_whatever_was_tried_meanwhile() {
        Told talk = new Told().greets().passes(Duration.ofSeconds(2)).fails("server_error");
        talk.passes(Duration.ofSeconds(7)); // asked again after half a second, and because of the silence
        talk.speaks().passes(Duration.ofMinutes(5));

        assertThat(talk.silencesUntilMoved()).containsExactly(Duration.ofSeconds(9));
    }

    @Test
    void owed_silence_that_the_caller_breaks_counts_until_then() {
        Told talk = new Told().hears((now, at) -> now.callerFinished(at)).passes(Duration.ofSeconds(5));
        talk.hears((now, at) -> now.callerSpeaks()).passes(Duration.ofSeconds(20));

        assertThat(talk.silences).containsExactly(Duration.ofSeconds(5));
        talk.hears((now, at) -> now.callerFinished(at))
                .passes(Duration.ofSeconds(1))
                .speaks();
        assertThat(talk.silencesUntilMoved()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    @Test
    void the_caller_of_an_agent_that_is_given_up_is_owed_a_turn_until_they_are_moved() {
        Told talk = new Told().greets().passes(SILENCE.multipliedBy(2));

        assertThat(talk.now.mute()).isTrue();
        assertThat(talk.silences).isEmpty();
        assertThat(talk.passes(Duration.ofMillis(700)).silencesUntilMoved()).containsExactly(Duration.ofMillis(16_700));
    }

    @Test
    void a_tool_that_runs_a_sentence_and_a_caller_who_thinks_are_no_owed_silence() {
        Told talk = new Told().hears((now, at) -> now.callerFinished(at)).passes(Duration.ofSeconds(1));
        talk.calls(call("a", "stock")).passes(Duration.ofSeconds(30));
        talk.hears((now, at) -> now.resultGiven("a", at)).passes(Duration.ofSeconds(2));
        talk.hears((now, at) -> now.responseCreated("long")).hears((now, at) -> now.audioStarted("long"));
        talk.hears((now, at) -> now.responseDone("long", End.COMPLETED, "", true, List.of(), at));
        talk.passes(Duration.ofSeconds(40)).hears((now, at) -> now.audioStopped("long"));
        talk.passes(Duration.ofMinutes(2));

        assertThat(talk.silencesUntilMoved()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void words_that_are_wanted_while_a_sentence_is_played_are_owed_in_silence_from_its_end_on() {
        Told talk = new Told().hears((now, at) -> now.responseCreated("r")).hears((now, at) -> now.audioStarted("r"));
        talk.hears((now, at) -> now.responseDone("r", End.COMPLETED, "", true, List.of(), at));
        talk.greets().passes(Duration.ofSeconds(3)).hears((now, at) -> now.audioStopped("r"));

        talk.passes(Duration.ofSeconds(1)).speaks();

        assertThat(talk.silencesUntilMoved()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void a_caller_who_is_moved_while_they_wait_is_owed_nothing_from_then_on() {
        Told talk = new Told().hears((now, at) -> now.callerFinished(at)).passes(Duration.ofSeconds(3));
        talk.hears((now, at) -> new Step(now.resting(), List.of())).passes(Duration.ofSeconds(30));

        assertThat(talk.silencesUntilMoved()).containsExactly(Duration.ofSeconds(3));
    }

    // ---- whatever happens

    /** How a turn that is owed goes wrong. */
    private enum Failure {
        NONE,
        RESPONSE_FAILS,
        ERROR_IN_ITS_PLACE,
        CUT_OFF_UNHEARD,
        NO_RESPONSE,
        RESPONSE_WITHOUT_AUDIO,
        NO_QUOTA,
        ANY_OF_THEM;

        void happens(Told talk, Random random) {
            String id = "lost_" + ++talk.responses;
            switch (this) {
                case RESPONSE_FAILS -> talk.fails(random.nextBoolean() ? "server_error" : "rate_limit_exceeded");
                case ERROR_IN_ITS_PLACE -> talk.hears((now, at) -> now.refused("server_error", at));
                case CUT_OFF_UNHEARD -> {
                    talk.hears((now, at) -> now.responseCreated(id));
                    talk.hears((now, at) ->
                            now.responseDone(id, End.INCOMPLETE, "max_output_tokens", true, List.of(), at));
                }
                case RESPONSE_WITHOUT_AUDIO -> talk.hears((now, at) -> now.responseCreated(id));
                case NO_QUOTA -> talk.fails("insufficient_quota");
                case ANY_OF_THEM -> values()[1 + random.nextInt(6)].happens(talk, random);
                case NONE, NO_RESPONSE -> {}
            }
        }
    }

    /** Nobody to whom a turn is owed hears nothing for longer than the bound, and no sound conversation is given up. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nobody_who_is_owed_a_turn_waits_longer_than_the_bound(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Failure failure = Failure.values()[random.nextInt(Failure.values().length)];
            Told talk = walk(random, failure);
            String which = "seed " + seed + ", conversation " + i + ", " + failure;
            Duration longest = Collections.max(talk.silencesUntilMoved());
            LONGEST.merge(failure, longest, (one, other) -> one.compareTo(other) > 0 ? one : other);
            assertThat(longest).as(which).isLessThanOrEqualTo(BOUND);
            assertThat(failure == Failure.NONE && talk.now.mute())
                    .as(which + " was sound and given up")
                    .isFalse();
        }
    }

    @AfterAll
    static void tell() {
        LONGEST.forEach((failure, longest) -> LOG.info("longest owed silence with {}: {}", failure, longest));
    }

    /** Up to twenty turns, until the agent is given up. Before each the failure may happen again and again. */
    private static Told walk(Random random, Failure failure) {
        Told talk = new Told().greets();
        for (int turn = 0; turn < 20; turn++) {
            boolean heard = false;
            while (!heard) {
                if (!talk.now.mute()) {
                    talk.passes(Duration.ofMillis(random.nextInt(failure == Failure.NONE ? 7_000 : 12_000)));
                }
                if (talk.now.mute()) {
                    return talk;
                }
                int drawn = failure == Failure.NONE ? 0 : random.nextInt(12);
                heard = drawn < 5;
                if (heard) {
                    talk.speaks();
                } else if (drawn == 11) {
                    talk.hears((now, at) -> now.callerSpeaks()).passes(Duration.ofMillis(random.nextInt(20_000)));
                    talk.hears((now, at) -> now.callerFinished(at));
                } else {
                    failure.happens(talk, random);
                }
            }
            talk.passes(Duration.ofMillis(random.nextInt(60_000)));
            String id = "call_" + turn;
            if (random.nextBoolean()) {
                talk.hears((now, at) -> now.callerFinished(at));
            } else {
                talk.calls(call(id, "stock")).passes(Duration.ofMillis(random.nextInt(30_000)));
                talk.hears((now, at) -> now.resultGiven(id, at));
            }
        }
        return talk;
    }
}

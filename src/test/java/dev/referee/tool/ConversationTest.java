package dev.referee.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.tool.Conversation.End;
import dev.referee.tool.Conversation.Step;
import dev.referee.tool.ConversationCommand.AwaitSpeech;
import dev.referee.tool.ConversationCommand.Interrupted;
import dev.referee.tool.ConversationCommand.Run;
import dev.referee.tool.ConversationCommand.Speak;
import dev.referee.tool.ConversationCommand.SpeakMeanwhile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the agent may speak and when its function calls run. */
class ConversationTest {

    private static final Duration SILENCE = Duration.ofSeconds(8);
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final FunctionCall CALL = call("call_1");

    private static FunctionCall call(String id) {
        return new FunctionCall(id, "transfer_call", "{}");
    }

    private static Conversation speaking(String response) {
        return Conversation.fresh(SILENCE).responseCreated(response).next();
    }

    // ---- passing the time

    @Test
    void a_silent_agent_passes_the_time() {
        Step step = Conversation.fresh(SILENCE).speakMeanwhile("One moment", NOW);

        assertThat(step.commands()).containsExactly(new SpeakMeanwhile("One moment"));
    }

    @Test
    void an_agent_that_speaks_or_is_about_to_does_not_pass_the_time_later() {
        Step speaks = speaking("r1").speakMeanwhile("One moment", NOW);
        Step asked = Conversation.fresh(SILENCE).speak("Greet", NOW).next().speakMeanwhile("One moment", NOW);

        assertThat(speaks.commands()).isEmpty();
        assertThat(asked.commands()).isEmpty();
        assertThat(speaks.next()
                        .responseDone("r1", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .isEmpty();
    }

    @Test
    void a_result_waits_for_the_words_that_pass_the_time() {
        Conversation passing = Conversation.fresh(SILENCE)
                .speakMeanwhile("One moment", NOW)
                .next()
                .responseCreated("r1")
                .next();

        Step result = passing.speak("", NOW);

        assertThat(result.commands()).isEmpty();
        assertThat(result.next()
                        .responseDone("r1", End.COMPLETED, "", true, List.of(), NOW)
                        .commands())
                .containsExactly(new Speak(""));
    }

    @Test
    void words_that_pass_the_time_are_not_asked_for_again_when_they_are_refused() {
        Conversation refused = Conversation.fresh(SILENCE)
                .speakMeanwhile("One moment", NOW)
                .next()
                .refusedAsActive()
                .next();

        assertThat(refused.responseDone("r0", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .isEmpty();
    }

    @Test
    void a_result_that_came_before_the_refusal_is_spoken_of() {
        Conversation refused = Conversation.fresh(SILENCE)
                .speakMeanwhile("One moment", NOW)
                .next()
                .speak("", NOW)
                .next()
                .refusedAsActive()
                .next();

        assertThat(refused.responseDone("r0", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .containsExactly(new Speak(""));
    }

    // ---- one response at a time

    @Test
    void a_silent_agent_speaks_at_once() {
        Step step = Conversation.fresh(SILENCE).speak("Greet", NOW);

        assertThat(step.commands()).containsExactly(new Speak("Greet"));
    }

    @Test
    void an_active_response_is_waited_for() {
        Step step = speaking("r1").speak("Greet", NOW);

        assertThat(step.commands()).isEmpty();
        assertThat(step.next()
                        .responseDone("r1", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .containsExactly(new Speak("Greet"));
    }

    @Test
    void a_response_that_was_asked_for_is_active_before_it_is_announced() {
        Conversation asked = Conversation.fresh(SILENCE).speak("one", NOW).next();

        Step again = asked.speak("two", NOW);

        assertThat(again.commands()).isEmpty();
    }

    @Test
    void wishes_that_wait_become_one_and_the_newest_words_win() {
        Conversation waiting =
                speaking("r1").speak("one", NOW).next().speak("two", NOW).next();

        Step done = waiting.responseDone("r1", End.COMPLETED, "", false, List.of(), NOW);

        assertThat(done.commands()).containsExactly(new Speak("two"));
        assertThat(done.next()
                        .responseDone("r2", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .isEmpty();
    }

    @Test
    void a_wish_without_words_does_not_replace_one_with_words() {
        Conversation waiting =
                speaking("r1").speak("tell him", NOW).next().speak("", NOW).next();

        assertThat(waiting.responseDone("r1", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .containsExactly(new Speak("tell him"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_cancelled_response_frees_the_agent_too(boolean completed) {
        Conversation waiting = speaking("r1").speak("go on", NOW).next();

        assertThat(waiting.responseDone("r1", completed ? End.COMPLETED : End.CANCELLED, "", false, List.of(), NOW)
                        .commands())
                .containsExactly(new Speak("go on"));
    }

    @Test
    void the_end_of_another_response_does_not_free_the_agent() {
        Conversation waiting = speaking("r2").speak("go on", NOW).next();

        Step late = waiting.responseDone("r1", End.COMPLETED, "", false, List.of(), NOW);

        assertThat(late.commands()).isEmpty();
        assertThat(late.next().active().id()).isEqualTo("r2");
    }

    @Test
    void an_end_without_a_beginning_is_taken_as_it_is() {
        Conversation asked = Conversation.fresh(SILENCE).speak("", NOW).next();

        assertThat(asked.responseDone("r1", End.COMPLETED, "", false, List.of(), NOW)
                        .next()
                        .active())
                .isNull();
    }

    @Test
    void a_refusal_because_a_response_is_active_asks_again_after_it() {
        Conversation asked = Conversation.fresh(SILENCE).speak("Greet", NOW).next();

        Conversation refused = asked.refusedAsActive().next();

        assertThat(refused.responseDone("r9", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .containsExactly(new Speak("Greet"));
    }

    @Test
    void a_refusal_does_not_forget_a_later_wish() {
        Conversation asked = Conversation.fresh(SILENCE)
                .speak("Greet", NOW)
                .next()
                .speak("newer", NOW)
                .next();

        Conversation refused = asked.refusedAsActive().next();

        assertThat(refused.responseDone("r9", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .containsExactly(new Speak("newer"));
    }

    @Test
    void a_refusal_does_not_lose_its_words_to_a_later_wish_without_any() {
        Conversation asked = Conversation.fresh(SILENCE)
                .speak("Say goodbye", NOW)
                .next()
                .speak("", NOW)
                .next();

        Conversation refused = asked.refusedAsActive().next();

        assertThat(refused.responseDone("r9", End.COMPLETED, "", false, List.of(), NOW)
                        .commands())
                .containsExactly(new Speak("Say goodbye"));
    }

    @Test
    void after_a_drop_nobody_knows_of_an_active_response() {
        Step step = speaking("r1").withoutActive().speak("go on", NOW);

        assertThat(step.commands()).containsExactly(new Speak("go on"));
    }

    // ---- function calls

    @Test
    void a_call_in_a_silent_response_runs_at_once() {
        Step step = speaking("r1").responseDone("r1", End.COMPLETED, "", false, List.of(CALL), NOW);

        assertThat(step.commands()).containsExactly(new Run(CALL));
    }

    @Test
    void a_call_in_a_response_that_was_not_completed_never_runs() {
        Conversation playing = speaking("r1").audioStarted("r1").next();

        Step cancelled = playing.responseDone("r1", End.CANCELLED, "", true, List.of(CALL), NOW);

        assertThat(cancelled.commands()).containsExactly(new Interrupted(CALL));
        assertThat(cancelled.next().audioStopped("r1").commands()).isEmpty();
        assertThat(cancelled.next().speechTimedOut("r1").commands()).isEmpty();
    }

    @Test
    void a_call_that_was_cancelled_may_come_again() {
        Conversation cancelled = speaking("r1")
                .responseDone("r1", End.CANCELLED, "", false, List.of(CALL), NOW)
                .next();

        assertThat(cancelled
                        .responseCreated("r2")
                        .next()
                        .responseDone("r2", End.COMPLETED, "", false, List.of(CALL), NOW)
                        .commands())
                .containsExactly(new Run(CALL));
    }

    @Test
    void a_call_runs_once_however_often_it_is_told() {
        Conversation once = speaking("r1")
                .responseDone("r1", End.COMPLETED, "", false, List.of(CALL, CALL), NOW)
                .next();

        Step again = once.responseDone("r1", End.COMPLETED, "", false, List.of(CALL, call("call_2")), NOW);

        assertThat(again.commands()).containsExactly(new Run(call("call_2")));
    }

    @Test
    void the_sentence_is_heard_before_the_call_runs() {
        Conversation playing = speaking("r1").audioStarted("r1").next();

        Step done = playing.responseDone("r1", End.COMPLETED, "", true, List.of(CALL), NOW);

        assertThat(done.commands()).containsExactly(new AwaitSpeech("r1"));
        assertThat(done.next().audioStopped("r1").commands()).containsExactly(new Run(CALL));
    }

    @Test
    void a_sentence_whose_audio_has_not_begun_is_waited_for_too() {
        Conversation done = speaking("r1")
                .responseDone("r1", End.COMPLETED, "", true, List.of(CALL), NOW)
                .next();

        Conversation playing = done.audioStarted("r1").next();

        assertThat(playing.waiting()).hasSize(1);
        assertThat(playing.audioStopped("r1").commands()).containsExactly(new Run(CALL));
    }

    @Test
    void a_sentence_that_was_heard_before_the_response_was_done_is_not_waited_for() {
        Conversation heard =
                speaking("r1").audioStarted("r1").next().audioStopped("r1").next();

        assertThat(heard.responseDone("r1", End.COMPLETED, "", true, List.of(CALL), NOW)
                        .commands())
                .containsExactly(new Run(CALL));
    }

    @Test
    void the_audio_of_another_response_releases_nothing() {
        Conversation done = speaking("r1")
                .responseDone("r1", End.COMPLETED, "", true, List.of(CALL), NOW)
                .next();

        Step other = done.audioStopped("r0");

        assertThat(other.commands()).isEmpty();
        assertThat(other.next().waiting()).hasSize(1);
    }

    @Test
    void a_sentence_that_goes_on_too_long_is_not_waited_for() {
        Conversation done = speaking("r1")
                .responseDone("r1", End.COMPLETED, "", true, List.of(CALL), NOW)
                .next();

        Step late = done.speechTimedOut("r1");

        assertThat(late.commands()).containsExactly(new Run(CALL));
        assertThat(late.next().audioStopped("r1").commands()).isEmpty();
    }

    @Test
    void a_stale_speech_timer_does_nothing() {
        Conversation run = speaking("r1")
                .responseDone("r1", End.COMPLETED, "", true, List.of(CALL), NOW)
                .next()
                .audioStopped("r1")
                .next();

        assertThat(run.speechTimedOut("r1").commands()).isEmpty();
    }

    @Test
    void all_calls_of_one_response_wait_together_and_keep_their_order() {
        Conversation done = speaking("r1")
                .responseDone("r1", End.COMPLETED, "", true, List.of(call("a"), call("b")), NOW)
                .next();

        assertThat(done.audioStopped("r1").commands()).containsExactly(new Run(call("a")), new Run(call("b")));
    }

    @Test
    void a_result_asks_for_the_next_response_after_the_call_was_told() {
        Conversation run = speaking("r1")
                .responseDone("r1", End.COMPLETED, "", false, List.of(CALL), NOW)
                .next();

        assertThat(run.speak("", NOW).commands()).containsExactly(new Speak(""));
    }

    // ---- bounds

    @Test
    void memory_is_bounded_however_long_the_call() {
        Conversation now = Conversation.fresh(SILENCE);
        for (int i = 0; i < 5_000; i++) {
            now = now.responseCreated("r" + i).next();
            now = now.audioStarted("r" + i).next();
            now = now.responseDone("r" + i, End.COMPLETED, "", false, List.of(call("c" + i)), NOW)
                    .next();
            now = i % 2 == 0 ? now.audioStopped("r" + i).next() : now;
        }

        assertThat(now.known()).hasSizeLessThanOrEqualTo(500);
        assertThat(now.running()).hasSizeLessThanOrEqualTo(500);
        assertThat(now.played()).hasSizeLessThanOrEqualTo(20);
        assertThat(now.playing()).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void calls_that_wait_for_audio_that_never_ends_are_released_by_their_timers() {
        Conversation now = Conversation.fresh(SILENCE);
        int run = 0;
        for (int i = 0; i < 1_000; i++) {
            Step step = now.responseDone("r" + i, End.COMPLETED, "", true, List.of(call("c" + i)), NOW);
            assertThat(step.commands()).contains(new AwaitSpeech("r" + i));
            Step timed = step.next().speechTimedOut("r" + i);
            run += timed.commands().size();
            now = timed.next();
        }

        assertThat(run).isEqualTo(1_000);
        assertThat(now.waiting()).isEmpty();
    }

    /** Whatever comes in whatever order: never two responses asked for at once, never a call twice. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void random_frames_keep_the_rules(long seed) {
        Random random = new Random(seed);
        Conversation now = Conversation.fresh(SILENCE);
        List<String> ran = new java.util.ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            String response = "r" + random.nextInt(6);
            String active = now.active() == null ? "" : now.active().id();
            Instant at = NOW.plusMillis(i);
            Step step =
                    switch (random.nextInt(7)) {
                        case 0 -> now.speak(random.nextBoolean() ? "" : "say " + i, at);
                        case 1 -> now.responseCreated(response);
                        case 2 ->
                            now.responseDone(
                                    active.isEmpty() ? response : active,
                                    random.nextBoolean() ? End.COMPLETED : End.CANCELLED,
                                    "",
                                    random.nextBoolean(),
                                    List.of(call("c" + random.nextInt(400))),
                                    at);
                        case 3 -> now.audioStarted(response);
                        case 4 -> now.audioStopped(response);
                        case 5 -> now.speechTimedOut(response);
                        default ->
                            now.responseDone(response, End.COMPLETED, "", true, List.of(call("d" + i % 50)), NOW);
                    };
            long speaks =
                    step.commands().stream().filter(Speak.class::isInstance).count();
            assertThat(speaks).as("seed " + seed + " step " + i).isLessThanOrEqualTo(1);
            if (speaks == 1) {
                assertThat(step.next().active().id())
                        .as("seed " + seed + " step " + i)
                        .isEmpty();
            }
            step.commands().forEach(command -> {
                if (command instanceof Run run) {
                    assertThat(ran).as("seed " + seed).doesNotContain(run.call().id());
                    ran.add(run.call().id());
                }
            });
            now = step.next();
        }
        assertThat(ran).isNotEmpty();
    }
}

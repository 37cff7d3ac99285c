package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.ledger.History;
import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Owner;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may call, for how long, and at what cost. */
class LimitsTest extends AppTest {

    private static final String SCREENED = "+61290000010";
    private static final String FAMILY = "+61290000011";
    private static final String BRIEF = "+61290000012";
    private static final String CAPPED = "+61290000013";

    @Autowired
    MeterRegistry meters;

    private static CallScript from(String caller, String dialled) {
        return fast().with(Switches.FROM, caller)
                .with(Switches.TO, dialled)
                .model(ModelStep.greet(), ModelStep.endCall());
    }

    private double refused(String reason) {
        return meters.get("referee.callers.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    /** Nobody was dialled, nothing was asked of OpenAI, and the story says why. */
    private Story refused(CallScript script, String reason) {
        double before = refused(reason);
        Story story = play(script);
        story.isIn("rejected")
                .withoutTransfer()
                .joinedNobody()
                .sent("accept", 0)
                .sent("reject", 0);
        assertThat(story.call().callIds()).isEmpty();
        assertThat(story.history().timeline()).singleElement().satisfies(line -> {
            assertThat(line.type()).isEqualTo("call-refused");
            assertThat(line.detail()).isEqualTo(Map.of("reason", reason));
        });
        assertThat(refused(reason)).isEqualTo(before + 1);
        return story;
    }

    private static boolean heard(Story story, String words) {
        return story.call().story().stream().anyMatch(line -> line.text().contains(words));
    }

    @Test
    void a_denied_caller_hears_a_sentence_and_costs_no_session() {
        Story story = refused(from("+61491570999", SCREENED), "denied");

        story.owners().containsExactly(Owner.Kind.CALLING, Owner.Kind.ANNOUNCEMENT, Owner.Kind.GONE);
        assertThat(heard(story, "Not today.")).isTrue();
    }

    @Test
    void a_caller_without_a_number_is_refused_where_the_settings_say_so() {
        refused(from("anonymous", SCREENED), "anonymous");
        refused(from("+266696687", SCREENED), "anonymous");

        play(from("anonymous", "+61290000000")).isIn("ended");
    }

    @Test
    void only_callers_on_the_allow_list_come_through() {
        Story busy = refused(from("+61400000005", FAMILY), "not-allowed");
        assertThat(heard(busy, "busy tone")).isTrue();

        play(from("+61491000000", FAMILY)).isIn("ended").sent("accept", 1);
    }

    @Test
    void one_caller_too_many_times_is_refused_and_others_are_not() {
        play(from("+61400000021", SCREENED)).isIn("ended").sent("accept", 1);

        refused(from("+61400000021", SCREENED), "too-many-calls");

        play(from("+61400000022", SCREENED)).isIn("ended").sent("accept", 1);
        play(from("+61400000021", "+61290000000")).isIn("ended");
    }

    @Test
    void a_call_that_reaches_its_maximum_length_ends_with_a_warning_and_a_goodbye() {
        Story story = play(fast().with(Switches.TO, BRIEF)
                .with(Switches.THINK_MS, 60_000)
                .with(Switches.SPEECH_MS, 400)
                .model(
                        ModelStep.greet(),
                        ModelStep.say("We have to come to an end soon."),
                        ModelStep.say("Goodbye, then.")));

        story.isIn("ended").withoutTransfer().sent("hangup", 1);
        assertThat(story.types()).containsSubsequence("call-arrived", "wrap-up", "end-asked", "ended");
        assertThat(detail(story, "end-asked", "reason")).contains("maximum length");
        assertThat(heard(story, "Goodbye, then.")).isTrue();
        List<String> frames = this.frames.to(story.call().callIds().get(0));
        assertThat(frames)
                .anyMatch(frame -> frame.contains("\"system\"") && frame.matches(".*must end in about [0-2] s.*"));
        assertThat(frames).anyMatch(frame -> frame.contains("response.create") && frame.contains("Say goodbye"));
        assertThat(at(story, "end-asked"))
                .as("after the goodbye, long before a goodbye that nobody hears would be given up")
                .isBetween(Duration.ofMillis(4_300), Duration.ofSeconds(12));
    }

    @Test
    void a_call_that_reaches_its_spend_cap_goes_to_a_human() {
        Story story = play(fast().with(Switches.TO, CAPPED)
                .with(Switches.THINK_MS, 60_000)
                .with(Switches.AUDIO_TOKENS, 400)
                .model(
                        ModelStep.greet(),
                        ModelStep.say("I have to hand you over soon."),
                        ModelStep.say("I am putting you through.")));

        story.ended("bridged").rang(FIRST).joined(FIRST, "refer");
        assertThat(story.transfer().requestedBy()).isEqualTo("limit");
        assertThat(story.transfer().reason()).contains("spend cap");
        assertThat(story.types()).containsSubsequence("spend-cap-reached", "wrap-up", "transfer-asked");
        await().atMost(LIMIT).until(() -> story(story.call()).types().contains("cost"));
        History told = story(story.call()).history();
        // three sentences of 0.000384 + 0.0000256 + 0.00256 + 0.00032 + 0.0256
        assertThat(told.costUsd()).isNotNull().isEqualByComparingTo(new BigDecimal("0.0866688"));
        assertThat(detail(story(story.call()), "cost", "usd")).isEqualTo("0.0867");
        assertThat(meters.get("referee.call.cost").summary().count()).isPositive();
    }

    @Test
    void a_session_that_reaches_openais_limit_is_left_before_for_a_new_one() throws Exception {
        TwinCall call = twin.placeCall(fast().with(Switches.SESSION_SECONDS, 23)
                .with(Switches.THINK_MS, 60_000)
                .model(ModelStep.greet(), ModelStep.say("I am back in a moment."))
                .with(Switches.MODEL_AFTER_RETURN, List.of(ModelStep.say("Here I am again."))));
        assertThat(call.await(
                        it -> it.story().stream().anyMatch(line -> line.text().contains("Here I am again.")), LIMIT))
                .as(call::toString)
                .isTrue();

        call.agentTakes(ModelStep.endCall());

        Story story = finish(call);
        story.isIn("ended").withoutTransfer();
        assertThat(call.callIds()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(story.types()).containsSubsequence("wrap-up", "session-renewed", "sideband-attached");
        assertThat(heard(story, "has reached its limit")).isFalse();
    }

    private static String detail(Story story, String type, String key) {
        return story.history().timeline().stream()
                .filter(line -> line.type().equals(type))
                .map(line -> line.detail().getOrDefault(key, ""))
                .findFirst()
                .orElse("");
    }

    private static Duration at(Story story, String type) {
        return story.history().timeline().stream()
                .filter(line -> line.type().equals(type))
                .map(line -> Duration.between(story.history().head().startedAt(), line.at()))
                .findFirst()
                .orElseThrow();
    }
}

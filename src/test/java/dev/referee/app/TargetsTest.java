package dev.referee.app;

import static dev.referee.twin.Owner.Kind.AGENT;
import static dev.referee.twin.Owner.Kind.ANNOUNCEMENT;
import static dev.referee.twin.Owner.Kind.CALLING;
import static dev.referee.twin.Owner.Kind.GONE;
import static dev.referee.twin.Owner.Kind.HUMAN;
import static dev.referee.twin.Owner.Kind.RINGING;
import static dev.referee.twin.Owner.Kind.VOICEMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ledger.History;
import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults.Callbacks;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.HumanScript;
import dev.referee.twin.HumanScript.Does;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Ring;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a target can ask for beyond a number: groups, hours, a whisper, a pressed key, another caller id. */
class TargetsTest extends AppTest {

    private static final String TEAM_1 = "+61491570313";
    private static final String TEAM_2 = "+61491570737";
    private static final String GUARDED_1 = "+61491570266";
    private static final String GUARDED_2 = "+61491570491";
    private static final String TOLD = "+61491570804";

    private static CallScript to(String target) {
        return fast().model(ModelStep.greet(), ModelStep.transfer(target, "wants an offer", "Wants ten chairs."));
    }

    private static List<String> evidence(Story story) {
        return story.transfer().evidence().stream()
                .map(History.EvidenceSeen::type)
                .toList();
    }

    private static List<String> shown(Story story) {
        return story.call().rings().stream().map(Ring::from).distinct().toList();
    }

    @Test
    void of_two_who_ring_at_once_the_first_to_answer_has_the_caller() {
        for (Refer refer : new Refer[] {Refer.WORKS, Refer.SILENT}) {
            Story story = play(to("team")
                    .with(Switches.REFER, refer)
                    .human(TEAM_1, new HumanScript(Does.ANSWERS, 900, null))
                    .human(TEAM_2, Does.ANSWERS));

            story.isIn("ended").ended("bridged").rang(TEAM_1, TEAM_2);
            story.joined(TEAM_2, refer == Refer.WORKS ? "refer" : "redirect");
            assertThat(story.transfer().number()).isEqualTo("tel:" + TEAM_2);
            assertThat(story.call().rings()).extracting(Ring::outcome).containsExactly("canceled", "completed");
        }
    }

    @Test
    void one_who_is_busy_does_not_end_the_ringing_of_the_other() {
        Story story = play(to("team")
                .human(TEAM_1, new HumanScript(Does.BUSY, 10, null))
                .human(TEAM_2, new HumanScript(Does.ANSWERS, 700, null)));

        story.ended("bridged").rang(TEAM_1, TEAM_2).joined(TEAM_2, "refer");
        assertThat(story.transfer().number()).isEqualTo("tel:" + TEAM_2);
    }

    @Test
    void a_group_that_nobody_answers_is_over_once() {
        Story story = play(to("team").human("*", Does.BUSY));

        story.ended("returned").rang(TEAM_1, TEAM_2).joinedNobody();
        assertThat(story.types()).filteredOn("target-not-reached"::equals).hasSize(1);
        story.owners().endsWith(AGENT, GONE);
    }

    @Test
    void who_of_a_group_answered_is_asked_for_when_no_callback_came() {
        Story story = play(to("team")
                .with(Switches.CALLBACKS, Callbacks.LOST)
                .human(TEAM_1, new HumanScript(Does.ANSWERS, 900, null))
                .human(TEAM_2, Does.ANSWERS));

        story.ended("bridged").joined(TEAM_2, "refer");
        assertThat(story.transfer().number()).isEqualTo("tel:" + TEAM_2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Does.class,
            names = {"VOICEMAIL_BOX", "PRESSES_NOTHING", "PRESSES_2"})
    void whoever_answers_and_does_not_press_1_leads_to_the_next_number(Does how) {
        for (Callbacks callbacks : new Callbacks[] {Callbacks.ONCE, Callbacks.DOUBLED, Callbacks.OUT_OF_ORDER}) {
            Story story = play(to("guarded")
                    .with(Switches.CALLBACKS, callbacks)
                    .with(Switches.NO_ANSWER_MS, 1_500) // longer than an answered leg is held elsewhere
                    .human(GUARDED_1, how));

            story.isIn("ended").ended("bridged").rang(GUARDED_1, GUARDED_2);
            story.joined(GUARDED_2, "refer");
            assertThat(story.transfer().number()).isEqualTo("tel:" + GUARDED_2);
            assertThat(story.transfer().evidence())
                    .filteredOn(seen ->
                            List.of("leg-accepted", "dial-bridged", "leg-held").contains(seen.type()))
                    .isNotEmpty()
                    .allSatisfy(seen -> assertThat(seen.detail()).containsValue("tel:" + GUARDED_2));
        }
    }

    @Test
    void who_presses_1_has_the_caller_and_only_from_then_on() throws Exception {
        for (Refer refer : new Refer[] {Refer.WORKS, Refer.SILENT}) {
            TwinCall call = twin.placeCall(to("guarded")
                    .with(Switches.REFER, refer)
                    .with(Switches.SAY_MS, 2_000) // the whisper is longer than an answered leg is held elsewhere
                    .with(Switches.HUMAN_TALK_MS, 60_000));
            until(call, story -> story.history().head().publicState().equals("transferred"));
            Story bridged = story(call);
            call.hangUp();
            Story story = finish(call);

            bridged.ended("bridged").joined(GUARDED_1, refer == Refer.WORKS ? "refer" : "redirect");
            assertThat(evidence(story)).containsSubsequence("leg-answered", "leg-accepted", "leg-held");
            assertThat(evidence(story)).filteredOn("leg-accepted"::equals).hasSize(1);
            story.isIn("ended").rang(GUARDED_1);
            story.owners().containsExactly(CALLING, AGENT, RINGING, HUMAN, GONE);
        }
    }

    @Test
    void a_box_at_every_number_gives_the_caller_back() {
        Story story = play(to("guarded").with(Switches.REFER, Refer.SILENT).human("*", Does.VOICEMAIL_BOX));

        story.ended("returned").rang(GUARDED_1, GUARDED_2).joinedNobody();
        story.owners().endsWith(AGENT, GONE);
    }

    @Test
    void a_human_hears_who_calls_before_the_caller_is_joined() {
        Story story = play(to("told"));

        story.ended("bridged").rang(TOLD).joined(TOLD, "refer");
        assertThat(evidence(story)).contains("leg-accepted");
        assertThat(story.toString()).contains("hears: For told: wants an offer. Wants ten chairs.");
    }

    @Test
    void a_closed_target_does_not_ring_and_what_follows_it_does() {
        for (Refer refer : new Refer[] {Refer.WORKS, Refer.SILENT}) {
            Story story = play(to("shut").with(Switches.REFER, refer));

            story.ended("bridged").rang(SALES).joined(SALES, refer == Refer.WORKS ? "refer" : "redirect");
            assertThat(evidence(story)).contains("target-closed");
            assertThat(story.transfer().target()).isEqualTo("shut");
        }
    }

    @Test
    void a_closed_target_with_nothing_behind_it_leaves_the_caller_with_the_agent_who_is_told() {
        Story story = play(to("asleep"));

        story.isIn("ended").ended("returned").tried().rang().joinedNobody().sent("accept", 1);
        story.owners().containsExactly(CALLING, AGENT, GONE);
        assertThat(frames.to(story.call().callIds().get(0)))
                .filteredOn(frame -> frame.contains("function_call_output") && frame.contains("asleep closed"))
                .as(story::toString)
                .hasSize(1);
    }

    @Test
    void a_closed_target_with_a_voicemail_box_takes_a_message_at_once() {
        Story story = play(to("dozing"));

        story.ended("voicemail").rang().sent("recording", 1);
        story.owners().endsWith(ANNOUNCEMENT, VOICEMAIL, GONE);
    }

    @Test
    void the_phone_shows_what_the_target_wants() {
        assertThat(shown(play(to("team")))).containsExactly(Switches.TO.usual());
        assertThat(shown(play(to("guarded")))).containsExactly("+61255501234");
        assertThat(shown(play(to("sales")))).containsExactly(Switches.FROM.usual());
        assertThat(shown(play(to("told").with(Switches.FROM, "anonymous")))).containsExactly(Switches.TO.usual());
        assertThat(shown(play(to("told")))).containsExactly(Switches.FROM.usual());
    }
}

package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallEvent;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Plan;
import dev.referee.transfer.TransferEvent;
import org.junit.jupiter.api.Test;

class OnTheLineTest {

    private static OnTheLine of(Story story) {
        return OnTheLine.of(story.file()).orElseThrow();
    }

    @Test
    void a_mute_agent_is_nobody_until_its_caller_is_with_somebody_else() {
        Story story = Story.talking(applied -> {});
        assertThat(of(story).who()).isEqualTo("agent");

        story.then(new CallEvent.AgentMute(Story.SESSION, "silent", Story.plan(Plan.REFEREE, Ending.VOICEMAIL), false));
        assertThat(of(story))
                .isEqualTo(new OnTheLine(
                        "nobody", "nobody: the agent cannot speak any more, and the caller is being moved"));

        story.transfer(new TransferEvent.RedirectBegun()).transfer(new TransferEvent.RedirectFetched());
        assertThat(of(story).text()).isEqualTo("nobody: front-desk is being dialled");
    }

    @Test
    void an_agent_that_asked_for_a_transfer_has_the_caller_until_they_are_moved() {
        Story story = Story.talking(applied -> {}).asked();

        assertThat(of(story).who()).isEqualTo("agent");
    }
}

package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.AgentLegStatus;
import dev.referee.call.CallEvent;
import dev.referee.transfer.Ending;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class UnownedTimeTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final UnownedTime unowned = new UnownedTime(meters);

    @Test
    void a_redirected_caller_is_alone_until_the_target_answers() {
        Story.talking(unowned)
                .redirected()
                .after(6)
                .transfer(new TransferEvent.LegReported(0, LegStatus.ANSWERED))
                .after(2)
                .transfer(new TransferEvent.DeadlinePassed())
                .after(60)
                .transfer(new TransferEvent.TargetDialEnded(0, "completed", true, false));

        assertMeasured(1, 6);
    }

    @Test
    void the_time_begins_when_the_agents_leg_is_gone_if_that_is_earlier() {
        Story story = Story.talking(unowned)
                .asked()
                .transfer(new TransferEvent.ReferSkipped("breaker open"))
                .transfer(new TransferEvent.RedirectBegun());

        String dial = story.call().agent().dialId();
        story.then(new CallEvent.AgentLegReported(dial, AgentLegStatus.COMPLETED))
                .after(2)
                .transfer(new TransferEvent.RedirectFetched())
                .after(3)
                .transfer(new TransferEvent.LegReported(0, LegStatus.ANSWERED));

        assertMeasured(1, 5);
    }

    @Test
    void after_a_refer_the_agents_leg_is_still_there() {
        Story.talking(unowned)
                .asked()
                .transfer(new TransferEvent.ReferBegun())
                .transfer(new TransferEvent.ReferArrived("tel:+61491570006"))
                .after(6)
                .then(new CallEvent.SidebandClosed(Story.SESSION, true, "1000"))
                .after(1)
                .transfer(new TransferEvent.LegReported(0, LegStatus.ANSWERED))
                .after(2)
                .transfer(new TransferEvent.DeadlinePassed());

        assertMeasured(0, 0);
    }

    @Test
    void a_caller_who_is_given_back_was_alone_until_the_agent_has_him() {
        Story story = Story.talking(unowned).redirected().after(20);
        story.then(new CallEvent.SidebandClosed(Story.SESSION, true, "1000"))
                .transfer(new TransferEvent.TargetDialEnded(0, "no-answer", false, true))
                .after(20)
                .transfer(new TransferEvent.TargetDialEnded(1, "no-answer", false, true))
                .after(2)
                .agentComes();

        assertThat(story.state()).isEqualTo("talking");
        assertMeasured(1, 42);
    }

    @Test
    void a_caller_who_leaves_while_the_target_rings_was_alone_until_then() {
        Story.talking(unowned).redirected().after(7).then(new CallEvent.CallerLeft(Source.CARRIER, "completed"));

        assertMeasured(1, 7);
    }

    @Test
    void a_machine_that_answers_interrupts_the_time() {
        Story.talking(unowned)
                .redirected()
                .after(3)
                .transfer(new TransferEvent.LegReported(0, LegStatus.ANSWERED))
                .after(1)
                .transfer(new TransferEvent.TargetDialEnded(0, "completed", false, true))
                .after(4)
                .transfer(new TransferEvent.LegReported(1, LegStatus.ANSWERED));

        assertMeasured(2, 7);
    }

    @Test
    void a_caller_who_hangs_up_on_the_agent_was_never_alone() {
        Story.talking(unowned)
                .then(new CallEvent.SidebandClosed(Story.SESSION, true, "1000"))
                .after(1)
                .then(new CallEvent.CallerLeft(Source.CARRIER, "completed"));

        assertMeasured(0, 0);
    }

    @Test
    void a_call_that_is_ended_on_purpose_leaves_nobody_alone() {
        Story story = Story.talking(unowned);
        String dial = story.call().agent().dialId();

        story.then(new CallEvent.EndAsked(Source.OPERATOR, "enough"))
                .after(1)
                .then(new CallEvent.AgentDialEnded(dial, "completed", true, null));

        assertThat(story.state()).isEqualTo("ended");
        assertMeasured(0, 0);
    }

    @Test
    void a_caller_whose_agent_dropped_is_alone_until_the_next_one_comes() {
        Story story = Story.talking(unowned);
        String dial = story.call().agent().dialId();

        story.then(new CallEvent.AgentDialEnded(dial, "completed", true, null))
                .after(3)
                .agentComes();

        assertThat(story.state()).isEqualTo("talking");
        assertMeasured(1, 3);
    }

    @Test
    void a_caller_whose_agent_never_came_is_alone_until_he_is_rescued() {
        Story story = Story.arrived(unowned).after(10);
        String dial = story.call().agent().dialId();

        story.then(new CallEvent.AgentLegReported(dial, AgentLegStatus.FAILED))
                .after(1)
                .then(new CallEvent.AgentDialEnded(dial, "failed", true, Story.plan("rescue", Ending.RETURN)))
                .after(5)
                .transfer(new TransferEvent.LegReported(0, LegStatus.ANSWERED));

        assertMeasured(1, 6);
    }

    @Test
    void a_caller_who_was_let_down_was_alone_until_then() {
        Story story = Story.arrived(unowned);
        String dial = story.call().agent().dialId();

        story.then(new CallEvent.AgentLegReported(dial, AgentLegStatus.FAILED))
                .after(2)
                .then(new CallEvent.AgentDialEnded(dial, "failed", true, null));

        assertThat(story.state()).isEqualTo("failed");
        assertMeasured(1, 2);
    }

    @Test
    void what_another_node_has_ended_is_not_measured_here() {
        AtomicBoolean here = new AtomicBoolean(true);
        Story story = Story.talking(applied -> {
                    if (here.get()) {
                        unowned.applied(applied);
                    }
                })
                .redirected();
        assertThat(unowned.size()).isEqualTo(1);

        here.set(false);
        story.after(6).transfer(new TransferEvent.LegReported(0, LegStatus.ANSWERED));
        here.set(true);
        story.after(2).transfer(new TransferEvent.DeadlinePassed());

        assertMeasured(0, 0);
    }

    private void assertMeasured(long times, long seconds) {
        Timer timer = meters.get("referee.caller.unowned").timer();
        assertThat(timer.count()).isEqualTo(times);
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(seconds);
        assertThat(unowned.size()).isZero();
    }
}

package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.referee.call.CallEvent;
import dev.referee.config.Roster;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CallMetrics metrics = new CallMetrics(meters, mock(Roster.class));

    @Test
    void a_call_counts_once_when_it_is_over() {
        Story story = Story.talking(metrics);
        assertThat(calls("ended")).isZero();

        story.then(new CallEvent.CallerLeft(Source.CARRIER, "completed"))
                .then(new CallEvent.CallerLeft(Source.CARRIER, "completed"));

        assertThat(calls("ended")).isEqualTo(1);
        assertThat(calls("failed")).isZero();
        assertThat(calls("rejected")).isZero();
    }

    @Test
    void a_rejected_session_counts_once() {
        Story.rejected(metrics).after(1).then(new CallEvent.CallerLeft(Source.CARRIER, "late"));

        assertThat(calls("rejected")).isEqualTo(1);
        assertThat(calls("ended")).isZero();
    }

    @Test
    void a_call_that_nobody_took_counts_as_failed() {
        Story story = Story.arrived(metrics);
        String dial = story.call().agent().dialId();

        story.then(new CallEvent.AgentDialEnded(dial, "failed", true, null));

        assertThat(story.state()).isEqualTo("failed");
        assertThat(calls("failed")).isEqualTo(1);
    }

    @Test
    void each_verdict_is_counted_with_the_time_it_took() {
        Story.talking(metrics).redirected();

        assertThat(mechanisms("refer", "silent")).isEqualTo(1);
        assertThat(seconds("refer", "silent")).isEqualTo(4);
        assertThat(mechanisms("redirect", "confirmed")).isEqualTo(1);
        assertThat(seconds("redirect", "confirmed")).isEqualTo(1);
    }

    @Test
    void a_skipped_mechanism_took_no_time() {
        Story.talking(metrics).asked().after(3).transfer(new TransferEvent.ReferSkipped("breaker open"));

        assertThat(mechanisms("refer", "skipped")).isEqualTo(1);
        assertThat(seconds("refer", "skipped")).isZero();
    }

    @Test
    void a_verdict_that_is_overturned_counts_for_each() {
        Story.talking(metrics)
                .asked()
                .transfer(new TransferEvent.ReferSkipped("breaker open"))
                .transfer(new TransferEvent.RedirectBegun())
                .after(3)
                .transfer(new TransferEvent.DeadlinePassed())
                .after(1)
                .transfer(new TransferEvent.RedirectFetched());

        assertThat(mechanisms("redirect", "silent")).isEqualTo(1);
        assertThat(mechanisms("redirect", "confirmed")).isEqualTo(1);
        assertThat(seconds("redirect", "silent")).isEqualTo(3);
        assertThat(seconds("redirect", "confirmed")).isEqualTo(4);
    }

    @Test
    void an_outcome_counts_once_for_the_target_that_was_asked_for() {
        Story.talking(metrics)
                .redirected()
                .transfer(new TransferEvent.LegReported(0, LegStatus.ANSWERED))
                .after(2)
                .transfer(new TransferEvent.DeadlinePassed())
                .transfer(new TransferEvent.TargetDialEnded(0, "completed", true, false));

        assertThat(meters.counter("referee.transfers", "target", "front-desk", "outcome", "bridged")
                        .count())
                .isEqualTo(1);
        assertThat(calls("ended")).isEqualTo(1);
    }

    private double calls(String state) {
        return meters.get("referee.calls").tag("state", state).counter().count();
    }

    private double mechanisms(String mechanism, String verdict) {
        return meters.get("referee.mechanisms")
                .tags("mechanism", mechanism, "verdict", verdict)
                .counter()
                .count();
    }

    private double seconds(String mechanism, String verdict) {
        return meters.get("referee.verdict")
                .tags("mechanism", mechanism, "verdict", verdict)
                .timer()
                .totalTime(TimeUnit.SECONDS);
    }
}

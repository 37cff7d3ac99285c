package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.tool.Conversation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class OwedSilencesTest {

    /** Of conversations; that of the meters is its own. */
    private static final class Hand extends Clock {

        private Instant now = Instant.parse("2026-11-30T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final MockClock passing = new MockClock();
    private final MeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, passing);
    private final OwedSilences silences = new OwedSilences(meters);
    private final Hand clock = new Hand();
    private final Talks talks = new Talks(Duration.ofSeconds(8), silences::ended, clock);
    private final CallId session = new CallId("rtc_u0_1");

    private Talk callerHasFinished() {
        Talk talk = talks.open(new CallKey("c-01jq5m0h3v8y2n7r4t6w9x1z2a"), session);
        talk.hear(now -> now.callerFinished(clock.now));
        return talk;
    }

    private void passes(double seconds) {
        clock.now = clock.now.plusMillis((long) (seconds * 1000));
    }

    private void assertMeasured(double... seconds) {
        Timer timer = meters.get("referee.owed.silence").tag("who", "agent").timer();
        assertThat(timer.count()).isEqualTo(seconds.length);
        assertThat(timer.totalTime(TimeUnit.SECONDS))
                .isEqualTo(DoubleStream.of(seconds).sum());
    }

    @Test
    void a_span_ends_when_the_agent_is_heard() {
        Talk talk = callerHasFinished();
        passes(2.5);
        talk.hear(now -> now.audioStarted("resp_1"));
        passes(60);
        talks.end(session);

        assertMeasured(2.5);
    }

    @Test
    void a_span_ends_with_the_conversation_and_counts_once() {
        callerHasFinished();
        passes(3);
        talks.end(session);
        talks.end(session);

        assertMeasured(3);
    }

    @Test
    void a_span_that_goes_on_on_another_node_counts_as_far_as_it_had_come() {
        callerHasFinished();
        passes(4);
        talks.forget(session);

        assertMeasured(4);
    }

    @Test
    void a_caller_whose_move_is_under_way_is_owed_nothing() {
        Talk talk = callerHasFinished();
        passes(1);
        talk.losesCaller();
        passes(30);
        talks.end(session);

        assertMeasured(1);
    }

    @Test
    void the_caller_of_a_mute_agent_hears_nothing_until_the_agent_has_lost_them() {
        Talk talk = callerHasFinished();
        passes(8);
        talk.hear(now -> now.timePassed(clock.now));
        passes(8);
        talk.hear(now -> now.timePassed(clock.now));
        talk.losesCaller();
        passes(0.75);
        talks.end(session);

        assertMeasured(16.75);
    }

    @Test
    void a_lost_sideband_ends_no_silence() {
        Talk talk = callerHasFinished();
        passes(2);
        talk.reattached();
        passes(2);
        talk.hear(Conversation::callerSpeaks);

        assertMeasured(4);
    }

    @Test
    void the_longest_is_that_of_the_last_hour() {
        silences.ended(Duration.ofSeconds(12));
        silences.ended(Duration.ofSeconds(3));

        passing.add(Duration.ofMinutes(50));
        assertThat(silences.longest()).isEqualTo(Duration.ofSeconds(12));
        passing.add(Duration.ofMinutes(11));
        assertThat(silences.longest()).isZero();
    }
}

package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clock of deadlines, under a wall clock that jumps. */
class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");

    private Instant wall = START;
    private long nanos = -5;
    private Clock jumping;
    private SteadyClock clock;

    @BeforeEach
    void start() {
        jumping = new Clock() {
            @Override
            public Instant instant() {
                return wall;
            }

            @Override
            public ZoneId getZone() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
        clock = new SteadyClock(jumping, () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        wall = wall.plus(time);
    }

    private Duration sinceStart() {
        return Duration.between(START, clock.instant());
    }

    @Test
    void runs_with_a_wall_clock_that_is_right() {
        pass(Duration.ofSeconds(100));

        assertThat(sinceStart()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void a_jump_forward_fires_no_deadline_early() {
        wall = wall.plus(Duration.ofHours(1));
        assertThat(sinceStart()).isZero();

        pass(Duration.ofSeconds(4));

        assertThat(sinceStart()).isBetween(Duration.ofMillis(4000), Duration.ofMillis(4200));
    }

    @Test
    void a_jump_back_stretches_no_deadline_for_long() {
        wall = wall.minus(Duration.ofHours(1));

        pass(Duration.ofSeconds(4));

        assertThat(sinceStart()).isBetween(Duration.ofMillis(3800), Duration.ofMillis(4000));
    }

    @Test
    void the_difference_is_caught_up_in_the_end() {
        wall = wall.plus(Duration.ofMinutes(1));
        for (int i = 0; i < 30; i++) {
            pass(Duration.ofMinutes(1));
            clock.instant();
        }

        assertThat(clock.instant()).isEqualTo(wall);
    }

    @Test
    void a_machine_that_woke_up_in_the_past_takes_the_right_time_at_once() {
        wall = wall.plus(Duration.ofDays(20_000));

        assertThat(clock.instant()).isEqualTo(wall);
    }

    @Test
    void goes_on_after_what_was_written_if_the_wall_clock_was_set_back_between_two_starts() {
        clock = new SteadyClock(jumping, () -> nanos, START.plus(Duration.ofHours(1)));
        assertThat(sinceStart()).isEqualTo(Duration.ofHours(1));

        pass(Duration.ofSeconds(4));

        assertThat(sinceStart().minusHours(1)).isBetween(Duration.ofMillis(3800), Duration.ofMillis(4000));
    }

    @Test
    void takes_the_wall_clock_if_nothing_later_was_written_or_that_cannot_be_right() {
        assertThat(new SteadyClock(jumping, () -> nanos, START.minusSeconds(60)).instant())
                .isEqualTo(START);
        assertThat(new SteadyClock(jumping, () -> nanos, START.plus(Duration.ofDays(400))).instant())
                .isEqualTo(START);
    }
}

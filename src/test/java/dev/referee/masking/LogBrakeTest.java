package dev.referee.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogBrakeTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final LogBrake brake = new LogBrake(Duration.ofSeconds(1), now::get);

    @Test
    void one_line_of_a_kind_passes_a_second_and_tells_of_those_before_it() {
        assertThat(brake.pass("refused")).contains("");
        assertThat(brake.pass("refused")).isEmpty();
        assertThat(brake.pass("away")).contains("");

        now.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(brake.pass("refused")).isEmpty();

        now.addAndGet(Duration.ofHours(7).toNanos());
        assertThat(brake.pass("refused")).contains(" (and 2 more)");
        assertThat(brake.pass("away")).contains("");

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(brake.pass("refused")).contains("");
    }

    @Test
    void kinds_without_end_are_one_kind() {
        long passed = 0;
        for (int i = 0; i < 10 * LogBrake.KINDS_MOST; i++) {
            passed += brake.pass("kind " + i).isPresent() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(LogBrake.KINDS_MOST + 1);

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(brake.pass("one more")).contains(" (and " + (9 * LogBrake.KINDS_MOST - 1) + " more)");
        assertThat(brake.pass("kind 0")).contains("");
    }
}

package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrongTriesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final WrongTries tries = new WrongTries(nanos::get);

    private void tick(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    @Test
    void after_ten_wrong_ones_in_a_minute_not_even_the_right_one_is_looked_at() {
        for (int i = 0; i < WrongTries.MOST; i++) {
            assertThat(tries.look(() -> false)).isEqualTo(new WrongTries.Result(false, null));
            tick(Duration.ofSeconds(1));
        }

        WrongTries.Result refused = tries.look(() -> {
            throw new AssertionError("must not be looked at");
        });

        assertThat(refused).isEqualTo(new WrongTries.Result(false, Duration.ofSeconds(50)));
    }

    @Test
    void a_minute_after_the_first_there_is_one_more_try() {
        for (int i = 0; i < WrongTries.MOST; i++) {
            tries.look(() -> false);
            tick(Duration.ofSeconds(1));
        }
        tick(Duration.ofSeconds(50));

        assertThat(tries.look(() -> true)).isEqualTo(new WrongTries.Result(true, null));
        assertThat(tries.look(() -> false).pause()).isNull();
        assertThat(tries.look(() -> true).pause()).isNotNull();
    }

    @Test
    void right_ones_are_not_counted() {
        for (int i = 0; i < 100; i++) {
            assertThat(tries.look(() -> true).right()).isTrue();
        }
    }
}

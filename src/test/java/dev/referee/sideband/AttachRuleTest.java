package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachRuleTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 404, 408, 425, 429, 500, 502, 503, 504, 599})
    void what_may_pass_is_tried_again(int status) {
        assertThat(AttachRule.FIRST.mayRetry(status)).isTrue();
        assertThat(AttachRule.AGAIN.mayRetry(status)).isEqualTo(status != 404);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 302, 307, 400, 401, 402, 403, 405, 409, 410, 422, 426})
    void what_will_not_change_is_final(int status) {
        assertThat(AttachRule.FIRST.mayRetry(status)).isFalse();
        assertThat(AttachRule.AGAIN.mayRetry(status)).isFalse();
    }

    @Test
    void the_wait_doubles_up_to_a_bound() {
        assertThat(waits(AttachRule.FIRST)).containsExactly(100L, 200L, 400L, 800L, 800L, 800L);
        assertThat(waits(AttachRule.AGAIN)).containsExactly(500L, 1_000L, 2_000L, 5_000L, 5_000L, 5_000L);
    }

    private static LongStream waits(AttachRule rule) {
        return IntStream.of(1, 2, 3, 4, 5, 100)
                .mapToLong(attempt -> rule.waitAfter(attempt).toMillis());
    }
}

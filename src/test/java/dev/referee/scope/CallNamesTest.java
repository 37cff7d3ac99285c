package dev.referee.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is known of calls by their names, and for how long. */
class CallNamesTest {

    private static CallKey key(String of, int n) {
        return new CallKey("c-%s%022d".formatted(of, n));
    }

    private static CallId session(String of, int n) {
        return new CallId("rtc_" + of + n);
    }

    private static void begins(String of, int n) {
        CallNames.learn(key(of, n), session(of, n).value(), null, null);
    }

    @Test
    void whoever_knows_one_name_of_a_call_knows_the_others() {
        CallKey key = key("aaaa", 1);
        TransferId transfer = new TransferId("t-aaaa0000000000000000000001");
        CallNames.learn(key, null, "CA1", null);
        assertThat(CallNames.of(key).call()).isEqualTo("CA1");

        CallNames.learn(key, "rtc_aaaa1", "CA1", transfer);

        assertThat(CallNames.of(key)).isEqualTo(new CallNames.Names(key, "rtc_aaaa1", transfer.value()));
        assertThat(CallNames.keyOf(transfer)).isEqualTo(key);
        assertThat(CallNames.keyOf(session("aaaa", 1))).isEqualTo(key);
    }

    @Test
    void the_last_calls_that_ended_are_still_known_and_those_before_forgotten_with_all_their_names() {
        IntStream.range(0, 600).forEach(n -> {
            begins("bbbb", n);
            CallNames.over(key("bbbb", n));
        });

        assertThat(CallNames.keyOf(session("bbbb", 599))).isEqualTo(key("bbbb", 599));
        assertThat(CallNames.keyOf(session("bbbb", 50))).isNull();
        assertThat(CallNames.of(key("bbbb", 50)).call())
                .isEqualTo(key("bbbb", 50).value());
    }

    @Test
    void a_call_of_which_something_is_heard_outlives_those_that_are_silent() {
        begins("cccc", 0);
        IntStream.range(1, 11_000).forEach(n -> {
            begins("cccc", n);
            if (n % 1000 == 0) {
                begins("cccc", 0);
            }
        });

        assertThat(CallNames.keyOf(session("cccc", 0))).isEqualTo(key("cccc", 0));
        assertThat(CallNames.keyOf(session("cccc", 1))).isNull();
    }
}

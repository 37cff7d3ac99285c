package dev.referee.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class CallScopeTest {

    private static final CallKey CALL = new CallKey("c-" + "1".repeat(26));
    private static final CallKey OTHER = new CallKey("c-" + "2".repeat(26));
    private static final TransferId TRANSFER = new TransferId("t-" + "1".repeat(26));

    @BeforeEach
    void names() {
        MDC.clear();
        CallNames.learn(CALL, "rtc_1", "CA1", TRANSFER);
        CallNames.learn(OTHER, null, "CA2", null);
    }

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void a_scope_shows_the_names_of_its_call_as_fields_and_as_they_stand_before_a_line() {
        try (CallScope scope = CallScope.of(CALL)) {
            assertThat(scope.key()).isEqualTo(CALL);
            assertThat(shown())
                    .isEqualTo(Map.of(
                            "call",
                            "rtc_1",
                            "callKey",
                            CALL.value(),
                            "transferId",
                            TRANSFER.value(),
                            "whose",
                            "rtc_1 " + TRANSFER + " "));
        }

        assertThat(shown()).isEmpty();
    }

    @Test
    void a_call_within_another_leaves_nothing_of_itself_behind() {
        try (CallScope outer = CallScope.of(CALL)) {
            Map<String, String> before = shown();

            try (CallScope inner = CallScope.of(OTHER)) {
                assertThat(inner.key()).isNotEqualTo(outer.key());
                assertThat(shown()).isEqualTo(Map.of("call", "CA2", "callKey", OTHER.value(), "whose", "CA2 "));
            }

            assertThat(shown()).isEqualTo(before);
        }
    }

    @Test
    void a_scope_of_the_same_call_changes_nothing_but_takes_away_what_was_put_into_it() {
        MDC.put("of-the-thread", "stays");
        try (CallScope outer = CallScope.of(CALL)) {
            Map<String, String> before = shown();

            try (CallScope inner = CallScope.of(CALL)) {
                assertThat(inner.key()).isEqualTo(outer.key());
                assertThat(shown()).isEqualTo(before);
                MDC.put("of-somebody", "goes");
                MDC.remove("of-the-thread");
            }

            assertThat(shown()).isEqualTo(before).containsEntry("of-the-thread", "stays");
        }
        assertThat(shown()).isEqualTo(Map.of("of-the-thread", "stays"));
    }

    @Test
    void what_a_scope_learns_within_another_stays_when_its_names_change() {
        try (CallScope scope = CallScope.learning()) {
            assertThat(shown()).isEmpty();

            CallScope.learn(OTHER);
            CallNames.learn(OTHER, "rtc_2", "CA2", null);
            CallScope.refresh();

            assertThat(scope.key()).isEqualTo(OTHER);
            assertThat(shown()).isEqualTo(Map.of("call", "rtc_2", "callKey", OTHER.value(), "whose", "rtc_2 "));
        }
    }

    @Test
    void a_session_that_nobody_knows_stands_before_its_lines_under_its_own_id() {
        try (CallScope scope = CallScope.of(new CallId("rtc_unknown"))) {
            assertThat(scope.key()).isNull();
            assertThat(shown()).isEqualTo(Map.of("call", "rtc_unknown", "whose", "rtc_unknown "));
        }
    }

    private static Map<String, String> shown() {
        return Objects.requireNonNullElseGet(MDC.getCopyOfContextMap(), HashMap::new);
    }
}

package dev.referee.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerHeadersTest {

    @Test
    void what_names_a_request_or_its_limits_is_kept_in_small_letters() {
        Map<String, String> kept = AnswerHeaders.of(Map.of(
                "X-Request-Id",
                "req_1",
                "OpenAI-Processing-Ms",
                71,
                "CF-RAY",
                "8f-SYD",
                "x-ratelimit-limit-requests",
                "10"));

        assertThat(kept)
                .containsOnly(
                        Map.entry("header.x-request-id", "req_1"),
                        Map.entry("header.openai-processing-ms", "71"),
                        Map.entry("header.cf-ray", "8f-SYD"),
                        Map.entry("header.x-ratelimit-limit-requests", "10"));
    }

    @Test
    void secrets_and_all_that_nobody_named_are_dropped() {
        assertThat(AnswerHeaders.of(Map.of(
                        "Authorization",
                        "Bearer sk",
                        "Set-Cookie",
                        "a=b",
                        "Cookie",
                        "c",
                        "openai-organization",
                        "org")))
                .isEmpty();
    }

    @Test
    void a_value_that_is_too_long_is_left_out() {
        assertThat(AnswerHeaders.of(Map.of("cf-ray", "x".repeat(121)))).isEmpty();
    }
}

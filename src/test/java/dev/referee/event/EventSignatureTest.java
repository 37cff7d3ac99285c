package dev.referee.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.openai.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventSignatureTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The example of the Standard Webhooks libraries. */
    @Test
    void the_published_example_comes_out() {
        String signature = new EventSignature(SECRET)
                .sign(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void a_verifier_written_apart_accepts_it_and_no_other_body() {
        Instant now = Instant.parse("2026-05-04T10:00:00.9Z");
        byte[] body = "{\"von\":\"Ümläut ☎\"}".getBytes(StandardCharsets.UTF_8);
        WebhookVerifier verifier = new WebhookVerifier(SECRET, Clock.fixed(now, ZoneOffset.UTC));
        String timestamp = Long.toString(now.getEpochSecond());
        String signature = new EventSignature(SECRET).sign("evt_1", now, body);

        assertThat(verifier.verify(List.of("evt_1"), List.of(timestamp), List.of(signature), body)
                        .isValid())
                .isTrue();
        body[3] ^= 1;
        assertThat(verifier.verify(List.of("evt_1"), List.of(timestamp), List.of(signature), body)
                        .isValid())
                .isFalse();
    }

    @Test
    void another_secret_is_refused_without_being_shown() {
        assertThatThrownBy(() -> new EventSignature("hunter2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}

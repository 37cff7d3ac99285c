package dev.referee.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.openai.WebhookVerifier.Result;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of facts/openai-realtime-sip.md §1.4. */
class WebhookVerifierTest {

    private static final String SECRET = "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=";
    private static final String ID = "wh_685c059ae39c8190af8c71ed1022a24d";
    private static final long AT = 1750861210;
    private static final String TIMESTAMP = "1750861210";
    private static final byte[] BODY = utf8("{\"id\": \"evt_685c059ae3a481909bdc86819b066fb6\", \"object\": \"event\","
            + " \"created_at\": 1750861210, \"type\": \"response.completed\", \"data\": {\"id\": \"resp_123\"}}");
    private static final String SIGNATURE = "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=";

    static final byte[] BODY_B = utf8(
            "{\"object\":\"event\",\"id\":\"evt_twin_0001\",\"type\":\"realtime.call.incoming\",\"created_at\":1750861209,"
                    + "\"data\":{\"call_id\":\"rtc_u0_0000000000000000000000000000twin\",\"sip_media_security\":\"srtp\","
                    + "\"sip_headers\":[{\"name\":\"From\",\"value\":\"<sip:+14155550123@carrier.example>;tag=a1\"},"
                    + "{\"name\":\"To\",\"value\":\"<sip:proj_example@sip.api.openai.com;transport=tls>\"},"
                    + "{\"name\":\"Diversion\",\"value\":\"<sip:+14155550100@carrier.example>;reason=unconditional\"},"
                    + "{\"name\":\"Call-ID\",\"value\":\"twin-0001@carrier.example\"}]}}");

    private final WebhookVerifier verifier = at(AT);

    private static WebhookVerifier at(long now) {
        return new WebhookVerifier(SECRET, Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC));
    }

    private Result verify(@Nullable String id, @Nullable String timestamp, @Nullable String signature, byte[] body) {
        return verify(verifier, id, timestamp, signature, body);
    }

    private static Result verify(
            WebhookVerifier verifier,
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signature,
            byte[] body) {
        return verifier.verify(line(id), line(timestamp), line(signature), body);
    }

    private static List<String> line(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void the_vector_of_the_sdks_is_valid() {
        assertThat(BODY).hasSize(149);
        assertThat(verify(ID, TIMESTAMP, SIGNATURE, BODY)).isEqualTo(Result.VALID);
    }

    @Test
    void the_vector_of_an_incoming_call_is_valid() {
        assertThat(BODY_B).hasSize(486);
        assertThat(verify("wh_twin_0001", TIMESTAMP, "v1,jIHruHitLnruRQ0X4R4ws2QsoT8M8ITWwPgLSUlwQt4=", BODY_B))
                .isEqualTo(Result.VALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1,invalid_signature v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=",
                "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY= v1,%%%",
                "v1a,abc gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=",
                "gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=",
                "v1,invalid, v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=",
                "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=,v1,invalid",
                "  v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=  "
            })
    void one_right_signature_among_others_is_enough(String signatures) {
        assertThat(verify(ID, TIMESTAMP, signatures, BODY)).isEqualTo(Result.VALID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1,invalid_signature v1,another_one",
                "v1,jIHruHitLnruRQ0X4R4ws2QsoT8M8ITWwPgLSUlwQt4=",
                "v2,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=",
                "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY",
                "v1,",
                ",",
                "ü"
            })
    void wrong_signatures_are_refused(String signatures) {
        boolean unpadded = signatures.endsWith("KBY");

        assertThat(verify(ID, TIMESTAMP, signatures, BODY)).isEqualTo(unpadded ? Result.VALID : Result.WRONG_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({"-300, VALID", "300, VALID", "-301, STALE", "301, STALE", "400, STALE", "-86400, STALE"})
    void three_hundred_seconds_either_way_are_the_limit(long offset, Result expected) {
        assertThat(verify(at(AT + offset), ID, TIMESTAMP, SIGNATURE, BODY)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not_a_number", "1750861210.5", "+1750861210", "1750861210 ", "99999999999999999999", "-1"})
    void a_timestamp_that_is_no_number_is_refused(String timestamp) {
        assertThat(verify(ID, timestamp, SIGNATURE, BODY)).isEqualTo(Result.UNREADABLE_TIMESTAMP);
    }

    @Test
    void missing_headers_are_named_in_the_order_of_the_sdks() {
        assertThat(verify(null, null, null, BODY)).isEqualTo(Result.NO_SIGNATURE);
        assertThat(verify(null, null, SIGNATURE, BODY)).isEqualTo(Result.NO_TIMESTAMP);
        assertThat(verify(null, TIMESTAMP, SIGNATURE, BODY)).isEqualTo(Result.NO_ID);
        assertThat(verify(ID, TIMESTAMP, " ", BODY)).isEqualTo(Result.NO_SIGNATURE);
        assertThat(verify(ID, "", SIGNATURE, BODY)).isEqualTo(Result.NO_TIMESTAMP);
        assertThat(verify("", TIMESTAMP, SIGNATURE, BODY)).isEqualTo(Result.NO_ID);
    }

    @Test
    void another_body_id_or_time_is_refused() {
        byte[] tampered = BODY.clone();
        tampered[20] ^= 1;

        assertThat(verify(ID, TIMESTAMP, SIGNATURE, tampered)).isEqualTo(Result.WRONG_SIGNATURE);
        assertThat(verify(ID, TIMESTAMP, SIGNATURE, new byte[0])).isEqualTo(Result.WRONG_SIGNATURE);
        assertThat(verify(ID + "x", TIMESTAMP, SIGNATURE, BODY)).isEqualTo(Result.WRONG_SIGNATURE);
        assertThat(verify(ID, "1750861211", SIGNATURE, BODY)).isEqualTo(Result.WRONG_SIGNATURE);
    }

    @Test
    void another_secret_is_refused() {
        WebhookVerifier other = new WebhookVerifier(
                "whsec_" + Base64.getEncoder().encodeToString(new byte[32]),
                Clock.fixed(Instant.ofEpochSecond(AT), ZoneOffset.UTC));

        assertThat(verify(other, ID, TIMESTAMP, SIGNATURE, BODY)).isEqualTo(Result.WRONG_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {" %s", "%s\n", "\t%s \r\n", "v1,%s", " v1,%s\n"})
    void blanks_around_the_secret_and_the_version_before_it_do_no_harm(String form) {
        WebhookVerifier odd =
                new WebhookVerifier(form.formatted(SECRET), Clock.fixed(Instant.ofEpochSecond(AT), ZoneOffset.UTC));

        assertThat(verify(odd, ID, TIMESTAMP, SIGNATURE, BODY)).isEqualTo(Result.VALID);
        assertThat(WebhookVerifier.mustBe(form.formatted(SECRET))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "' ', followed by base64",
        "hello, followed by base64",
        "'v1,hello', followed by base64",
        "WHSEC_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=, followed by base64",
        "whsec_, followed by base64",
        "whsec_not!base64, followed by base64",
        "'whsec_RdvaYFYUXuIFu EbvZHwMfYFhUf7aMYjYcmM24+Aj40c=', followed by base64",
        "whsec_aGVsbG8=, 24 to 64 bytes\\, not of 5"
    })
    void a_useless_secret_is_refused_with_what_it_must_be_and_is_not_shown(String secret, String rule) {
        String expected = rule.replace("\\", "");

        assertThat(WebhookVerifier.mustBe(secret))
                .hasValueSatisfying(
                        must -> assertThat(must).startsWith("whsec_").contains(expected));
        assertThatThrownBy(() -> new WebhookVerifier(secret, Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected)
                .hasMessageNotContainingAny("hello", "not!base64", "aGVsbG8", "RdvaYF")
                .hasNoCause();
    }

    @Test
    void a_key_has_24_to_64_bytes() {
        for (int bytes : new int[] {1, 23, 65, 100}) {
            assertThat(WebhookVerifier.mustBe(secretOf(bytes)))
                    .hasValueSatisfying(must -> assertThat(must).endsWith("not of " + bytes));
        }
        for (int bytes : new int[] {24, 32, 64}) {
            assertThat(WebhookVerifier.mustBe(secretOf(bytes))).isEmpty();
        }
    }

    private static String secretOf(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    @Test
    void a_list_of_signatures_may_stand_in_several_lines() {
        List<String> ids = List.of(ID);
        List<String> times = List.of(TIMESTAMP);

        assertThat(verifier.verify(ids, times, List.of("v1,wrong", SIGNATURE), BODY))
                .isEqualTo(Result.VALID);
        assertThat(verifier.verify(ids, times, List.of("", SIGNATURE + " v1,wrong", "v2,x"), BODY))
                .isEqualTo(Result.VALID);
        assertThat(verifier.verify(ids, times, List.of("v1,wrong", "v1,wrong too"), BODY))
                .isEqualTo(Result.WRONG_SIGNATURE);
        assertThat(verifier.verify(ids, times, List.of(), BODY)).isEqualTo(Result.NO_SIGNATURE);
    }

    @Test
    void an_id_or_a_time_that_is_there_twice_is_ambiguous_even_if_both_are_the_same() {
        List<String> signatures = List.of(SIGNATURE);

        for (String other : List.of(ID, "wh_2", "")) {
            assertThat(verifier.verify(List.of(ID, other), List.of(TIMESTAMP), signatures, BODY))
                    .isEqualTo(Result.AMBIGUOUS_ID);
        }
        for (String other : List.of(TIMESTAMP, "0", "")) {
            assertThat(verifier.verify(List.of(ID), List.of(other, TIMESTAMP), signatures, BODY))
                    .isEqualTo(Result.AMBIGUOUS_TIMESTAMP);
        }
    }

    @Test
    void random_headers_never_throw() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            Result result = verify(noise(random), noise(random), noise(random), utf8(noise(random)));

            assertThat(result.isValid()).isFalse();
            assertThat(result.reason()).isNotBlank();
        }
    }

    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0xFFFF) : ' ' + random.nextInt(95)));
        }
        return text.toString();
    }
}

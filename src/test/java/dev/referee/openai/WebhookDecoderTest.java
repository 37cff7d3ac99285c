package dev.referee.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.call.CallId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDecoderTest {

    private static OpenAiEvent decode(String json) {
        return WebhookDecoder.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_incoming_call_is_read_with_its_headers() {
        OpenAiEvent event = WebhookDecoder.decode(WebhookVerifierTest.BODY_B);

        assertThat(event).isInstanceOfSatisfying(OpenAiEvent.IncomingCall.class, call -> {
            assertThat(call.eventId()).isEqualTo("evt_twin_0001");
            assertThat(call.createdAt()).isEqualTo(Instant.ofEpochSecond(1750861209));
            assertThat(call.callId()).isEqualTo(new CallId("rtc_u0_0000000000000000000000000000twin"));
            assertThat(call.headers().all()).hasSize(4);
            assertThat(call.headers().first("call-id")).contains("twin-0001@carrier.example");
            assertThat(call.headers().caller()).contains("+14155550123");
            assertThat(call.headers().dialled()).contains("+14155550100");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"live.transport.incoming","data":{"session_id":"live_1"}} | live.transport.incoming
            {"type":"response.completed"}                                     | response.completed
            {"type":"new.thing","data":17}                                    | new.thing
            """)
    void other_types_are_ignored_whatever_they_hold(String json, String type) {
        assertThat(decode(json)).isEqualTo(new OpenAiEvent.Ignored(type, "its type is not ours"));
    }

    @Test
    void what_the_vendor_leaves_out_or_adds_does_no_harm() {
        OpenAiEvent event = decode("{\"type\":\"realtime.call.incoming\",\"extra\":{},\"data\":{\"call_id\":\"rtc_1\","
                + "\"sip_media_security\":\"zrtp\",\"sip_headers\":[{\"name\":\"A\"},7,{\"name\":\"B\",\"value\":\"1\"},"
                + "{\"name\":\"b\",\"value\":\"2\"}]}}");

        assertThat(event).isInstanceOfSatisfying(OpenAiEvent.IncomingCall.class, call -> {
            assertThat(call.eventId()).isEmpty();
            assertThat(call.createdAt()).isNull();
            assertThat(call.headers().values("B")).containsExactly("1", "2");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "some_unique_id",
                "7",
                "live_68f0",
                "550e8400-e29b-41d4-a716-446655440000",
                "a.b~c",
                "rtc_u0_0000000000000000000000000000twin",
                "v=200"
            })
    void ids_are_opaque(String given) {
        String id = given.equals("v=200") ? "x".repeat(200) : given;

        OpenAiEvent event = decode("{\"type\":\"realtime.call.incoming\",\"data\":{\"call_id\":\"" + id + "\"}}");

        assertThat(event).isInstanceOfSatisfying(OpenAiEvent.IncomingCall.class, call -> assertThat(call.callId())
                .isEqualTo(new CallId(id)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                          | no type
            {"type":7}                                                                  | no type
            {"type":null}                                                               | no type
            {"type":["realtime.call.incoming"]}                                         | no type
            {"type":""}                                                                 | no type
            {"type":"  "}                                                               | no type
            {"type":"Realtime.call.incoming"}                                           | not ours
            {"type":"realtime.call.incoming"}                                           | call_id
            {"type":"realtime.call.incoming","data":null}                               | call_id
            {"type":"realtime.call.incoming","data":[{"call_id":"rtc_1"}]}              | call_id
            {"type":"realtime.call.incoming","data":"rtc_1"}                            | call_id
            {"type":"realtime.call.incoming","data":{"call_id":7}}                      | call_id
            {"type":"realtime.call.incoming","data":{"call_id":null}}                   | call_id
            {"type":"realtime.call.incoming","data":{"call_id":""}}                     | call_id
            {"type":"realtime.call.incoming","data":{"call_id":"rtc_a/b"}}              | call_id
            {"type":"realtime.call.incoming","data":{"call_id":".."}}                   | call_id
            {"type":"realtime.call.incoming","data":{"call_id":"~a"}}                   | call_id
            {"type":"realtime.call.incoming","data":{"call_id":"a\\u0000"}}             | call_id
            {"type":"realtime.call.incoming","data":{"call_id":"rtc_ü"}}                | call_id
            {"type":"realtime.call.incoming","data":{"call_id":"rtc_1\\n"}}             | call_id
            """)
    void what_nobody_can_act_on_is_ignored_with_a_reason(String json, String reason) {
        assertThat(decode(json)).isInstanceOfSatisfying(OpenAiEvent.Ignored.class, ignored -> assertThat(ignored.why())
                .contains(reason));
    }

    @Test
    void an_id_of_more_than_200_characters_is_ignored() {
        assertThat(decode("{\"type\":\"realtime.call.incoming\",\"data\":{\"call_id\":\"" + "x".repeat(201) + "\"}}"))
                .isInstanceOf(OpenAiEvent.Ignored.class);
    }

    @Test
    void a_type_is_kept_as_far_as_it_can_be_stored() {
        OpenAiEvent event = decode("{\"type\":\"a\\u0000b\\ud800\\n" + "c".repeat(500) + "\"}");

        assertThat(event).isInstanceOfSatisfying(OpenAiEvent.Ignored.class, ignored -> assertThat(ignored.type())
                .hasSize(OpenAiEvent.TYPE_MAX)
                .startsWith("a b c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not json          | the body is not JSON
            {"type":"a"} {}   | the body is not JSON
            {"type":          | the body is not JSON
            []                | the body is not a JSON object
            "type"            | the body is not a JSON object
            null              | the body is not a JSON object
            ``                | the body is not a JSON object
            """)
    void what_is_no_json_object_is_refused_with_a_reason(String json, String reason) {
        assertThatThrownBy(() -> decode(json))
                .isInstanceOf(UnreadableEvent.class)
                .hasMessageContaining(reason);
    }

    @Test
    void only_utf_8_is_read_with_or_without_its_mark() {
        String json = "{\"type\":\"a\"}";

        assertThat(decode("\uFEFF" + json)).isEqualTo(decode(json));
        assertThat(WebhookDecoder.text(("\uFEFF" + json).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(json);
        for (byte[] other : List.of(json.getBytes(StandardCharsets.UTF_16), new byte[] {'{', (byte) 0xff, '}'})) {
            assertThatThrownBy(() -> WebhookDecoder.decode(other)).isInstanceOf(UnreadableEvent.class);
        }
    }

    @Test
    void a_body_beyond_what_is_parsed_is_ignored() {
        assertThat(decode("{\"a\":".repeat(5000))).isInstanceOf(OpenAiEvent.Ignored.class);
        assertThat(decode("{\"a\":" + "7".repeat(5000) + "}")).isInstanceOf(OpenAiEvent.Ignored.class);
    }
}

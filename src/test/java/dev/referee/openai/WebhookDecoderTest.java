package dev.referee.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.call.CallId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(decode(json)).isEqualTo(new OpenAiEvent.Ignored(type));
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
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not json                                                            | the body is not JSON
            {"type":"a"} {}                                                     | the body is not JSON
            []                                                                  | the body is not a JSON object
            ``                                                                  | the body is not a JSON object
            {}                                                                  | the event has no type
            {"type":7}                                                          | the event has no type
            {"type":"realtime.call.incoming"}                                   | has no call_id
            {"type":"realtime.call.incoming","data":{"call_id":7}}              | has no call_id
            {"type":"realtime.call.incoming","data":{"call_id":"rtc_../x"}}     | call_id is not an OpenAI call id
            {"type":"realtime.call.incoming","data":{"call_id":"live_1"}}       | call_id is not an OpenAI call id
            """)
    void what_is_no_usable_event_is_refused_with_a_reason(String json, String reason) {
        assertThatThrownBy(() -> decode(json))
                .isInstanceOf(UnreadableEvent.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_thousandfold_nested_body_is_refused() {
        assertThatThrownBy(() -> decode("{\"a\":".repeat(5000))).isInstanceOf(UnreadableEvent.class);
    }
}

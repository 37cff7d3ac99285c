package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallId;
import dev.referee.openai.OpenAiEvent;
import dev.referee.openai.SipHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnnouncedIdsTest {

    private static final String LEG = "CA" + "2".repeat(32);

    private static OpenAiEvent.IncomingCall incoming(String eventId, String leg, String sipCallId) {
        return new OpenAiEvent.IncomingCall(
                eventId,
                null,
                new CallId("rtc_1"),
                new SipHeaders(List.of(
                        new SipHeaders.Header("x-twilio-callsid", leg), new SipHeaders.Header("Call-ID", sipCallId))));
    }

    @Test
    void everything_that_others_know_the_session_by_is_kept() {
        assertThat(AnnouncedIds.of("wh_1", incoming("evt_1", LEG, "f00d@192.0.2.1")))
                .isEqualTo(Map.of(
                        "webhookId", "wh_1", "eventId", "evt_1", "agentLeg", LEG, "sipCallId", "f00d@192.0.2.1"));
    }

    @Test
    void what_does_not_look_like_an_id_is_left_out() {
        assertThat(AnnouncedIds.of("wh 1", incoming("", "CA2", "a|b\n# <script>")))
                .isEmpty();
        assertThat(AnnouncedIds.of("", incoming("e".repeat(129), "+61400000001", "`x`")))
                .isEmpty();
    }
}

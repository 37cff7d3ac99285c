package dev.referee.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Destination;
import org.junit.jupiter.api.Test;

class TwiMLTest {

    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    @Test
    void the_agent_is_dialled_with_token_action_and_refer_url() {
        String uri = TwiML.agentUri("proj_test", "sip.api.openai.com", "v1.CA0.n-1_x.9.m");

        String twiml = TwiML.dialAgent(uri, "https://x/a?t=1&u=2", "https://x/r", "https://x/s", 15);

        assertThat(twiml)
                .isEqualTo(XML
                        + "<Response><Dial action=\"https://x/a?t=1&amp;u=2\" answerOnBridge=\"true\""
                        + " referUrl=\"https://x/r\" timeout=\"15\"><Sip"
                        + " statusCallback=\"https://x/s\" statusCallbackEvent=\"initiated ringing answered completed\""
                        + ">"
                        + "sip:proj_test@sip.api.openai.com;transport=tls?X-Referee-Call=v1.CA0.n-1_x.9.m"
                        + "</Sip></Dial></Response>");
    }

    @Test
    void a_phone_number_is_dialled_as_a_number() {
        String twiml = TwiML.dialTarget(new Destination("tel:+61491570006"), "https://x/a", "https://x/s", 20);

        assertThat(twiml)
                .isEqualTo(XML + "<Response><Dial action=\"https://x/a\" answerOnBridge=\"true\""
                        + " timeout=\"20\"><Number statusCallback=\"https://x/s\""
                        + " statusCallbackEvent=\"initiated ringing answered completed\">"
                        + "+61491570006</Number></Dial></Response>");
    }

    @Test
    void a_sip_address_is_dialled_as_sip() {
        String twiml = TwiML.dialTarget(
                new Destination("sip:desk&co@example.com;transport=tls"), "https://x/a", "https://x/s", 5);

        assertThat(twiml)
                .isEqualTo(XML + "<Response><Dial action=\"https://x/a\" answerOnBridge=\"true\""
                        + " timeout=\"5\"><Sip statusCallback=\"https://x/s\""
                        + " statusCallbackEvent=\"initiated ringing answered completed\">"
                        + "sip:desk&amp;co@example.com;transport=tls</Sip></Dial></Response>");
    }

    @Test
    void waiting_asks_again_after_a_second() {
        assertThat(TwiML.wait("https://x/again?t=1&n=2"))
                .isEqualTo(XML + "<Response><Pause length=\"1\"/><Redirect method=\"POST\">"
                        + "https://x/again?t=1&amp;n=2</Redirect></Response>");
    }

    @Test
    void voicemail_says_a_sentence_and_records() {
        assertThat(TwiML.voicemail("https://x/a", "https://x/rec", "Leave <a> message & bye."))
                .isEqualTo(XML + "<Response><Say>Leave &lt;a&gt; message &amp; bye.</Say><Record action=\"https://x/a\""
                        + " maxLength=\"180\" playBeep=\"true\" recordingStatusCallback=\"https://x/rec\""
                        + " timeout=\"5\"/></Response>");
    }

    @Test
    void apology_hangup_and_nothing() {
        assertThat(TwiML.apology("Sorry.")).isEqualTo(XML + "<Response><Say>Sorry.</Say><Hangup/></Response>");
        assertThat(TwiML.hangup()).isEqualTo(XML + "<Response><Hangup/></Response>");
        assertThat(TwiML.empty()).isEqualTo(XML + "<Response/>");
    }
}

package dev.referee.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.transfer.Destination;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
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
        String twiml = TwiML.dialTarget(
                List.of(new TwiML.Noun(new Destination("tel:+61491570006"), "https://x/s", null)),
                "https://x/a",
                20,
                null);

        assertThat(twiml)
                .isEqualTo(XML + "<Response><Dial action=\"https://x/a\" answerOnBridge=\"true\""
                        + " timeout=\"20\"><Number statusCallback=\"https://x/s\""
                        + " statusCallbackEvent=\"initiated ringing answered completed\">"
                        + "+61491570006</Number></Dial></Response>");
    }

    @Test
    void a_sip_address_is_dialled_as_sip() {
        String twiml = TwiML.dialTarget(
                List.of(new TwiML.Noun(new Destination("sip:desk&co@example.com;transport=tls"), "https://x/s", null)),
                "https://x/a",
                5,
                null);

        assertThat(twiml)
                .isEqualTo(XML + "<Response><Dial action=\"https://x/a\" answerOnBridge=\"true\""
                        + " timeout=\"5\"><Sip statusCallback=\"https://x/s\""
                        + " statusCallbackEvent=\"initiated ringing answered completed\">"
                        + "sip:desk&amp;co@example.com;transport=tls</Sip></Dial></Response>");
    }

    @Test
    void several_addresses_ring_at_once_each_with_its_whisper_and_one_caller_id() {
        String twiml = TwiML.dialTarget(
                List.of(
                        new TwiML.Noun(new Destination("tel:+61491570006"), "https://x/s?l=0", "https://x/w?l=0"),
                        new TwiML.Noun(new Destination("sip:desk@example.com"), "https://x/s?l=1", "https://x/w?l=1")),
                "https://x/a",
                20,
                "+61491570110");

        assertThat(twiml)
                .isEqualTo(XML + "<Response><Dial action=\"https://x/a\" answerOnBridge=\"true\""
                        + " callerId=\"+61491570110\" timeout=\"20\">"
                        + "<Number statusCallback=\"https://x/s?l=0\""
                        + " statusCallbackEvent=\"initiated ringing answered completed\" url=\"https://x/w?l=0\">"
                        + "+61491570006</Number>"
                        + "<Sip statusCallback=\"https://x/s?l=1\""
                        + " statusCallbackEvent=\"initiated ringing answered completed\" url=\"https://x/w?l=1\">"
                        + "sip:desk@example.com</Sip></Dial></Response>");
    }

    @Test
    void a_whisper_says_its_words_and_asks_what_is_next() {
        assertThat(TwiML.whisper("Chairs & tables.", "https://x/next?t=1&n=2"))
                .isEqualTo(XML + "<Response><Say>Chairs &amp; tables.</Say><Redirect method=\"POST\">"
                        + "https://x/next?t=1&amp;n=2</Redirect></Response>");
    }

    @Test
    void a_human_who_does_not_press_a_key_is_hung_up_on() {
        assertThat(TwiML.ask("Press 1.", "https://x/next"))
                .isEqualTo(XML + "<Response><Gather action=\"https://x/next\" input=\"dtmf\" numDigits=\"1\""
                        + " timeout=\"8\"><Say>Press 1.</Say></Gather><Hangup/></Response>");
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

    /** The words come from a model: whatever they hold, the carrier must be able to read the document. */
    @Test
    void words_that_no_xml_may_hold_become_blanks() throws Exception {
        String words = "A\u0000b\u001bc\ud800d\uffffe é 😀 \"f\" <g>";

        String twiml = TwiML.apology(words);

        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(twiml.getBytes(StandardCharsets.UTF_8)))
                        .getDocumentElement()
                        .getTextContent())
                .isEqualTo("A b c d e é 😀 \"f\" <g>");
    }

    @Test
    void a_callers_number_is_written_as_it_came() {
        List<TwiML.Noun> nouns = List.of(new TwiML.Noun(new Destination("tel:+61491570006"), "https://x/s", null));

        assertThat(TwiML.dialTarget(nouns, "https://x/a", 20, "\"1\"<&"))
                .contains(" callerId=\"&quot;1&quot;&lt;&amp;\" ");
    }

    @Test
    void a_caller_who_is_not_let_in_is_rejected() {
        assertThat(TwiML.reject(true)).isEqualTo(XML + "<Response><Reject reason=\"busy\"/></Response>");
        assertThat(TwiML.reject(false)).isEqualTo(XML + "<Response><Reject reason=\"rejected\"/></Response>");
    }
}

package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwimlDocumentTest {

    @Test
    void reads_verbs_nouns_and_attributes_in_order() throws Exception {
        TwimlDocument document = TwimlDocument.parse("""
                <?xml version="1.0"?><Response><Say>One &amp; two</Say>
                <Dial answerOnBridge="true" timeout="7" action="https://a.example/x?y=1&amp;z=2">
                <Sip statusCallback="https://a.example/s">sip:proj_x@host;transport=tls?X-A=1&amp;X-B=2</Sip>
                <Number>+61290000001</Number></Dial></Response>""");

        assertThat(document.warnings()).isEmpty();
        assertThat(document.verbs()).extracting(TwimlDocument.Verb::name).containsExactly("Say", "Dial");
        assertThat(document.verbs().get(0).text()).isEqualTo("One & two");
        TwimlDocument.Verb dial = document.verbs().get(1);
        assertThat(dial.flag("answerOnBridge")).isTrue();
        assertThat(dial.seconds("timeout", 30)).isEqualTo(7_000);
        assertThat(dial.seconds("timeLimit", 30)).isEqualTo(30_000);
        assertThat(dial.nouns()).extracting(TwimlDocument.Verb::name).containsExactly("Sip", "Number");
        assertThat(dial.nouns().get(0).text()).isEqualTo("sip:proj_x@host;transport=tls?X-A=1&X-B=2");
    }

    @Test
    void takes_the_text_of_a_dial_as_a_number() throws Exception {
        TwimlDocument document = TwimlDocument.parse("<Response><Dial>+61290000001</Dial></Response>");

        assertThat(document.verbs().get(0).nouns())
                .singleElement()
                .extracting(TwimlDocument.Verb::text)
                .isEqualTo("+61290000001");
    }

    @Test
    void warns_of_what_it_does_not_know_and_goes_on() throws Exception {
        TwimlDocument document =
                TwimlDocument.parse("<Response><Dance/><Dial refurl=\"x\">+61290000001</Dial></Response>");

        assertThat(document.warnings()).containsExactly("unknown verb Dance", "unknown attribute refurl of Dial");
        assertThat(document.verbs()).hasSize(1);
    }

    @Test
    void warns_of_events_that_no_leg_reports() throws Exception {
        TwimlDocument document = TwimlDocument.parse(
                "<Response><Dial><Number statusCallbackEvent=\"initiated,ringing\" color=\"red\">+6129</Number></Dial></Response>");

        assertThat(document.warnings())
                .containsExactly("unknown attribute color of Number", "unknown statusCallbackEvent initiated,ringing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            12100 | <Response><Dial></Response>
            12100 | <Answer/>
            12100 | plain words
            12100 | <!DOCTYPE x [<!ENTITY e "e">]><Response/>
            11100 | <Response><Redirect>/twiml/next</Redirect></Response>
            11100 | <Response><Dial action="/twiml/done">+61290000001</Dial></Response>
            11100 | <Response><Dial referUrl="twiml/refer">+61290000001</Dial></Response>
            11100 | <Response><Dial><Number statusCallback="/s">+61290000001</Number></Dial></Response>
            13200 | <Response><Dial/></Response>
            """)
    void refuses_what_the_carrier_cannot_run(int code, String body) {
        assertThatThrownBy(() -> TwimlDocument.parse(body))
                .isInstanceOfSatisfying(TwimlDocument.Unusable.class, unusable -> assertThat(unusable.code)
                        .isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "text/plain"})
    void refuses_a_content_type_that_is_not_twiml(String type) {
        assertThatThrownBy(() -> TwimlDocument.read(type, "<Response/>"))
                .isInstanceOfSatisfying(TwimlDocument.Unusable.class, unusable -> assertThat(unusable.code)
                        .isEqualTo(12300));
    }

    @Test
    void refuses_a_document_beyond_64_kilobytes() {
        assertThatThrownBy(() -> TwimlDocument.parse("<Response><Say>" + "x".repeat(70_000) + "</Say></Response>"))
                .isInstanceOfSatisfying(TwimlDocument.Unusable.class, unusable -> assertThat(unusable.code)
                        .isEqualTo(11750));
    }

    @Test
    void a_sip_address_carries_own_headers_and_loses_the_carriers() {
        SipAddress address =
                SipAddress.of("sip:proj_x@host;transport=tls?X-Referee-Call=a.b-c&X-Twilio-Mine=1&Subject=hello");

        assertThat(address.user()).isEqualTo("proj_x");
        assertThat(address.bare()).isEqualTo("sip:proj_x@host;transport=tls");
        assertThat(address.headers()).containsOnlyKeys("X-Referee-Call").containsEntry("X-Referee-Call", "a.b-c");
        assertThat(address.dropped()).isEqualTo("X-Twilio-Mine, Subject");
        assertThat(address.tooLong()).isFalse();
    }
}

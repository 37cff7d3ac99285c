package dev.referee.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHeadersTest {

    private static SipHeaders from(String value) {
        return new SipHeaders(List.of(new SipHeaders.Header("From", value)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sip:+14155550123@sip.twilio.com                             | +14155550123
            <sip:+14155550123@carrier.example>;tag=a1                   | +14155550123
            "Bob \\"B\\" <sip:999@x>" <sip:+14155550123@x>;tag=1        | +14155550123
            Bob <sips:+14155550123@x:5061;user=phone>                   | +14155550123
            <tel:+1-415-555-0123>                                       | +14155550123
            tel:+14155550123;phone-context=x                            | +14155550123
            SIP:%2B14155550123@x                                        | +14155550123
            <sip:+14155550123;phone-context=x@y>                        | +14155550123
            sip:1001@pbx.example                                        | 1001
            """)
    void a_number_is_found_in_every_form_of_address(String value, String number) {
        assertThat(from(value).caller()).contains(number);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sip:anonymous@anonymous.invalid
            <sip:proj_123456@sip.api.openai.com;transport=tls>
            "sip:+14155550123@x"
            "+14155550123" <sip:anonymous@x>
            "unclosed <sip:+14155550123@x>
            +14155550123
            ``
            """)
    void where_there_is_none_nothing_is_guessed(String value) {
        assertThat(from(value).caller()).isEmpty();
    }

    @Test
    void names_are_compared_without_case_and_repeats_keep_their_order() {
        SipHeaders headers = new SipHeaders(List.of(
                new SipHeaders.Header("X-Referee-Call", "one"),
                new SipHeaders.Header("via", "a"),
                new SipHeaders.Header("x-referee-call", "two")));

        assertThat(headers.first("X-REFEREE-CALL")).contains("one");
        assertThat(headers.values("x-Referee-Call")).containsExactly("one", "two");
        assertThat(headers.first("To")).isEmpty();
    }

    @Test
    void the_dialled_number_comes_from_diversion_before_to() {
        SipHeaders.Header to = new SipHeaders.Header("To", "sip:+14155550100@x");

        assertThat(new SipHeaders(List.of(to)).dialled()).contains("+14155550100");
        assertThat(new SipHeaders(List.of(to, new SipHeaders.Header("Diversion", "<sip:+14155550101@x>"))).dialled())
                .contains("+14155550101");
    }
}

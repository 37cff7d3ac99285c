package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class PurposeTest {

    @ParameterizedTest
    @CsvSource({
        "/openai/webhook, OPENAI",
        "/twiml/inbound, CARRIER",
        "/twilio/agent-leg, CARRIER",
        "/TwiML/inbound, CARRIER",
        "/api, API",
        "/api/, API",
        "/api/calls/rtc_1, API",
        "/API/calls, API",
        "/actuator/health, ACTUATOR",
        "/, PAGE",
        "/index.html, PAGE",
        "/css/views.css, PAGE",
        "/js/app.js, PAGE",
        "/favicon.svg, PAGE",
        "/apiary, OTHER",
        "/twin/calls, OTHER",
        "/crm/api, OTHER",
        "/openai-crm, OTHER"
    })
    void the_first_name_says_what_a_request_is_for(String path, Purpose purpose) {
        assertThat(Purpose.of(path)).isEqualTo(purpose);
        assertThat(Purpose.oddity(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api/calls",
                "*",
                "//api/calls",
                "/api//calls",
                "/twiml/inbound//",
                "/./api/calls",
                "/api/.",
                "/x/../api/calls",
                "/twiml/x/../inbound",
                "/..",
                "/%61pi/calls",
                "/%74wiml/inbound",
                "/%6fpenai/webhook",
                "/%6Fpenai/webhook",
                "/twiml/inboun%64",
                "/twiml%2Finbound",
                "/twiml%2finbound",
                "/%2ftwiml/inbound",
                "/%2561pi/calls",
                "/%252561pi",
                "/%2e/api",
                "/x/%2E%2e/api",
                "/twiml/agent%2Dended",
                "/twiml/x%5F",
                "/api;a=b/calls",
                "/;a=b/api",
                "/twiml/inbound;",
                "/twiml/inbound;jsessionid=1",
                "/api%3Ba=b/calls",
                "\\api\\calls",
                "/x\\api",
                "/%5Capi",
                "/twiml/inbound%00",
                "/twiml/inbound%0a",
                "/twiml/inbound%7f",
                "/%zz/x",
                "/x%",
                "/x%4"
            })
    void what_can_be_read_in_two_ways_is_odd(String path) {
        assertThat(Purpose.oddity(path)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/calls/a~b",
                "/api/calls/a%7Eb",
                "/crm/J%C3%BCrgen%20K",
                "/crm/a@b:c",
                "/crm/a%40b",
                "/.well-known/x",
                "/x/..."
            })
    void what_has_one_meaning_is_not(String path) {
        assertThat(Purpose.oddity(path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/base/twiml/inbound, CARRIER", "/base/api/calls, API", "/base, PAGE"})
    void a_context_path_does_not_count(String uri, Purpose purpose) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", uri);
        request.setContextPath("/base");

        assertThat(Purpose.of(request)).isEqualTo(purpose);
    }
}

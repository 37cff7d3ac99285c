package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What pages in a browser can do to a demonstration. */
class TwinDoorTest {

    private static final String PUBLIC = "https://Voice.example.com/base";

    private static MockHttpServletRequest request(String method, String path, String host) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setServletPath(path);
        request.addHeader("Host", host);
        request.setLocalAddr("192.0.2.7");
        return request;
    }

    private static MockHttpServletResponse answer(MockHttpServletRequest request) throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        new TwinDoor(new OwnPages(PUBLIC), PUBLIC, "demo.lan").doFilter(request, response, new MockFilterChain());
        return response;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080",
                "LOCALHOST",
                "127.0.0.1:8080",
                "[::1]:8080",
                "voice.example.com",
                "demo.lan:8080",
                "192.0.2.7:8080"
            })
    void names_of_ours_are_answered(String host) throws Exception {
        assertThat(answer(request("GET", "/api/calls", host)).getStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/, evil.example.com",
        "/api/calls, evil.example.com:8080",
        "/twin/calls, localhost.evil.example.com",
        "/actuator/prometheus, voice.example.com.evil.com",
        "/twimlx, evil.example.com",
        "/api/calls, 192.0.2.8"
    })
    void other_names_are_refused_with_the_remedy(String path, String host) throws Exception {
        MockHttpServletResponse answer = answer(request("GET", path, host));

        assertThat(answer.getStatus()).isEqualTo(403);
        assertThat(answer.getContentType()).isEqualTo("application/problem+json");
        assertThat(answer.getContentAsString()).contains("REFEREE_PUBLIC_URL", "server.address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openai/webhook", "/twiml/inbound", "/twilio/agent-leg"})
    void what_vendors_send_may_come_through_a_tunnel(String path) throws Exception {
        assertThat(answer(request("POST", path, "tunnel.example.org")).getStatus())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example.com",
        "Origin, null",
        "Origin, http://localhost:3000",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void a_page_of_another_origin_changes_nothing(String header, String value) throws Exception {
        for (String path : new String[] {"/twin/calls", "/api/calls/x/hangup", "/api/session", "/"}) {
            MockHttpServletRequest request = request("POST", path, "localhost:8080");
            request.addHeader(header, value);

            assertThat(answer(request).getStatus()).as(path).isEqualTo(403);
        }
    }

    @Test
    void our_own_page_and_programs_may() throws Exception {
        MockHttpServletRequest page = request("POST", "/twin/calls", "localhost:8080");
        page.addHeader("Origin", "http://localhost:8080");
        page.addHeader("Sec-Fetch-Site", "same-origin");

        assertThat(answer(page).getStatus()).isEqualTo(200);
        assertThat(answer(request("POST", "/twin/calls", "127.0.0.1:8080")).getStatus())
                .isEqualTo(200);
        MockHttpServletRequest link = request("GET", "/", "localhost:8080");
        link.addHeader("Sec-Fetch-Site", "cross-site");
        assertThat(answer(link).getStatus()).isEqualTo(200);
    }

    @Test
    void a_probe_that_names_no_host_is_answered() throws Exception {
        MockHttpServletRequest probe = new MockHttpServletRequest("GET", "/actuator/health/readiness");
        probe.setServletPath("/actuator/health/readiness");

        assertThat(answer(probe).getStatus()).isEqualTo(200);
    }
}

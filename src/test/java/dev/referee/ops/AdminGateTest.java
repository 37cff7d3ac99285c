package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole application as it runs live, with nothing behind its vendors' addresses. */
@SpringBootTest(
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = {
            "server.address=127.0.0.1",
            "referee.public-url=https://voice.example.com",
            "referee.openai.api-key=sk-test",
            "referee.openai.webhook-secret=whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=",
            "referee.openai.project-id=proj_test",
            "referee.openai.base-url=http://127.0.0.1:9/v1",
            "referee.twilio.account-sid=AC0123456789abcdef0123456789abcdef",
            "referee.twilio.auth-token=token",
            "referee.twilio.base-url=http://127.0.0.1:9",
            "referee.admin.token=s3cret",
            "spring.datasource.url=jdbc:h2:mem:admin-gate"
        })
@ActiveProfiles("live")
class AdminGateTest {

    private static final String AUTHORIZATION = "Authorization";

    private Web web = new Web(0);

    @DynamicPropertySource
    static void port(DynamicPropertyRegistry registry) {
        int port = Web.freePort();
        registry.add("server.port", () -> port);
    }

    @BeforeEach
    void connect(@Value("${server.port}") int port) {
        web = new Web(port);
    }

    @Test
    void the_token_opens_the_api() {
        assertThat(web.get("/api/calls", AUTHORIZATION, "Bearer s3cret").status())
                .isEqualTo(200);
        assertThat(web.get("/api/calls", AUTHORIZATION, "bearer s3cret").status())
                .isEqualTo(200);
        assertThat(web.get("/api/nope", AUTHORIZATION, "Bearer s3cret").isProblem(404))
                .isTrue();
    }

    @Test
    void nobody_is_let_in_without_a_token() {
        Web.Reply reply = web.get("/api/calls");

        assertThat(reply.isProblem(401)).isTrue();
        assertThat(reply.challenge()).isEqualTo("Bearer realm=\"referee\"");
        assertThat(web.post("/api/calls/x/transfer", "{}").isProblem(401)).isTrue();
        assertThat(web.post("/api/calls/x/hangup", "").isProblem(401)).isTrue();
        assertThat(web.method("DELETE", "/api/calls").isProblem(401)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer s3cre",
                "Bearer s3crets",
                "Bearer S3CRET",
                "Bearer",
                "Bearer s3cret s3cret",
                "s3cret",
                "Basic s3cret",
                "Basic OnMzY3JldA=="
            })
    void a_wrong_token_does_not_open_the_api(String shown) {
        Web.Reply reply = web.get("/api/calls", AUTHORIZATION, shown);

        assertThat(reply.isProblem(401)).isTrue();
        assertThat(reply.challenge()).contains("invalid_token");
        assertThat(reply.body()).doesNotContain("s3cret");
    }

    @Test
    void two_tokens_are_one_too_many() {
        assertThat(web.get("/api/calls", AUTHORIZATION, "Bearer x", AUTHORIZATION, "Bearer s3cret")
                        .isProblem(401))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/calls",
                "/api/calls/",
                "/api",
                "/api/",
                "/api/../api/calls",
                "/x/../api/calls",
                "/./api/calls",
                "//api/calls",
                "//api//calls",
                "/API/calls",
                "/%61pi/calls",
                "/%2561pi/calls",
                "/api;a=b/calls",
                "/;a=b/api/calls",
                "/x/..;a=b/api/calls",
                "/%2e/api/calls",
                "/x/%2e%2e/api/calls",
                "/api/%63alls",
                "/api/calls?token=s3cret",
                "/api/session/",
                "/api/session/../calls",
                "/api/session;a=b",
                "/api/session;/../calls",
                "/api/./session",
                "//api/session",
                "/API/session",
                "/api/%73ession",
                "/api/session/x"
            })
    void no_way_of_writing_the_path_leads_around_the_gate(String target) {
        assertThat(web.raw(target)).startsWith("HTTP/1.1 401").contains("application/problem+json");
    }

    @Test
    void nor_does_a_whole_address(@Value("${server.port}") int port) {
        assertThat(web.raw("http://localhost:" + port + "/api/calls")).startsWith("HTTP/1.1 401");
    }

    @Test
    void the_world_can_still_call() {
        assertThat(web.get("/actuator/health").status()).isEqualTo(200);
        assertThat(web.post("/openai/webhook", "{}").status()).isEqualTo(400);
        assertThat(web.post("/twiml/inbound", "").status()).isEqualTo(403);
    }

    @Test
    void live_without_a_token_the_api_is_shut_and_says_how_to_open_it() throws ServletException, IOException {
        MockHttpServletResponse response = run(gate(null, false), "/api/calls");

        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(response.getContentType()).startsWith("application/problem+json");
        assertThat(response.getContentAsString()).contains("referee.admin.token", "REFEREE_ADMIN_TOKEN");
    }

    @Test
    void under_the_twin_none_is_needed() throws ServletException, IOException {
        for (AdminGate gate : List.of(gate(null, true), gate("s3cret", true))) {
            assertThat(run(gate, "/api/calls").getStatus()).isEqualTo(200);
        }
    }

    @Test
    void the_context_path_is_no_way_around_either() throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/referee/api/calls");
        request.setContextPath("/referee");
        request.setServletPath("/api/calls");
        MockHttpServletResponse response = new MockHttpServletResponse();

        gate("s3cret", false).doFilter(request, response, new MockFilterChain());

        assertThat(response.getStatus()).isEqualTo(401);
    }

    private static AdminGate gate(@Nullable String token, boolean open) {
        return new AdminGate(new Operators(token, open, Clock.systemUTC()), new OwnPages("https://voice.example.com"));
    }

    private static MockHttpServletResponse run(AdminGate gate, String path) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        MockHttpServletResponse response = new MockHttpServletResponse();
        gate.doFilter(request, response, new MockFilterChain());
        return response;
    }
}

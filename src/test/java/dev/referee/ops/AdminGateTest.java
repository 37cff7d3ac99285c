package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ledger.SignOuts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
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
            "referee.admin.token=s3cret-of-operators",
            "referee.admin.metrics-token=s3cret-of-the-scraper",
            "spring.datasource.url=jdbc:h2:mem:admin-gate"
        })
@ActiveProfiles("live")
@AutoConfigureObservability(tracing = false) // else tests have no /actuator/prometheus
class AdminGateTest {

    private static final String AUTHORIZATION = "Authorization";
    private static final String METRICS = "/actuator/prometheus";
    private static final String OPERATOR = "Bearer s3cret-of-operators";
    private static final String SCRAPER = "Bearer s3cret-of-the-scraper";

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
        assertThat(web.get("/api/calls", AUTHORIZATION, OPERATOR).status()).isEqualTo(200);
        assertThat(web.get("/api/calls", AUTHORIZATION, "bearer s3cret-of-operators")
                        .status())
                .isEqualTo(200);
        assertThat(web.get("/api/nope", AUTHORIZATION, OPERATOR).isProblem(404)).isTrue();
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
                "Bearer s3cret-of-operator",
                "Bearer s3cret-of-operatorss",
                "Bearer S3CRET-OF-OPERATORS",
                "Bearer",
                "Bearer s3cret-of-operators s3cret-of-operators",
                "s3cret-of-operators",
                "Basic s3cret-of-operators",
                "Basic OnMzY3JldC1vZi1vcGVyYXRvcnM=",
                "Bearer s3cret-of-the-scraper"
            })
    void a_wrong_token_does_not_open_the_api(String shown) {
        Web.Reply reply = web.get("/api/calls", AUTHORIZATION, shown);

        assertThat(reply.isProblem(401)).isTrue();
        assertThat(reply.challenge()).contains("invalid_token");
        assertThat(reply.body()).doesNotContain("s3cret");
    }

    @Test
    void two_tokens_are_one_too_many() {
        assertThat(web.get("/api/calls", AUTHORIZATION, "Bearer x", AUTHORIZATION, OPERATOR)
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
        assertThat(web.raw(target)).startsWith("HTTP/1.1 " + statusOf(target)).contains("application/problem+json");
    }

    /** A path that can be read in two ways is refused before anybody looks where it leads. */
    private static String statusOf(String target) {
        return Purpose.oddity(target.split("\\?", 2)[0]).isPresent() ? "400" : "401";
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

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void everybody_is_told_whether_the_node_is_well_and_operators_are_told_why(String path) {
        assertThat(web.get(path).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(web.get(path, AUTHORIZATION, SCRAPER).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(web.get(path, AUTHORIZATION, OPERATOR).body().contains("components"))
                .as("liveness has none")
                .isEqualTo(!path.endsWith("liveness"));
        assertThat(web.get(path, AUTHORIZATION, "Bearer wrong").isProblem(401)).isTrue();
    }

    @Test
    void metrics_are_for_those_who_have_one_of_the_tokens() {
        assertThat(web.get(METRICS).isProblem(401)).isTrue();
        assertThat(web.get(METRICS).detail()).contains("<metrics token>");
        assertThat(web.get(METRICS, AUTHORIZATION, "Bearer wrong").isProblem(401))
                .isTrue();
        assertThat(web.get(METRICS, AUTHORIZATION, SCRAPER).body()).contains("referee_calls_active");
        assertThat(web.get(METRICS, AUTHORIZATION, OPERATOR).body()).contains("referee_calls_active");
        assertThat(web.get(METRICS, "X-Forwarded-For", "127.0.0.1").isProblem(401))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/",
                "/actuator/health/db",
                "/actuator/health/sideband",
                "/actuator/health/readiness/db",
                "/actuator/env",
                "/actuator/prometheus/",
                "/actuator/prometheus;a=b",
                "/%61ctuator/prometheus",
                "/actuator/%70rometheus",
                "/actuator/health/%72outes",
                "/actuator/health/../prometheus",
                "//actuator/prometheus",
                "/x/..;/actuator/prometheus",
                "/ACTUATOR/prometheus"
            })
    void whatever_else_there_may_be_of_the_actuator_is_for_operators_however_it_is_written(String target) {
        assertThat(web.raw(target)).startsWith("HTTP/1.1 " + statusOf(target)).contains("application/problem+json");
    }

    @Test
    void operators_find_no_more_of_the_actuator_than_health_and_metrics() {
        for (String endpoint :
                List.of("env", "beans", "configprops", "heapdump", "loggers", "camelroutes", "shutdown")) {
            assertThat(web.get("/actuator/" + endpoint, AUTHORIZATION, OPERATOR).isProblem(404))
                    .as(endpoint)
                    .isTrue();
        }
        assertThat(web.get("/actuator/health/sideband", AUTHORIZATION, OPERATOR).body())
                .contains("details");
    }

    @Test
    void wrong_tokens_are_counted_where_they_are_shown() {
        double api = wrong("api");
        double metrics = wrong("metrics");
        double health = wrong("health");
        double session = wrong("session");

        web.get("/api/calls", AUTHORIZATION, "Bearer wrong");
        web.get("/api/calls", AUTHORIZATION, SCRAPER);
        web.get("/api/calls");
        web.get(METRICS, AUTHORIZATION, "Bearer wrong");
        web.get("/actuator/health", AUTHORIZATION, "Bearer wrong");
        web.post("/api/session", "{\"token\":\"wrong\"}");

        assertThat(wrong("api") - api).isEqualTo(2);
        assertThat(wrong("metrics") - metrics).isEqualTo(1);
        assertThat(wrong("health") - health).isEqualTo(1);
        assertThat(wrong("session") - session).isEqualTo(1);
    }

    private double wrong(String where) {
        String series = "referee_wrong_tokens_total{where=\"" + where + "\"} ";
        return web.get(METRICS, AUTHORIZATION, OPERATOR)
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    @Test
    void live_without_any_token_health_is_a_status_and_metrics_are_shut() throws ServletException, IOException {
        AdminGate shut = gate(null, false);

        assertThat(run(shut, "/actuator/health").getStatus()).isEqualTo(200);
        MockHttpServletResponse metrics = run(shut, METRICS);
        assertThat(metrics.getStatus()).isEqualTo(403);
        assertThat(metrics.getContentAsString()).contains("referee.admin.metrics-token", "REFEREE_METRICS_TOKEN");
        assertThat(run(shut, "/actuator").getStatus()).isEqualTo(403);
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
        for (AdminGate gate : List.of(gate(null, true), gate("s3cret-of-operators", true))) {
            assertThat(run(gate, "/api/calls").getStatus()).isEqualTo(200);
        }
    }

    @Test
    void the_context_path_is_no_way_around_either() throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/referee/api/calls");
        request.setContextPath("/referee");
        request.setServletPath("/api/calls");
        MockHttpServletResponse response = new MockHttpServletResponse();

        gate("s3cret-of-operators", false).doFilter(request, response, new MockFilterChain());

        assertThat(response.getStatus()).isEqualTo(401);
    }

    private static AdminGate gate(@Nullable String token, boolean open) {
        EndedSessions none = new EndedSessions(() -> Mockito.mock(SignOuts.class), System::nanoTime);
        return new AdminGate(
                new Operators(token, null, open, none, Clock.systemUTC()),
                new OwnPages("https://voice.example.com"),
                new WrongTokens(new SimpleMeterRegistry()));
    }

    private static MockHttpServletResponse run(AdminGate gate, String path) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        MockHttpServletResponse response = new MockHttpServletResponse();
        gate.doFilter(request, response, new MockFilterChain());
        return response;
    }
}

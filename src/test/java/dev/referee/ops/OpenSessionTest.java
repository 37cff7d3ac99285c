package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.ledger.SignOuts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.mock.web.MockHttpServletRequest;

/** The console where no token is wanted, and where one is missing. */
class OpenSessionTest extends TwinApp {

    @Test
    void under_the_twin_everybody_is_in() {
        assertThat(web.get("/api/session").body())
                .isEqualTo("{\"signedIn\":true,\"open\":true,\"configured\":false,\"profile\":\"twin\"}");
        assertThat(web.get("/api/overview").status()).isEqualTo(200);
        assertThat(web.post("/api/session", "{\"token\":\"x\"}").isProblem(403)).isTrue();
    }

    @Test
    void no_page_of_another_origin_and_no_strange_name_gets_anything_of_the_twin() {
        int calls = twin.calls().size();

        assertThat(web.post("/twin/calls", "", "Origin", "https://evil.example.com")
                        .isProblem(403))
                .isTrue();
        assertThat(web.post("/twin/calls", "", "Sec-Fetch-Site", "cross-site").isProblem(403))
                .isTrue();
        assertThat(web.raw("/api/calls", "evil.example.com")).startsWith("HTTP/1.1 403");
        assertThat(web.raw("/%61pi/calls", "evil.example.com")).startsWith("HTTP/1.1 400");
        assertThat(web.raw("/openai/webhook", "evil.example.com")).startsWith("HTTP/1.1 405");
        assertThat(twin.calls()).hasSize(calls);
    }

    @Test
    void the_page_gets_the_strictest_headers_and_the_twin_the_same() {
        for (String path : new String[] {"/", "/app.js", "/twin/faults", "/api/overview", "/nothing"}) {
            Web.Reply reply = web.get(path);
            assertThat(reply.header("Content-Security-Policy"))
                    .startsWith("default-src 'none';")
                    .contains("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*", "data:");
            assertThat(reply.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(reply.header("Permissions-Policy")).contains("microphone=()", "camera=()");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void live_without_a_token_nobody_can_sign_in_and_it_is_said_why() {
        OwnPages pages = new OwnPages("https://voice.example.com");
        EndedSessions none = new EndedSessions(() -> Mockito.mock(SignOuts.class), System::nanoTime);
        SessionApi api = new SessionApi(
                new Operators(null, null, false, none, Clock.systemUTC()),
                pages,
                new WrongTokens(new SimpleMeterRegistry()),
                "live");
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/session");

        assertThat(api.state(request)).isEqualTo(new SessionApi.State(false, false, false, "live"));
        assertThatThrownBy(() -> api.signIn(request, new SessionApi.Credentials("x")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(403))
                .hasMessageContaining("REFEREE_ADMIN_TOKEN");
    }
}

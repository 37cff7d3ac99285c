package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Signing in at the whole application as it runs live, with nothing behind its vendors' addresses. */
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
            "referee.admin.token=s3cr\u00e9t-of-operators",
            "spring.datasource.url=jdbc:h2:mem:session-api"
        })
@ActiveProfiles("live")
class SessionApiTest {

    private static final String TOKEN = "s3cr\u00e9t-of-operators";
    private static final String HANG_UP = "/api/calls/x/hangup";

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

    private Web.Reply signIn(String token, String... headers) {
        return web.post("/api/session", "{\"token\":\"" + token + "\"}", headers);
    }

    /** As a browser sends it back. */
    private String cookie() {
        return signIn(TOKEN).header("Set-Cookie").split(";")[0];
    }

    private static String forged(String token, Instant at) {
        return "referee_session=" + new SessionCookie(token).mint(at);
    }

    @Test
    void the_token_is_exchanged_for_a_cookie_that_opens_the_api() {
        Web.Reply reply = signIn(TOKEN);

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Set-Cookie"))
                .startsWith("referee_session=")
                .contains("; Path=/;", "; Max-Age=43200;", "; Secure", "; HttpOnly", "; SameSite=Strict")
                .doesNotContain("Domain", TOKEN);
        String cookie = reply.header("Set-Cookie").split(";")[0];
        assertThat(web.get("/api/calls", "Cookie", cookie).status()).isEqualTo(200);
        assertThat(web.get("/api/overview", "Cookie", "a=b; " + cookie).status())
                .isEqualTo(200);
    }

    @Test
    void whoever_asks_is_told_how_he_stands() {
        JsonNode stranger = web.get("/api/session").json();
        JsonNode operator = web.get("/api/session", "Cookie", cookie()).json();

        assertThat(stranger.toString())
                .isEqualTo("{\"signedIn\":false,\"open\":false,\"configured\":true,\"profile\":\"live\"}");
        assertThat(operator.path("signedIn").asBoolean()).isTrue();
    }

    @Test
    void signing_out_takes_the_cookie_back() {
        Web.Reply reply = web.method("DELETE", "/api/session", "Cookie", cookie());

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Set-Cookie"))
                .startsWith("referee_session=;")
                .contains("; Path=/;", "; Max-Age=0;", "; HttpOnly", "; SameSite=Strict");
    }

    @Test
    void the_cookie_shows_the_details_of_health_to_the_page() {
        assertThat(web.get("/actuator/health/routes").isProblem(401)).isTrue();
        assertThat(web.get("/actuator/health/routes", "Cookie", cookie()).body())
                .contains("details");
        assertThat(web.get("/actuator/health", "Cookie", cookie()).body()).contains("components");
        assertThat(web.get("/actuator/health", "Cookie", "referee_session=x.y.z")
                        .body())
                .doesNotContain("components");
    }

    @Test
    void a_wrong_token_gives_no_cookie() {
        Web.Reply reply = signIn("s3cret-of-operators");

        assertThat(reply.isProblem(401)).isTrue();
        assertThat(reply.header("Set-Cookie")).isEmpty();
        assertThat(reply.body()).doesNotContain("s3cr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"token\":null}", "{\"token\":\"\"}", "{\"token\":{}}"})
    void a_body_without_a_token_is_refused(String body) {
        assertThat(web.post("/api/session", body).isProblem(400)).isTrue();
    }

    @Test
    void another_page_cannot_sign_anybody_in_or_out() {
        assertThat(signIn(TOKEN, "Origin", "https://evil.example.com").isProblem(403))
                .isTrue();
        assertThat(signIn(TOKEN, "Sec-Fetch-Site", "cross-site").isProblem(403)).isTrue();
        assertThat(web.method("DELETE", "/api/session", "Origin", "null").isProblem(403))
                .isTrue();
        byte[] body = ("{\"token\":\"" + TOKEN + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(web.postChunked("/api/session", "text/plain", body).isProblem(415))
                .isTrue();
    }

    @Test
    void a_cookie_that_is_expired_forged_or_of_another_token_opens_nothing() {
        Instant now = Instant.now();
        for (String cookie : new String[] {
            forged(TOKEN, now.minus(SessionCookie.LIFE).minus(Duration.ofSeconds(1))),
            forged("changed", now),
            forged("\u0000", now),
            "referee_session=" + TOKEN,
            "referee_session=",
            "referee_session=9999999999.x.y",
            cookie() + "x",
            "Referee_Session=" + cookie().split("=", 2)[1]
        }) {
            assertThat(web.get("/api/calls", "Cookie", cookie).isProblem(401))
                    .as(cookie)
                    .isTrue();
        }
        assertThat(web.get("/api/calls", "Cookie", forged(TOKEN, now)).status())
                .as("the same made rightly, as another node would")
                .isEqualTo(200);
    }

    @Test
    void a_wrong_token_in_the_header_is_not_made_good_by_a_cookie() {
        assertThat(web.get("/api/calls", "Cookie", cookie(), "Authorization", "Bearer wrong")
                        .isProblem(401))
                .isTrue();
    }

    @Test
    void with_the_cookie_nothing_is_changed_without_the_header_of_our_page() {
        String cookie = cookie();

        Web.Reply without = web.post(HANG_UP, "", "Cookie", cookie);
        Web.Reply with = web.post(HANG_UP, "", "Cookie", cookie, "X-Referee-Console", "1");

        assertThat(without.isProblem(403)).isTrue();
        assertThat(without.detail()).contains("X-Referee-Console");
        assertThat(with.isProblem(404)).as("let in; there is no such call").isTrue();
        for (String method : new String[] {"PUT", "DELETE", "PATCH", "OPTIONS", "POST"}) {
            assertThat(web.method(method, HANG_UP, "Cookie", cookie).isProblem(403))
                    .as(method)
                    .isTrue();
        }
    }

    @Test
    void with_the_cookie_nothing_is_changed_for_another_page() {
        String cookie = cookie();

        for (String[] header : new String[][] {
            {"Origin", "https://evil.example.com"},
            {"Origin", "null"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"}
        }) {
            Web.Reply reply = web.post(HANG_UP, "", "Cookie", cookie, "X-Referee-Console", "1", header[0], header[1]);
            assertThat(reply.isProblem(403)).as("%s: %s", (Object[]) header).isTrue();
        }
        assertThat(web.post(
                                HANG_UP,
                                "",
                                "Cookie",
                                cookie,
                                "X-Referee-Console",
                                "1",
                                "Origin",
                                "https://voice.example.com",
                                "Sec-Fetch-Site",
                                "same-origin")
                        .isProblem(404))
                .isTrue();
    }

    @Test
    void no_other_origin_is_ever_allowed_to_read() {
        Web.Reply reply = web.get("/api/calls", "Cookie", cookie(), "Origin", "https://evil.example.com");

        assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void many_wrong_tokens_do_not_lock_out_the_right_one() {
        for (int i = 0; i < 100; i++) {
            assertThat(signIn("guess-" + i).isProblem(401)).isTrue();
        }

        assertThat(signIn(TOKEN).status()).isEqualTo(204);
    }

    @Test
    void a_copy_of_the_cookie_is_worth_nothing_after_the_sign_out_and_other_sessions_go_on() {
        String cookie = cookie();
        String other = cookie();
        assertThat(web.get("/api/calls", "Cookie", cookie).status()).isEqualTo(200);

        web.method("DELETE", "/api/session", "Cookie", cookie);

        assertThat(web.get("/api/calls", "Cookie", cookie).isProblem(401)).isTrue();
        assertThat(web.get("/api/session", "Cookie", cookie)
                        .json()
                        .path("signedIn")
                        .asBoolean())
                .isFalse();
        assertThat(web.get("/api/calls", "Cookie", other).status()).isEqualTo(200);
        assertThat(web.method("DELETE", "/api/session", "Cookie", cookie).status())
                .as("once more")
                .isEqualTo(204);
    }
}

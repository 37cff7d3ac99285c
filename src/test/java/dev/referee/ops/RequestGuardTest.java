package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;

class RequestGuardTest extends TwinApp {

    private static final List<String> PATHS =
            List.of("/openai/webhook", "/twiml/inbound", "/api/calls/x/transfer", "/twin/calls", "/nope");

    @Value("${referee.twilio.auth-token}")
    String authToken = "";

    @Value("${referee.public-url}")
    String publicUrl = "";

    @Test
    void a_body_above_the_bound_of_its_path_is_refused() {
        for (String path : PATHS) {
            String body = " ".repeat(Purpose.of(path).bytesMax() + 1);

            assertThat(web.post(path, body).isProblem(413)).as(path).isTrue();
        }
    }

    @Test
    void so_is_one_that_does_not_say_how_long_it_is() {
        for (String path : PATHS) {
            byte[] body = new byte[Purpose.of(path).bytesMax() + 1];

            assertThat(web.postChunked(path, "application/json", body).isProblem(413))
                    .as(path)
                    .isTrue();
        }
    }

    @Test
    void a_body_at_the_bound_passes() {
        String body = "{\"target\":\"front-desk\"}";
        String padded = body + " ".repeat(Purpose.API.bytesMax() - body.length());

        Web.Reply announced = web.post("/api/calls/x/transfer", padded);
        Web.Reply chunked = web.postChunked(
                "/api/calls/x/transfer", "application/json", padded.getBytes(StandardCharsets.US_ASCII));

        assertThat(announced.isProblem(404)).isTrue();
        assertThat(chunked.isProblem(404)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "x-gzip",
                "deflate",
                "br",
                "identity, gzip",
                "gzip, identity",
                "identity,,x",
                "unheard-of"
            })
    void an_encoded_body_is_refused_on_every_path_before_it_is_read(String coding) {
        for (String path : PATHS) {
            Web.Reply reply = web.post(path, "no gzip at all", "Content-Encoding", coding);

            assertThat(reply.isProblem(415)).as(path).isTrue();
            assertThat(reply.header("Accept-Encoding")).isEqualTo("identity");
        }
    }

    @Test
    void so_is_one_with_an_odd_path() {
        for (String path :
                List.of("/%74wiml/inbound", "//twiml/inbound", "/twiml/inbound;a=b", "/x/%2e%2e/api/calls")) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\n";

            assertThat(web.exchange(head + "Content-Length: 1\r\n\r\nx"))
                    .as(path)
                    .startsWith("HTTP/1.1 415");
        }
    }

    @Test
    void what_needs_no_proof_and_what_is_refused_ends_the_connection() {
        assertThat(web.get("/actuator/health").header("Connection")).isEqualTo("close");
        assertThat(web.get("/css/views.css").header("Connection")).isEqualTo("close");
        assertThat(web.get("/api/session").header("Connection")).isEqualTo("close");
        assertThat(web.method("OPTIONS", "/openai/webhook").header("Connection"))
                .isEqualTo("close");
        assertThat(web.post("/twiml/inbound", "").header("Connection")).isEqualTo("close");
        assertThat(web.get("/api/calls").header("Connection")).isNotEqualTo("close");
    }

    @Test
    void so_is_one_whose_second_header_says_so() {
        Web.Reply reply = web.post("/twiml/inbound", "x", "Content-Encoding", "identity", "Content-Encoding", "gzip");

        assertThat(reply.isProblem(415)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "Identity", ""})
    void a_body_that_is_what_it_says_passes(String coding) {
        assertThat(web.post("/twiml/inbound", "", "Content-Encoding", coding).isProblem(403))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%74wiml/inbound",
                "/%6fpenai/webhook",
                "//twiml/inbound",
                "/twiml/./inbound",
                "/x/../twiml/inbound",
                "/twiml/inbound;a=b",
                "/twiml/inboun%64",
                "/%61pi/calls",
                "/api/%73ession",
                "/actuator/%68ealth",
                "/twiml%2finbound",
                "/twiml/inbound%00"
            })
    void no_other_spelling_of_a_path_reaches_a_route(String path) {
        assertThat(web.raw(path)).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    @Test
    void a_chunked_form_of_the_carrier_is_read_as_it_was_signed() throws Exception {
        String sid = "CA0123456789abcdef0123456789abcdee";
        String form = "CallSid=" + sid + "&From=%2B61400000001&To=%2B61290000000&CallStatus=ringing";
        String signed = publicUrl + "/twiml/inbound" + "CallSid" + sid + "CallStatusringing" + "From+61400000001"
                + "To+61290000000";
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));

        Web.Reply reply = web.postChunked(
                "/twiml/inbound",
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.US_ASCII),
                "X-Twilio-Signature",
                signature);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("<Dial");
        web.post("/api/calls/" + sid + "/hangup", "");
    }
}

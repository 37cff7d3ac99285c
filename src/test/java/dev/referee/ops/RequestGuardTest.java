package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

class RequestGuardTest extends TwinApp {

    private static final List<String> PATHS =
            List.of("/openai/webhook", "/twiml/inbound", "/api/calls/x/transfer", "/twin/calls", "/nope");

    @Value("${referee.twilio.auth-token}")
    String authToken = "";

    @Value("${referee.public-url}")
    String publicUrl = "";

    @Test
    void a_body_above_the_bound_is_refused_on_every_path() {
        String body = " ".repeat(RequestGuard.BYTES_MAX + 1);

        for (String path : PATHS) {
            assertThat(web.post(path, body).isProblem(413)).as(path).isTrue();
        }
    }

    @Test
    void so_is_one_that_does_not_say_how_long_it_is() {
        byte[] body = new byte[RequestGuard.BYTES_MAX + 1];

        for (String path : PATHS) {
            assertThat(web.postChunked(path, "application/json", body).isProblem(413))
                    .as(path)
                    .isTrue();
        }
    }

    @Test
    void a_body_at_the_bound_passes() {
        String body = "{\"target\":\"front-desk\"}";
        String padded = body + " ".repeat(RequestGuard.BYTES_MAX - body.length());

        Web.Reply announced = web.post("/api/calls/x/transfer", padded);
        Web.Reply chunked = web.postChunked(
                "/api/calls/x/transfer", "application/json", padded.getBytes(StandardCharsets.US_ASCII));

        assertThat(announced.isProblem(404)).isTrue();
        assertThat(chunked.isProblem(404)).isTrue();
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

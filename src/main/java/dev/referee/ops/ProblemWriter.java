package dev.referee.ops;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.referee.masking.Masking;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;

/** Answers with problem JSON (RFC 9457) where Spring MVC has not been reached yet. */
final class ProblemWriter {

    private ProblemWriter() {}

    static void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        byte[] body = json(status, detail);
        response.setStatus(status.value());
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static byte[] json(HttpStatus status, String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", status.getReasonPhrase())
                .put("status", status.value())
                .put("detail", Masking.mask(detail))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}

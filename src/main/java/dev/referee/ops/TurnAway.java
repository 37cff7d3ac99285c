package dev.referee.ops;

import dev.referee.route.Requests;
import dev.referee.route.Rescue;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.UnreadableForm;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Answers a request that this node cannot take now. OpenAI gets a 503 with Retry-After and comes again. The carrier does not, so
 * it gets a document that lets the caller ask again in a second ({@link Rescue}). What is said here is said to anybody, signed
 * or not: it holds nothing but what the request held.
 */
record TurnAway(Rescue rescue) {

    void answer(HttpServletRequest request, HttpServletResponse response, @Nullable CallbackForm form, String why)
            throws IOException {
        response.setHeader(HttpHeaders.CONNECTION, "close"); // nobody has looked yet who asks
        Optional<String> document = rescue.document(Purpose.path(request), Requests.query(request), form);
        if (document.isEmpty()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
            ProblemWriter.write(response, HttpStatus.SERVICE_UNAVAILABLE, why);
            return;
        }
        byte[] body = document.get().getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/xml");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** What a carrier's request for a document says, of one whose body is here; null if that is nothing that can be read. */
    static @Nullable CallbackForm form(HttpServletRequest request) throws IOException {
        if (!Rescue.isDocument(Purpose.path(request))) {
            return null;
        }
        try {
            return CallbackForm.parse(request.getInputStream().readNBytes(CallbackForm.BYTES_MAX));
        } catch (UnreadableForm unreadable) {
            return null;
        }
    }
}

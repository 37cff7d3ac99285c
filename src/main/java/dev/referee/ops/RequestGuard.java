package dev.referee.ops;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses, by its head alone, what no path of ours wants: encoded bodies (415), methods that nothing serves (405), paths that
 * can be read in two ways (400, see {@link Purpose}) and bodies that are announced as too large (413). Nothing of a body is
 * read. Camel would decode one before any bound counts, so three small requests could fill the memory; no vendor was ever
 * seen to send one (facts/openai-realtime-sip.md §1, facts/twilio-voice.md §1).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestGuard extends OncePerRequestFilter {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isEncoded(request)) {
            response.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            refuse(response, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "send the body without Content-Encoding");
            return;
        }
        if (!METHODS.contains(request.getMethod())) {
            response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, POST, OPTIONS");
            refuse(response, HttpStatus.METHOD_NOT_ALLOWED, "no path here takes this method");
            return;
        }
        Optional<String> odd = Purpose.oddity(Purpose.path(request));
        if (odd.isPresent()) {
            refuse(response, HttpStatus.BAD_REQUEST, "the path can be read in more than one way: " + odd.get());
            return;
        }
        Purpose purpose = Purpose.of(request);
        int most = purpose.bytesMax();
        if (request.getContentLengthLong() > most) {
            refuse(response, HttpStatus.PAYLOAD_TOO_LARGE, "the body is larger than " + most + " bytes");
            return;
        }
        if (needsNoProof(request, purpose)) {
            response.setHeader(HttpHeaders.CONNECTION, "close"); // anybody may ask, so each time anew
        }
        chain.doFilter(request, new RefusalsEnd(response));
    }

    private static boolean needsNoProof(HttpServletRequest request, Purpose purpose) {
        return purpose == Purpose.PAGE
                || purpose == Purpose.ACTUATOR
                || Purpose.path(request).equals(AdminGate.SESSION)
                || request.getMethod().equals("OPTIONS");
    }

    private static boolean isEncoded(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    }

    private static void refuse(HttpServletResponse response, HttpStatus status, String why) throws IOException {
        ProblemWriter.write(new RefusalsEnd(response), status, why);
    }

    /**
     * A client that is refused has to connect again. The rest of a body is of no interest; and of many requests that a client
     * sends in advance only the first is looked at, so they cannot queue up before those of others.
     */
    private static final class RefusalsEnd extends HttpServletResponseWrapper {

        private RefusalsEnd(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setStatus(int status) {
            if (status >= HttpStatus.BAD_REQUEST.value()) {
                setHeader(HttpHeaders.CONNECTION, "close");
            }
            super.setStatus(status);
        }

        @Override
        public void sendError(int status) throws IOException {
            setHeader(HttpHeaders.CONNECTION, "close");
            super.sendError(status);
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            setHeader(HttpHeaders.CONNECTION, "close");
            super.sendError(status, message);
        }
    }
}

package dev.referee.ops;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
 * Refuses, by its head alone, what no path of ours wants: methods that nothing serves (405), paths that can be read in two
 * ways (400, see {@link Purpose}), encoded bodies (415) and bodies that are announced as too large (413). Nothing of a body is
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
        if (isEncoded(request)) {
            response.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            refuse(response, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "send the body without Content-Encoding");
            return;
        }
        int most = Purpose.of(request).bytesMax();
        if (request.getContentLengthLong() > most) {
            refuse(response, HttpStatus.PAYLOAD_TOO_LARGE, "the body is larger than " + most + " bytes");
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean isEncoded(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    }

    /** The connection is given up: the body is of no interest. */
    private static void refuse(HttpServletResponse response, HttpStatus status, String why) throws IOException {
        response.setHeader(HttpHeaders.CONNECTION, "close");
        ProblemWriter.write(response, status, why);
    }
}

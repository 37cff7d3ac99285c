package dev.referee.ops;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what no path of ours wants: bodies above 1 MiB (413) or too slow (408), and methods that nothing serves, such as TRACE (405). A
 * body whose length is not announced is read here, so that its end is known before anybody acts on its beginning.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class RequestGuard extends OncePerRequestFilter {

    static final int BYTES_MAX = 1024 * 1024;

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Bodies bodies;

    RequestGuard(Bodies bodies) {
        this.bodies = bodies;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!METHODS.contains(request.getMethod())) {
            response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, POST, OPTIONS");
            ProblemWriter.write(response, HttpStatus.METHOD_NOT_ALLOWED, "no path here takes this method");
            return;
        }
        long announced = request.getContentLengthLong();
        if (announced > BYTES_MAX) {
            refuse(response, HttpStatus.PAYLOAD_TOO_LARGE, "the body is larger than " + BYTES_MAX + " bytes");
            return;
        }
        if (announced >= 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
            chain.doFilter(request, response);
            return;
        }
        Bodies.Reading reading = bodies.read(request, BYTES_MAX);
        if (reading.refusal() != null) {
            refuse(response, reading.refusal(), reading.why());
            return;
        }
        chain.doFilter(new ReadRequest(request, reading.body()), response);
    }

    /** The connection is given up: the rest of the body is of no interest. */
    private static void refuse(HttpServletResponse response, HttpStatus status, String why) throws IOException {
        response.setHeader(HttpHeaders.CONNECTION, "close");
        ProblemWriter.write(response, status, why);
    }
}

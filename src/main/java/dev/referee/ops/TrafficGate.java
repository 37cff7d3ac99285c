package dev.referee.ops;

import dev.referee.config.LimitSettings;
import dev.referee.route.Drain;
import dev.referee.route.Load;
import dev.referee.route.Requests;
import dev.referee.route.Rescue;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.UnreadableForm;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Turns vendors' requests away that this node cannot take now, before they cost anything: while it stops, and beyond the
 * bound of requests at once. OpenAI gets a 503 with Retry-After and comes again; the carrier, which does not, gets a
 * document that lets the caller ask again in a second ({@link Rescue}). What is said here is said to anybody, signed or
 * not: it holds nothing but what the request held.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class TrafficGate extends OncePerRequestFilter {

    private final Drain drain;
    private final Load load;
    private final Rescue rescue;
    private final Semaphore places;

    TrafficGate(Drain drain, Load load, Rescue rescue, LimitSettings limits) {
        this.drain = drain;
        this.load = load;
        this.rescue = rescue;
        this.places = new Semaphore(limits.requests());
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !(path.startsWith("/twiml/") || path.startsWith("/twilio/") || path.startsWith("/openai/"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String why = refusal(request.getRequestURI());
        if (why != null) {
            turnAway(request, response, why);
        } else if (places.tryAcquire()) {
            try {
                chain.doFilter(request, response);
            } finally {
                places.release();
            }
        } else {
            turnAway(request, response, "too many requests at once; try again");
        }
    }

    private @Nullable String refusal(String path) {
        boolean webhook = path.startsWith("/openai/");
        boolean begins = webhook || path.equals("/twiml/inbound");
        return switch (drain.state()) {
            case GONE -> "this node stops; try again";
            case DRAINING -> begins ? "this node stops; try again" : null;
            case OPEN -> webhook && load.isBusy() ? "too much to do; try again" : null;
        };
    }

    private void turnAway(HttpServletRequest request, HttpServletResponse response, String why) throws IOException {
        Optional<String> document = rescue.document(request.getRequestURI(), Requests.query(request), form(request));
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

    private static @Nullable CallbackForm form(HttpServletRequest request) throws IOException {
        if (!Rescue.isDocument(request.getRequestURI())) {
            return null;
        }
        try {
            return CallbackForm.parse(request.getInputStream().readNBytes(CallbackForm.BYTES_MAX));
        } catch (UnreadableForm unreadable) {
            return null;
        }
    }
}

package dev.referee.ops;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The web server listens a moment before the routes are there. A carrier that calls in between would get a 404, which
 * loses the caller; so its request, and OpenAI's, waits until everything has started, and gets a 503 if that takes longer
 * than the carrier would wait.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class StartGate extends OncePerRequestFilter {

    /** The carrier gives up after 15 s (facts/twilio-voice.md §1). */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch ready = new CountDownLatch(1);

    /** Opens the gate. */
    @EventListener(ApplicationReadyEvent.class)
    public void open() {
        ready.countDown();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        boolean ours = path.startsWith("/twiml/") || path.startsWith("/twilio/") || path.startsWith("/openai/");
        return ready.getCount() == 0 || !ours;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isReady()) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        ProblemWriter.write(response, HttpStatus.SERVICE_UNAVAILABLE, "this node has not started yet; try again");
    }

    private boolean isReady() {
        try {
            return ready.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

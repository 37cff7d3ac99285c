package dev.referee.ops;

import dev.referee.route.Rescue;
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
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The web server listens a moment before the routes are there. A carrier that calls in between would get a 404, which
 * loses the caller; so its request, and OpenAI's, waits until everything has started, and is turned away ({@link TurnAway})
 * before the carrier would give up.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 13)
class StartGate extends OncePerRequestFilter {

    /** The carrier gives up after 15 s (facts/twilio-voice.md §1). */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch ready = new CountDownLatch(1);
    private final TurnAway turnAway;

    StartGate(Rescue rescue) {
        this.turnAway = new TurnAway(rescue);
    }

    /** Opens the gate. */
    @EventListener(ApplicationReadyEvent.class)
    public void open() {
        ready.countDown();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return ready.getCount() == 0 || !Purpose.of(request).isVendors();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isReady()) {
            chain.doFilter(request, response);
            return;
        }
        turnAway.answer(request, response, TurnAway.form(request), "this node has not started yet; try again");
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

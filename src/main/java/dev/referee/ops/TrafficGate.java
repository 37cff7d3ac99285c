package dev.referee.ops;

import dev.referee.config.LimitSettings;
import dev.referee.route.Drain;
import dev.referee.route.FallbacksFirst;
import dev.referee.route.Load;
import dev.referee.route.Rescue;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Turns vendors' requests away that this node cannot take now, before they cost anything: while it stops, and beyond the
 * bound of requests at once ({@link TurnAway}). What is taken waits for its turn while many transfers fall back
 * ({@link FallbacksFirst}). From half of the bound on only calls that are in progress get on: a new one makes twenty requests more.
 *
 * <p>A request holds its place until it is answered, on whatever thread that is; its body is read before ({@link BodyGate}),
 * so that nobody holds a place who has not yet said what he wants.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 14)
class TrafficGate extends OncePerRequestFilter {

    private final Drain drain;
    private final Load load;
    private final FallbacksFirst fallbacks;
    private final TurnAway turnAway;
    private final int most;
    private final int mostWithNew;
    private final Semaphore places;

    TrafficGate(Drain drain, Load load, FallbacksFirst fallbacks, Rescue rescue, LimitSettings limits) {
        this.drain = drain;
        this.load = load;
        this.fallbacks = fallbacks;
        this.turnAway = new TurnAway(rescue);
        this.most = limits.requests();
        this.mostWithNew = (most + 1) / 2;
        this.places = new Semaphore(most);
    }

    /** Requests that are being answered. */
    int count() {
        return most - places.availablePermits();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !Purpose.of(request).isVendors();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = Purpose.path(request);
        String why = refusal(path);
        if (why != null) {
            turnAway.answer(request, response, TurnAway.form(request), why);
            return;
        }
        FallbacksFirst.Turn turn = turn(path);
        if (places.tryAcquire()) {
            pass(request, response, chain, () -> {
                places.release();
                turn.close();
            });
        } else {
            turn.close();
            turnAway.answer(request, response, TurnAway.form(request), "too many requests at once; try again");
        }
    }

    /** A REFER that arrives is what transfers wait for: it need not wait for them. */
    private FallbacksFirst.Turn turn(String path) {
        return path.equals("/twiml/refer") ? FallbacksFirst.Turn.FREE : fallbacks.await();
    }

    /** Routes answer later, on a thread of their own. */
    private static void pass(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, Runnable answered)
            throws ServletException, IOException {
        boolean later = false;
        try {
            chain.doFilter(request, response);
            later = request.isAsyncStarted();
        } finally {
            if (later) {
                request.getAsyncContext().addListener(new Answered(answered));
            } else {
                answered.run();
            }
        }
    }

    private @Nullable String refusal(String path) {
        boolean webhook = Purpose.of(path) == Purpose.OPENAI;
        boolean rings = path.equals("/twiml/inbound");
        boolean begins = webhook || rings;
        return switch (drain.state()) {
            case GONE -> "this node stops; try again";
            case DRAINING -> begins ? "this node stops; try again" : null;
            case OPEN -> webhook && load.isBusy() || rings && isCrowded() ? "too much to do; try again" : null;
        };
    }

    /** Whether the room that is left, those who wait for their turn included, belongs to calls in progress. */
    private boolean isCrowded() {
        return count() + fallbacks.waiting() >= mostWithNew;
    }

    /** Gives the place back when the request is over, however it ends: a container calls this once. */
    private record Answered(Runnable answered) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            answered.run();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}

package dev.referee.ops;

import dev.referee.config.LimitSettings;
import dev.referee.route.Drain;
import dev.referee.route.FallbacksFirst;
import dev.referee.route.Load;
import dev.referee.route.Requests;
import dev.referee.route.Rescue;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.UnreadableForm;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
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
 * not: it holds nothing but what the request held. What is taken waits for its turn while many transfers fall back
 * ({@link FallbacksFirst}). From half of the bound on only calls that are in progress get on: a new one makes twenty requests more.
 *
 * <p>A request holds its place until it is answered, on whatever thread that is; its body is read before ({@link Bodies}),
 * so that nobody holds a place who has not yet said what he wants.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class TrafficGate extends OncePerRequestFilter {

    /** The largest body that a vendor's route takes. */
    private static final int BYTES_MAX = 256 * 1024;

    private final Drain drain;
    private final Load load;
    private final FallbacksFirst fallbacks;
    private final Rescue rescue;
    private final Bodies bodies;
    private final int most;
    private final int mostWithNew;
    private final Semaphore places;

    TrafficGate(Drain drain, Load load, FallbacksFirst fallbacks, Rescue rescue, Bodies bodies, LimitSettings limits) {
        this.drain = drain;
        this.load = load;
        this.fallbacks = fallbacks;
        this.rescue = rescue;
        this.bodies = bodies;
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
        String path = request.getRequestURI();
        return !(path.startsWith("/twiml/") || path.startsWith("/twilio/") || path.startsWith("/openai/"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Bodies.Reading reading = bodies.read(request, BYTES_MAX);
        if (reading.refusal() != null) {
            answer(response, reading.refusal(), reading.why());
            return;
        }
        HttpServletRequest whole = new ReadRequest(request, reading.body());
        String why = refusal(request.getRequestURI());
        if (why != null) {
            turnAway(whole, response, why);
            return;
        }
        FallbacksFirst.Turn turn = turn(request.getRequestURI());
        if (places.tryAcquire()) {
            pass(whole, response, chain, () -> {
                places.release();
                turn.close();
            });
        } else {
            turn.close();
            turnAway(whole, response, "too many requests at once; try again");
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
        boolean webhook = path.startsWith("/openai/");
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

    private void turnAway(HttpServletRequest request, HttpServletResponse response, String why) throws IOException {
        Optional<String> document = rescue.document(request.getRequestURI(), Requests.query(request), form(request));
        if (document.isEmpty()) {
            answer(response, HttpStatus.SERVICE_UNAVAILABLE, why);
            return;
        }
        byte[] body = document.get().getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/xml");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** What is refused before it is understood; the connection is given up, for its rest is of no interest. */
    private static void answer(HttpServletResponse response, HttpStatus status, String why) throws IOException {
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        response.setHeader(HttpHeaders.CONNECTION, "close");
        ProblemWriter.write(response, status, why);
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

package dev.referee.ops;

import dev.referee.config.LimitSettings;
import dev.referee.route.Rescue;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Hands a request on when its body is here, whole. A body that is still on its way holds no thread and none of the node's
 * places, however many there are: the container calls when there is more of it, and the request starts again from
 * this gate when that was the end. Whoever takes longer than {@code referee.limits.body-timeout} gets a 408; the container
 * looks once a second. What stands before this gate must not read a body; what stands behind it reads from memory.
 *
 * <p>Thread-safe. Each body may fill {@value BodyRoom#EACH} bytes; what it needs beyond is taken from a room that all share, one
 * for vendors' requests and one for the others, so that unfinished bodies cannot fill the memory.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 12)
class BodyGate extends OncePerRequestFilter {

    private static final String HERE = BodyGate.class.getName();

    private final LimitSettings limits;
    private final TurnAway turnAway;
    private final BodyRoom vendors;
    private final BodyRoom others;

    @Autowired
    BodyGate(LimitSettings limits, Rescue rescue) {
        this(limits, rescue, BodyRoom.ofThisMachine(), BodyRoom.ofThisMachine());
    }

    BodyGate(LimitSettings limits, Rescue rescue, BodyRoom vendors, BodyRoom others) {
        this.limits = limits;
        this.turnAway = new TurnAway(rescue);
        this.vendors = vendors;
        this.others = others;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(HERE) instanceof IncomingBody whole) {
            request.removeAttribute(HERE);
            pass(request, response, chain, whole);
        } else if (isAsyncDispatch(request)) {
            chain.doFilter(request, response);
        } else {
            read(request, response, chain);
        }
    }

    private void read(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Purpose purpose = Purpose.of(request);
        IncomingBody body = new IncomingBody(request, purpose.bytesMax(), purpose.isVendors() ? vendors : others);
        body.takeWhatIsHere();
        if (body.isWhole()) {
            pass(request, response, chain, body);
        } else if (body.problem() != null) {
            body.close();
            refuse(request, response, body.problem());
        } else {
            awaitRest(request, response, body);
        }
    }

    private static void pass(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, IncomingBody body)
            throws ServletException, IOException {
        try {
            chain.doFilter(new ReadRequest(request, body.bytes()), response);
        } finally {
            body.close();
        }
    }

    private void awaitRest(HttpServletRequest request, HttpServletResponse response, IncomingBody body)
            throws IOException {
        AsyncContext later = request.startAsync(request, response);
        later.setTimeout(limits.bodyTimeout().toMillis());
        body.await(later, whole -> {
            if (whole.problem() == null) {
                request.setAttribute(HERE, whole);
                later.dispatch();
            } else {
                whole.close();
                refuse(request, response, whole.problem());
                later.complete();
            }
        });
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, HttpStatus why) throws IOException {
        switch (why) {
            case REQUEST_TIMEOUT -> ProblemWriter.write(response, why, "the body took too long");
            case PAYLOAD_TOO_LARGE ->
                ProblemWriter.write(
                        response,
                        why,
                        "the body is larger than " + Purpose.of(request).bytesMax() + " bytes");
            case SERVICE_UNAVAILABLE ->
                turnAway.answer(request, response, null, "too many large bodies at once; try again");
            default -> ProblemWriter.write(response, why, "the body ended too early");
        }
    }
}

package dev.referee.sideband;

import dev.referee.call.CallId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request to open: handshakes until one succeeds, one is final, or the window is over. Confined to the call's event
 * loop. Ends by exactly one call to the owner, unless it is cancelled.
 *
 * <p>A handshake begins when the one before is over, answered or its connection closed: an answer that comes late, to a
 * process that was slow itself, is as good as any, and a second sideband beside the first is what a session must not have.
 */
final class Attach {

    /** What comes of it. */
    interface Owner extends SidebandSocket.Owner {

        /** The socket is open; it has told nothing yet. */
        void onOpened(SidebandSocket socket, SidebandEvent.Opened opened);

        /** No socket. */
        void onFailed(SidebandEvent.Failed failed);
    }

    private final CallId callId;
    private final AttachRule rule;
    private final Duration window;
    private final SidebandOptions options;
    private final String bearer;
    private final Transport transport;
    private final Context context;
    private final Owner owner;
    private final AttachTime time;
    private final long startNanos;
    private int attempt;
    private boolean over;
    private long bound = -1;
    private Runnable retryTakenBack = () -> {};
    private @Nullable SidebandSocket trying;

    Attach(
            CallId callId,
            AttachRule rule,
            SidebandOptions options,
            String bearer,
            Transport transport,
            Context context,
            AttachTime time,
            Owner owner) {
        this.callId = callId;
        this.rule = rule;
        this.window = rule.window(options);
        this.options = options;
        this.bearer = bearer;
        this.transport = transport;
        this.context = context;
        this.owner = owner;
        this.time = time;
        this.startNanos = time.nanoTime();
    }

    /** Starts the first handshake. */
    void start() {
        // Vert.x bounds each part of a handshake, which together may take longer. Its own timer it does not cancel if
        // that is the very first, with the id 0 (4.5.22): this one comes before
        long mostMs = window.plus(options.connectTimeout()).toMillis();
        bound = context.owner().setTimer(mostMs, fired -> outOfTime(mostMs));
        next();
    }

    private void next() {
        attempt++;
        try {
            SidebandSocket socket = new SidebandSocket(callId, options, transport, context, owner);
            trying = socket;
            socket.connect(bearer).onComplete(result -> answered(socket, result));
        } catch (RuntimeException unusable) {
            // such as a key that is no header value; the message may quote it, so it stays here
            end(() -> owner.onFailed(failed(0, "no handshake is possible with this API key and address")));
        }
    }

    /** Gives up without a word; a handshake under way is closed unseen. */
    void cancel() {
        end(() -> {});
        if (trying != null) {
            trying.abandon();
        }
    }

    SidebandEvent.Failed failed(int httpStatus, String reason) {
        return new SidebandEvent.Failed(callId, attempt, httpStatus, reason);
    }

    private void answered(SidebandSocket socket, AsyncResult<WebSocket> result) {
        if (result.succeeded()) {
            if (!over && socket == trying) {
                end(() -> owner.onOpened(socket, new SidebandEvent.Opened(callId, attempt, elapsed())));
            }
        } else if (result.cause() instanceof UpgradeRejectedException rejected) {
            unsuccessful(socket, rejected.getStatus(), "the handshake was answered with HTTP " + rejected.getStatus());
        } else {
            unsuccessful(socket, 0, String.valueOf(result.cause().getMessage()));
        }
    }

    private void unsuccessful(SidebandSocket socket, int httpStatus, String reason) {
        if (over || socket != trying) {
            return;
        }
        trying = null;
        Duration wait = rule.waitAfter(attempt);
        if (rule.mayRetry(httpStatus) && elapsed().plus(wait).compareTo(window) <= 0) {
            retryTakenBack = time.after(wait, () -> context.runOnContext(turn -> again()));
        } else {
            end(() -> owner.onFailed(failed(httpStatus, reason)));
        }
    }

    private void again() {
        if (!over) {
            next();
        }
    }

    private void outOfTime(long mostMs) {
        if (!over) {
            cancel();
            owner.onFailed(failed(0, "no answer within " + mostMs + " ms"));
        }
    }

    private void end(Runnable report) {
        if (!over) {
            over = true;
            context.owner().cancelTimer(bound);
            retryTakenBack.run();
            report.run();
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(time.nanoTime() - startNanos);
    }
}

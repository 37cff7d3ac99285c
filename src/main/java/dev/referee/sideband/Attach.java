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
    private final SidebandOptions options;
    private final String bearer;
    private final Transport transport;
    private final Context context;
    private final Owner owner;
    private final AttachTime time;
    private final long startNanos;
    private int attempt;
    private boolean over;
    private long timer = -1;
    private Runnable retryTakenBack = () -> {};
    private @Nullable SidebandSocket trying;

    Attach(
            CallId callId,
            SidebandOptions options,
            String bearer,
            Transport transport,
            Context context,
            AttachTime time,
            Owner owner) {
        this.callId = callId;
        this.options = options;
        this.bearer = bearer;
        this.transport = transport;
        this.context = context;
        this.owner = owner;
        this.time = time;
        this.startNanos = time.nanoTime();
    }

    /** Starts the next handshake. */
    void start() {
        attempt++;
        try {
            SidebandSocket socket = new SidebandSocket(callId, options, transport, context, owner);
            trying = socket;
            // one bound over name lookup, connect, TLS and answer; Vert.x only has one for each. It comes before the
            // handshake's own timer, because Vert.x 4.5.22 does not cancel that one if it is the very first, with the
            // id 0
            long timeoutMs = options.connectTimeout().toMillis();
            timer = context.owner().setTimer(timeoutMs, fired -> {
                socket.abandon();
                unsuccessful(socket, 0, "no answer within " + timeoutMs + " ms");
            });
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
        // the timeout and Vert.x may both tell of the same end; the first one counts
        if (over || socket != trying) {
            return;
        }
        trying = null;
        context.owner().cancelTimer(timer);
        Duration wait = AttachRule.waitAfter(attempt);
        if (AttachRule.mayRetry(httpStatus) && elapsed().plus(wait).compareTo(options.attachWindow()) <= 0) {
            retryTakenBack = time.after(wait, () -> context.runOnContext(turn -> retry()));
        } else {
            end(() -> owner.onFailed(failed(httpStatus, reason)));
        }
    }

    private void retry() {
        if (!over) {
            start();
        }
    }

    private void end(Runnable report) {
        if (!over) {
            over = true;
            context.owner().cancelTimer(timer);
            retryTakenBack.run();
            report.run();
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(time.nanoTime() - startNanos);
    }
}

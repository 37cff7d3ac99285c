package dev.referee.sideband;

import dev.referee.call.CallId;
import dev.referee.scope.CallScope;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.impl.WebSocketInternal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket from its handshake to its end. Confined to the call's event loop.
 *
 * <p>Frames and end keep their order because of three things. The handlers are set before the handshake. The handshake
 * is started on the very event loop that reads the socket, so that Vert.x hands the handlers over before it reads on,
 * also when frames share a TCP segment with the 101. And what the peer does to end the socket is taken up one turn of
 * the event loop later, for Vert.x reports a close at once but may still hold the frames before it.
 */
final class SidebandSocket {

    /** RFC 6455 §7.4.1: no close frame came. */
    private static final int ABNORMAL = 1006;

    private static final int NO_CODE = 1005;
    private static final short TOO_BIG = 1009;
    private static final short BROKEN = 1002;
    private static final short POLICY = 1008;
    private static final short GOING_AWAY = 1001;

    /** Time for the peer to end the connection after the close frames. */
    private static final long CUT_OFF_MS = 2000;

    private static final Logger LOG = LoggerFactory.getLogger(SidebandSocket.class);

    /** What the owner does with the socket's news. */
    interface Owner {

        /** A complete text message. */
        void onText(String text);

        /** The end; comes once, and nothing after it. */
        void onClosed(SidebandEvent.Closed closed);
    }

    private final CallId callId;
    private final SidebandOptions options;
    private final Context context;
    private final Owner owner;
    private final ClientWebSocket socket;
    private @Nullable WebSocketInternal connected;
    private boolean over;
    private boolean closeWithoutCode;
    private long pinger = -1;
    private long lastSignNanos;

    SidebandSocket(CallId callId, SidebandOptions options, Transport transport, Context context, Owner owner) {
        this.callId = callId;
        this.options = options;
        this.context = context;
        this.owner = owner;
        this.socket = transport.newSocket(options);
        socket.frameHandler(this::onFrame);
        socket.textMessageHandler(this::onText);
        socket.exceptionHandler(this::onException);
        socket.closeHandler(none -> context.runOnContext(turn -> onRemoteClose()));
    }

    /** Starts the handshake. To be called on the context; so is the result. */
    Future<WebSocket> connect(String bearer) {
        return socket.connect(Transport.handshake(options, callId, bearer)).onSuccess(open -> {
            connected = (WebSocketInternal) open;
            if (over) {
                shut(GOING_AWAY, "");
            } else {
                lastSignNanos = System.nanoTime();
                pinger = vertx().setPeriodic(options.pingInterval().toMillis(), timer -> ping());
            }
        });
    }

    /** Sends one text message; the future succeeds when it has left for the network, in the order of the calls. */
    Future<Void> send(String text) {
        return socket.writeTextMessage(text);
    }

    /** Ends the socket on our own wish. Frames that are still on their way are dropped. */
    void close(short code, String reason) {
        end(code, code, reason, true);
    }

    /** Ends the socket because its events are not taken up. */
    void closeAsFull() {
        end(POLICY, POLICY, "sideband queue full", false);
    }

    /** Forgets a handshake under way: whatever comes of it is closed unseen. */
    void abandon() {
        over = true;
        shut(GOING_AWAY, "");
    }

    private void onFrame(WebSocketFrame frame) {
        lastSignNanos = System.nanoTime();
        if (frame.isClose()) {
            closeWithoutCode = frame.binaryData().length() < 2;
        }
    }

    private void onText(String text) {
        if (!over) {
            owner.onText(text);
        }
    }

    private void onRemoteClose() {
        Short received = socket.closeStatusCode();
        if (received == null) {
            end(GOING_AWAY, ABNORMAL, "connection lost without a close frame", false);
            return;
        }
        // Vert.x reads a close frame without a code as 1000
        int code = closeWithoutCode ? NO_CODE : Short.toUnsignedInt(received);
        String reason = socket.closeReason();
        end(GOING_AWAY, code, reason == null ? "" : reason, code == 1000 || code == 1001);
    }

    private void onException(Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            // the decoder stops here, but earlier frames may still wait for their turn
            boolean tooBig = corrupted.closeStatus().code() == TOO_BIG;
            context.runOnContext(turn -> endUnreadable(tooBig, corrupted));
        } else if (String.valueOf(failure.getMessage()).contains("max message size")) {
            // a message in several frames grew too big: Vert.x drops it and would go on with the next one
            endUnreadable(true, failure);
        } else {
            CallScope.during(callId, () -> LOG.debug("sideband of call {}: {}", callId, failure.toString()));
        }
    }

    private void endUnreadable(boolean tooBig, Throwable failure) {
        if (tooBig) {
            end(TOO_BIG, TOO_BIG, "frame larger than " + options.frameMaxBytes() + " bytes", false);
        } else {
            CallScope.during(
                    callId, () -> LOG.info("sideband of call {}: unreadable frame: {}", callId, failure.toString()));
            end(BROKEN, BROKEN, "unreadable frame", false);
        }
    }

    private void ping() {
        long silentNanos = System.nanoTime() - lastSignNanos;
        if (silentNanos >= options.pingInterval().multipliedBy(2).toNanos()) {
            end(GOING_AWAY, ABNORMAL, "no answer to ping", false);
        } else {
            socket.writePing(Buffer.buffer());
        }
    }

    private void end(short sentCode, int code, String reason, boolean clean) {
        if (over) {
            return;
        }
        over = true;
        vertx().cancelTimer(pinger);
        shut(sentCode, reason);
        owner.onClosed(new SidebandEvent.Closed(callId, code, reason, clean));
    }

    /** Sends our close frame unless the peer's was first, and cuts off a peer that does not end the connection then. */
    private void shut(short code, String reason) {
        WebSocketInternal open = connected;
        if (open != null) {
            open.close(code, reason);
            // Vert.x's public face only offers to send another close frame
            vertx().setTimer(CUT_OFF_MS, timer -> open.channelHandlerContext().close());
        }
    }

    private Vertx vertx() {
        return context.owner();
    }
}

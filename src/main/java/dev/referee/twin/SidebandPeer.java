package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;

/** One open sideband, at its server end. */
final class SidebandPeer {

    private final ServerWebSocket socket;
    private final HttpConnection connection;

    SidebandPeer(ServerWebSocket socket, HttpConnection connection, AgentSession session, Traffic traffic) {
        this.socket = socket;
        this.connection = connection;
        socket.textMessageHandler(text -> {
            traffic.step();
            ObjectNode event = Json.readObject(text);
            session.model.received(event == null ? Json.object() : event);
        });
        socket.closeHandler(ignored -> {
            session.detached(this);
            traffic.detached(socket);
        });
        socket.exceptionHandler(ignored -> session.detached(this));
    }

    void send(ObjectNode event) {
        if (!socket.isClosed()) {
            socket.writeTextMessage(event.toString());
        }
    }

    /** A close frame. */
    void close(int code) {
        socket.close((short) code);
    }

    /** TCP ends without a close frame, as observed when a caller hangs up (facts/openai-realtime-sip.md §3.5). */
    void cut() {
        if (connection instanceof ConnectionBase base) {
            base.channel().pipeline().firstContext().close(); // any other way sends a close frame first
        } else {
            socket.close();
        }
    }
}

package dev.referee.sideband;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

/** A well-behaved WebSocket server in the place of OpenAI. It answers each handshake with a status of the test's choice. */
final class WsPeer implements AutoCloseable {

    /** One handshake as it came. */
    record Handshake(String uri, MultiMap headers) {}

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    final List<Handshake> handshakes = new CopyOnWriteArrayList<>();
    final List<String> received = new CopyOnWriteArrayList<>();
    final List<Integer> closes = new CopyOnWriteArrayList<>();
    final Map<String, ServerWebSocket> sockets = new ConcurrentHashMap<>();

    /** Takes every handshake. */
    WsPeer() throws Exception {
        this(attempt -> 101);
    }

    /** @param status the answer to the n-th handshake, from 1 on; 101 takes it */
    WsPeer(IntUnaryOperator status) throws Exception {
        server = vertx.createHttpServer(new HttpServerOptions().setRegisterWebSocketWriteHandlers(false))
                .webSocketHandshakeHandler(asked -> {
                    handshakes.add(new Handshake(
                            asked.uri(), MultiMap.caseInsensitiveMultiMap().addAll(asked.headers())));
                    int answer = status.applyAsInt(handshakes.size());
                    if (answer != 101) {
                        asked.reject(answer);
                        return;
                    }
                    asked.accept();
                })
                .webSocketHandler(socket -> {
                    socket.textMessageHandler(received::add);
                    socket.closeHandler(closed -> closes.add((int) socket.closeStatusCode()));
                    sockets.put(socket.query().replace("call_id=", ""), socket);
                });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

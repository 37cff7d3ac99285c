package dev.referee.sideband;

import dev.referee.call.CallId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Vert.x as we use it: its event loops and WebSocket clients, and what they must be told. Thread-safe. */
final class Transport implements AttachTime {

    private static final int STOP_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private record ClientKey(Duration connectTimeout, int frameMaxBytes) {}

    private final Vertx vertx;
    private final Map<ClientKey, WebSocketClient> clients = new ConcurrentHashMap<>();

    Transport() {
        // no cache directory, for we serve no files; daemon threads, for nobody should wait for a sideband at exit
        this.vertx = Vertx.vertx(new VertxOptions()
                .setUseDaemonThread(true)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /** A context on one of the event loops; all that concerns one call runs on its context. */
    Context newContext() {
        // Vertx.getOrCreateContext would give the caller's, which may be a worker's, and loses frames (see connect)
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    /** A socket that is not connected yet, so that its handlers can be set before a frame can arrive. */
    ClientWebSocket newSocket(SidebandOptions options) {
        ClientKey key = new ClientKey(options.connectTimeout(), options.frameMaxBytes());
        return clients.computeIfAbsent(key, this::newClient).webSocket();
    }

    /** The handshake: where, with which key, and without anything that the vendor does not expect (no OpenAI-Beta, §3). */
    static WebSocketConnectOptions handshake(SidebandOptions options, CallId callId, String bearer) {
        WebSocketConnectOptions handshake = new WebSocketConnectOptions();
        handshake.setHost(options.host());
        handshake.setPort(options.port());
        handshake.setSsl(options.tls());
        handshake.setURI(options.requestUri(callId));
        handshake.setTimeout(options.connectTimeout().toMillis());
        handshake.setAllowOriginHeader(false);
        handshake.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + bearer);
        return handshake;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Runnable after(Duration wait, Runnable task) {
        long id = vertx.setTimer(wait.toMillis(), fired -> task.run());
        return () -> vertx.cancelTimer(id);
    }

    /** Ends all connections and threads; waits a few seconds at most. */
    void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warn("sideband: Vert.x did not close in order: {}", failure.toString());
        }
    }

    private WebSocketClient newClient(ClientKey key) {
        return vertx.createWebSocketClient(new WebSocketClientOptions()
                // the default is 50 for each host
                .setMaxConnections(Integer.MAX_VALUE)
                .setConnectTimeout(Math.toIntExact(key.connectTimeout().toMillis()))
                .setSslHandshakeTimeout(key.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxFrameSize(key.frameMaxBytes())
                .setMaxMessageSize(key.frameMaxBytes())
                // Vert.x would cut off a peer that ignores our close frame, but not one that sent its own and then
                // hangs;
                // SidebandSocket does both
                .setClosingTimeout(-1));
    }
}

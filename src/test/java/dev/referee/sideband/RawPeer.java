package dev.referee.sideband;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A WebSocket server that writes its bytes by hand, so that a test decides what shares a TCP segment. Reads only the
 * handshake, and close frames.
 */
final class RawPeer implements AutoCloseable {

    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

    private final Vertx vertx = Vertx.vertx();
    private final NetServer server;
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger alive = new AtomicInteger();

    /** How many connections there were at the same time, at most. */
    final AtomicInteger atOnce = new AtomicInteger();

    /** Whether it ends the connection when our close frame comes, as RFC 6455 wants. */
    volatile boolean polite = true;

    /** @param script gets the text of each handshake and its connection */
    RawPeer(BiConsumer<String, NetSocket> script) throws Exception {
        server = vertx.createNetServer().connectHandler(socket -> {
            connections.incrementAndGet();
            atOnce.accumulateAndGet(alive.incrementAndGet(), Math::max);
            socket.closeHandler(closed -> alive.decrementAndGet());
            Buffer request = Buffer.buffer();
            socket.handler(bytes -> {
                request.appendBuffer(bytes);
                if (request.toString().endsWith("\r\n\r\n")) {
                    socket.handler(frame -> {
                        if (polite && (frame.getByte(0) & 0x0f) == 8) {
                            socket.end();
                        }
                    });
                    script.accept(request.toString(), socket);
                }
            });
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    static Buffer switching(String request) {
        Matcher key = KEY.matcher(request);
        if (!key.find()) {
            throw new AssertionError("no handshake: " + request);
        }
        return Buffer.buffer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key.group(1)) + "\r\n\r\n");
    }

    static Buffer text(String text) {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    static Buffer closing(int code, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        return frame(
                0x88,
                Buffer.buffer().appendUnsignedShort(code).appendBytes(words).getBytes());
    }

    /** @param first FIN bit and opcode */
    static Buffer frame(int first, byte[] payload) {
        Buffer frame = Buffer.buffer().appendUnsignedByte((short) first);
        if (payload.length < 126) {
            frame.appendUnsignedByte((short) payload.length);
        } else {
            frame.appendUnsignedByte((short) 126).appendUnsignedShort(payload.length);
        }
        return frame.appendBytes(payload);
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

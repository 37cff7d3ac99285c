package dev.referee.process;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A line between two programs that can be bad: every connection here is carried on to the other end, byte by byte, as the
 * {@link Weather} allows.
 */
final class Line {

    /** What the line does to bytes. */
    enum Weather {
        /** Carries them at once. */
        FAIR,
        /** Carries them after a while. */
        SLOW,
        /** Takes connections and bytes and carries nothing; what is said on a connection now makes it half open for ever. */
        HANGING,
        /** Cuts every connection as soon as something is said on it, with a reset. */
        RESETTING,
        /** Cuts every second connection. */
        RESETTING_SOME
    }

    private final Vertx vertx;
    private final NetClient client;
    private final int port;
    private final int to;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private volatile Weather weather = Weather.FAIR;
    private volatile int slowMs = 300;
    private volatile String last = "";
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    Line(Vertx vertx, int to) {
        this.vertx = vertx;
        this.to = to;
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(1_000));
        this.port = Wait.join(vertx.createNetServer(
                                new NetServerOptions().setHost("127.0.0.1").setSoLinger(0))
                        .connectHandler(this::connected)
                        .listen(0))
                .actualPort();
    }

    int port() {
        return port;
    }

    Weather weather() {
        return weather;
    }

    void weather(Weather now) {
        weather = now;
    }

    void slow(int ms) {
        slowMs = ms;
        weather = Weather.SLOW;
    }

    /** Every WebSocket that is open becomes half open: neither bytes nor an end come through, on either side. */
    int freezeWebSockets() {
        return (int) connections.stream()
                .filter(each -> each.webSocket)
                .peek(each -> each.frozen = true)
                .count();
    }

    /**
     * As soon as these words were carried to the other end, the line hangs: the other end has heard them, and its answer
     * is lost. Empty for never.
     */
    void hangAfter(String words) {
        last = words;
    }

    /** Cuts all connections. */
    void cut() {
        connections.forEach(each -> each.near.close());
    }

    /** How many requests with this method and the beginning of a path were carried so far. */
    int requests(String start) {
        return (int) requests.stream().filter(each -> each.startsWith(start)).count();
    }

    private void connected(NetSocket near) {
        Connection it = new Connection(near, count.incrementAndGet());
        connections.add(it);
        near.exceptionHandler(ignored -> {});
        near.pause();
        client.connect(to, "127.0.0.1").onSuccess(far -> it.join(far)).onFailure(refused -> near.close());
    }

    private final class Connection {

        private final NetSocket near;
        private final int number;
        private volatile boolean webSocket;
        private volatile boolean frozen;

        Connection(NetSocket near, int number) {
            this.near = near;
            this.number = number;
        }

        void join(NetSocket far) {
            far.exceptionHandler(ignored -> {});
            near.handler(bytes -> {
                String text = bytes.toString(StandardCharsets.ISO_8859_1);
                webSocket |= text.startsWith("GET /v1/realtime?");
                if (text.startsWith("POST ")) {
                    requests.add(text.lines().findFirst().orElse(""));
                }
                carry(bytes, far);
                String words = last;
                if (!words.isEmpty() && text.contains(words)) {
                    last = "";
                    weather = Weather.HANGING;
                }
            });
            far.handler(bytes -> carry(bytes, near));
            near.closeHandler(gone -> end(far));
            far.closeHandler(gone -> end(near));
            near.resume();
        }

        private void carry(Buffer bytes, NetSocket to) {
            Weather now = weather;
            boolean cut = now == Weather.RESETTING || (now == Weather.RESETTING_SOME && number % 2 == 0);
            frozen |= now == Weather.HANGING; // what was lost in between is not made up for: it stays half open
            if (frozen) {
                return;
            }
            if (cut) {
                near.close();
            } else if (now == Weather.SLOW) {
                vertx.setTimer(slowMs, timer -> {
                    if (!frozen) {
                        to.write(bytes);
                    }
                });
            } else {
                to.write(bytes);
            }
        }

        private void end(NetSocket other) {
            connections.remove(this);
            if (!frozen) {
                other.close();
            }
        }
    }
}

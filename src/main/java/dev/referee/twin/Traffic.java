package dev.referee.twin;

import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is under way between the twin and its gateway, for those who must know whether anything is. Counts may be read by
 * any thread; each is exact, but two of them are not of the same moment.
 */
public final class Traffic {

    private final Loop loop;
    private final AtomicInteger posted = new AtomicInteger();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicLong steps = new AtomicLong();

    /** The open sidebands with those who wait for their next pong. Belongs to the twin's thread. */
    private final Map<ServerWebSocket, Queue<Runnable>> sockets = new LinkedHashMap<>();

    private final AtomicInteger open = new AtomicInteger();

    Traffic(Loop loop) {
        this.loop = loop;
    }

    /** Requests of the twin that the gateway has not answered yet. */
    public int posted() {
        return posted.get();
    }

    /** Requests of the gateway that the twin will answer after a time. Those that it never answers do not count. */
    public int kept() {
        return kept.get();
    }

    /** Sidebands that are open, or whose handshake the twin has begun to answer. */
    public int sidebands() {
        return open.get();
    }

    /** Whether the twin has something to do just now. */
    public boolean isBusy() {
        return loop.waiting() > 0;
    }

    /** Rises whenever something comes in from the gateway. */
    public long steps() {
        return steps.get();
    }

    /** Completes when whatever is under way on the sidebands, in both directions, has arrived. */
    public CompletableFuture<Void> flushed() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.run(() -> {
            CompletableFuture<?>[] pongs =
                    sockets.entrySet().stream().map(Traffic::ping).toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(pongs).whenComplete((all, never) -> done.complete(null));
        });
        return done;
    }

    /** The far end answers in the order in which it reads, and sends nothing before what it has sent already. */
    private static CompletableFuture<Void> ping(Map.Entry<ServerWebSocket, Queue<Runnable>> open) {
        CompletableFuture<Void> pong = new CompletableFuture<>();
        open.getValue().add(() -> pong.complete(null));
        open.getKey().writePing(io.vertx.core.buffer.Buffer.buffer());
        return pong;
    }

    // ---- noted by the twin

    void step() {
        steps.incrementAndGet();
    }

    void posts() {
        posted.incrementAndGet();
    }

    void postAnswered() {
        steps.incrementAndGet();
        posted.decrementAndGet();
    }

    void keeps() {
        kept.incrementAndGet();
    }

    void keepsNoLonger() {
        kept.decrementAndGet();
    }

    void attaching() {
        steps.incrementAndGet();
        open.incrementAndGet();
    }

    void attached(ServerWebSocket socket) {
        sockets.put(socket, new ArrayDeque<>());
        socket.pongHandler(pong -> {
            Queue<Runnable> waiting = sockets.get(socket);
            Runnable first = waiting == null ? null : waiting.poll();
            if (first != null) {
                first.run();
            }
        });
    }

    void detached(ServerWebSocket socket) {
        Queue<Runnable> waiting = sockets.remove(socket);
        if (waiting != null) {
            notAttached();
            waiting.forEach(Runnable::run);
        }
    }

    void notAttached() {
        steps.incrementAndGet();
        open.decrementAndGet();
    }
}

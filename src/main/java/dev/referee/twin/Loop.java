package dev.referee.twin;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which the whole twin runs: requests, timers and answers of the gateway arrive here one after the
 * other, so the simulation needs no locks and its order of events is a plain list.
 */
final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(2)
            .setBlockedThreadCheckInterval(60_000));
    private final Context context = vertx.getOrCreateContext();
    private final AtomicInteger waiting = new AtomicInteger();
    private final @Nullable TwinTime time;
    private volatile boolean closed;

    /** @param time the time of its timers; null for the real one */
    Loop(@Nullable TwinTime time) {
        this.time = time;
    }

    Instant now() {
        return time == null ? Instant.now() : time.instant();
    }

    /** Tasks that wait for their turn, and the one that has it. */
    int waiting() {
        return waiting.get();
    }

    Vertx vertx() {
        return vertx;
    }

    /** Runs it on the twin's thread, after what is already waiting there. */
    void run(Runnable task) {
        waiting.incrementAndGet();
        context.runOnContext(ignored -> {
            try {
                guarded(task);
            } finally {
                waiting.decrementAndGet();
            }
        });
    }

    /** Runs it after so many milliseconds, unless cancelled before. */
    Timer after(long ms, Runnable task) {
        Timer timer = new Timer();
        Runnable once = () -> {
            if (!timer.cancelled) {
                timer.cancelled = true;
                task.run();
            }
        };
        if (time == null) {
            long id = vertx.setTimer(Math.max(1, ms), ignored -> guarded(once));
            timer.takeBack = () -> vertx.cancelTimer(id);
        } else {
            timer.takeBack = time.after(Math.max(1, ms), () -> run(once));
        }
        return timer;
    }

    private void guarded(Runnable task) {
        if (closed) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            if (!closed) { // else it was closed under the task's feet
                LOG.error("the twin itself failed", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.warn("the twin did not stop cleanly: {}", e.toString());
        }
    }

    /** Something that will happen unless it is cancelled. */
    static final class Timer {
        private Runnable takeBack = () -> {};
        private boolean cancelled;

        void cancel() {
            cancelled = true;
            takeBack.run();
        }
    }
}

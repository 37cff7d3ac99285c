package dev.referee.sideband;

import dev.referee.scope.CallScope;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one call on their way to the consumers: strictly in order, one at a time, on the executor. Thread-safe.
 *
 * <p>An executor that refuses work stops the delivery until the next event or consumer arrives; nothing is lost.
 */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Subscriptions subscriptions;
    private final Executor executor;
    private final Runnable onIdle;
    private final Queue<SidebandEvent> waiting = new ArrayDeque<>();
    private int frames;
    private boolean busy;

    /** @param onIdle called, from any thread, whenever everything has been delivered */
    Mailbox(Subscriptions subscriptions, Executor executor, Runnable onIdle) {
        this.subscriptions = subscriptions;
        this.executor = executor;
        this.onIdle = onIdle;
    }

    /** Adds a frame, unless {@code queueMax} frames already wait: then false. */
    boolean offer(SidebandEvent.Frame frame, int queueMax) {
        synchronized (this) {
            if (frames >= queueMax) {
                return false;
            }
            frames++;
            waiting.add(frame);
        }
        deliver();
        return true;
    }

    /** Adds a fact about the socket. These are few and always get in. */
    void post(SidebandEvent event) {
        synchronized (this) {
            waiting.add(event);
        }
        deliver();
    }

    /** Starts the delivery if there is something to deliver, somebody to take it, and no delivery under way. */
    void deliver() {
        synchronized (this) {
            if (busy || nothingToTake()) {
                return;
            }
            busy = true;
        }
        goOn();
    }

    /** Drops everything that waits. */
    synchronized void clear() {
        waiting.clear();
        frames = 0;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized boolean isIdle() {
        return !busy && waiting.isEmpty();
    }

    /** What comes first may wait for its consumer; then what is behind it waits, too, for the order's sake. */
    private boolean nothingToTake() {
        SidebandEvent first = waiting.peek();
        return first == null || subscriptions.holding(first.type());
    }

    private void goOn() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException refused) {
            LOG.warn("sideband: the executor refused to deliver, {} events wait", size());
            synchronized (this) {
                busy = false;
            }
        }
    }

    private void run() {
        boolean returned = true;
        while (returned) {
            SidebandEvent event = next();
            if (event == null) {
                onIdle.run();
                return;
            }
            returned = new Turn(event).take();
        }
    }

    private synchronized @Nullable SidebandEvent next() {
        if (nothingToTake()) {
            busy = false;
            return null;
        }
        SidebandEvent event = waiting.remove();
        if (event instanceof SidebandEvent.Frame) {
            frames--;
        }
        return event;
    }

    /** One event with each of its listeners in turn. */
    private final class Turn {
        private final SidebandEvent event;
        private final Iterator<SidebandListener> listeners;

        Turn(SidebandEvent event) {
            this.event = event;
            this.listeners = subscriptions.listeners(event.type()).iterator();
        }

        /** True if all listeners were done when it returned; else the last one's {@code done} goes on. */
        boolean take() {
            while (listeners.hasNext()) {
                // whoever comes second, the returning call or the callback, goes on
                AtomicInteger arrivals = new AtomicInteger();
                AtomicBoolean called = new AtomicBoolean();
                Runnable done = () -> {
                    if (called.compareAndSet(false, true) && arrivals.incrementAndGet() == 2) {
                        later();
                    }
                };
                try {
                    listeners.next().onEvent(event, done);
                } catch (RuntimeException | Error failure) {
                    CallScope.during(
                            event.callId(),
                            () -> LOG.error(
                                    "sideband: a listener failed on {} of call {}",
                                    event.type(),
                                    event.callId(),
                                    failure));
                    done.run();
                }
                if (arrivals.incrementAndGet() == 1) {
                    return false;
                }
            }
            return true;
        }

        private void later() {
            try {
                executor.execute(() -> {
                    if (take()) {
                        Mailbox.this.run();
                    }
                });
            } catch (RejectedExecutionException refused) {
                CallScope.during(
                        event.callId(),
                        () -> LOG.warn(
                                "sideband: the executor refused to go on after {} of call {}",
                                event.type(),
                                event.callId()));
                synchronized (Mailbox.this) {
                    busy = false;
                }
            }
        }
    }
}

package dev.referee.console;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One page that watches. What it is told waits here, at most one overview and one piece of news for each call, and is sent on
 * a thread that waits for nobody else: a slow page gets less, never late, and holds nobody up. Thread-safe.
 */
final class Listener {

    /** Calls with news that a slow page has not been told of; beyond it the oldest is forgotten. */
    static final int CALLS_MAX = 1000;

    private final SseEmitter emitter;
    private final Executor senders;
    private final Runnable gone;
    private final long openedAt = System.nanoTime();
    private final Map<String, String> calls = new LinkedHashMap<>();
    private @Nullable String overview;
    private boolean beat;
    private boolean sending;
    private boolean closed;

    /**
     * A page that has just connected.
     *
     * @param senders lends a thread while there is something to send
     * @param gone run once it cannot be sent to any more
     */
    Listener(SseEmitter emitter, Executor senders, Runnable gone) {
        this.emitter = emitter;
        this.senders = senders;
        this.gone = gone;
        emitter.onCompletion(this::lost);
        emitter.onError(failure -> lost());
    }

    /** Tells how things stand; replaces what has not been sent. */
    synchronized void overview(String json) {
        overview = json;
        start();
    }

    /** Tells of news of one call; replaces what has not been sent of it. */
    synchronized void call(String key, String json) {
        calls.remove(key);
        calls.put(key, json);
        if (calls.size() > CALLS_MAX) {
            calls.remove(calls.keySet().iterator().next());
        }
        start();
    }

    /** Shows that we are here, and finds out whether the page is. */
    synchronized void beat() {
        beat = true;
        start();
    }

    /** Whether it has watched for so long. */
    boolean isOlderThan(Duration time) {
        return System.nanoTime() - openedAt >= time.toNanos();
    }

    /** Ends the stream, after what is being sent just now; the page may connect again. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (sending) {
                return; // the sender ends it: completing waits for what is being sent
            }
        }
        emitter.complete();
    }

    private synchronized void lost() {
        closed = true;
        gone.run();
    }

    private void start() {
        if (sending || closed) {
            return;
        }
        try {
            sending = true;
            senders.execute(this::send);
        } catch (RejectedExecutionException busy) {
            sending = false; // the next news starts it
        }
    }

    private void send() {
        try {
            for (SseEmitter.SseEventBuilder next = next(); next != null; next = next()) {
                emitter.send(next);
            }
        } catch (IOException | RuntimeException away) {
            synchronized (this) {
                sending = false;
            }
            lost(); // the container ends the request
            return;
        }
        if (isClosed()) {
            emitter.complete();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized SseEmitter.@Nullable SseEventBuilder next() {
        if (!closed && !calls.isEmpty()) {
            String key = calls.keySet().iterator().next();
            return SseEmitter.event().name("call").data(calls.remove(key));
        }
        if (!closed && overview != null) {
            String json = overview;
            overview = null;
            return SseEmitter.event().name("overview").data(json);
        }
        if (!closed && beat) {
            beat = false;
            return SseEmitter.event().comment("");
        }
        sending = false;
        return null;
    }
}

package dev.referee.sideband;

import dev.referee.call.CallId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sidebands of all calls: one WebSocket per call to OpenAI (facts/openai-realtime-sip.md §3), opened with bounded
 * retries, read without losing or reordering a frame, and never re-opened unasked. Knows nothing of Camel.
 *
 * <p>All methods may be called from any thread. Threads and connections come into being with the first
 * {@link #open} and end with {@link #stop}.
 *
 * <p>Bounds: {@link SidebandOptions#queueMax} frames per call wait for consumers; at the bound the socket is closed with
 * code 1008 and the reason "sideband queue full", what waited is delivered, then {@link SidebandEvent.Closed}. The
 * number of calls is the caller's to bound.
 */
public final class SidebandSockets {

    private static final short NORMAL = 1000;
    private static final short GOING_AWAY = 1001;

    private final Supplier<SidebandOptions> options;
    private final Executor executor;
    private final Map<CallId, SidebandCall> calls = new ConcurrentHashMap<>();
    private final Subscriptions subscriptions = new Subscriptions(this::deliverHeld);
    private volatile Optional<AttachTime> time = Optional.empty();
    private volatile boolean stopped;
    private @Nullable Transport transport;

    /** Delivers events on virtual threads, on JVMs before 21 on a pool of 64 threads. */
    public SidebandSockets(Supplier<SidebandOptions> options) {
        this(options, SidebandExecutors.standard());
    }

    /**
     * @param options asked at each {@link #open}
     * @param executor runs the listeners, one task per call at a time; not shut down by this object. It should not run
     *     tasks in the caller's thread, which is the event loop, nor refuse any
     */
    public SidebandSockets(Supplier<SidebandOptions> options, Executor executor) {
        this.options = options;
        this.executor = executor;
    }

    /**
     * Adds a consumer. Frames of types that no consumer wants are dropped as they arrive.
     *
     * <p>When the last consumer leaves, events wait up to 5 s for the next one, so that a reload of routes loses none.
     *
     * @return removes the consumer again; repeats do nothing
     */
    public Runnable subscribe(SidebandTypes types, SidebandListener listener) {
        Subscriptions.Entry entry = subscriptions.add(types, listener);
        return () -> subscriptions.remove(entry);
    }

    /** Opens the sideband of a session that was just accepted. */
    public void open(CallId callId) {
        open(callId, AttachRule.FIRST);
    }

    /**
     * Starts to open the sideband of a call and returns. The result is an event: {@link SidebandEvent.Opened} or
     * {@link SidebandEvent.Failed}, the latter at most the rule's window and one {@code connectTimeout} later. Does
     * nothing if it is open or opening.
     *
     * @throws IllegalStateException after {@link #stop}
     * @throws RuntimeException what the suppliers of options and key throw
     */
    public void open(CallId callId, AttachRule rule) {
        SidebandOptions now = options.get();
        open(callId, rule, now, now.bearer().get());
    }

    /**
     * Sends one text message, in the order of the calls of one thread.
     *
     * @return succeeds when the message has left for the network, which does not say that the vendor read it; fails with
     *     {@link SidebandNotOpenException} if there is no open socket or it ended meanwhile
     */
    public CompletionStage<Void> send(CallId callId, String text) {
        SidebandCall call = calls.get(callId);
        return call == null
                ? CompletableFuture.failedFuture(new SidebandNotOpenException(callId, null))
                : call.send(text);
    }

    /**
     * Closes the sideband of a call with code 1000; an attempt to open it is given up and reported as
     * {@link SidebandEvent.Failed}. Does nothing if there is neither.
     *
     * @return succeeds when no more frames will be taken; those already taken are still delivered
     */
    public CompletionStage<Void> close(CallId callId) {
        SidebandCall call = calls.get(callId);
        return call == null ? CompletableFuture.completedFuture(null) : call.close(NORMAL, "");
    }

    /** Handshakes of calls that come from now on are repeated in this time rather than in the real one. */
    public void retryIn(AttachTime other) {
        time = Optional.of(other);
    }

    /** Allows {@link #open} again after {@link #stop}. A new object is started. */
    public synchronized void start() {
        stopped = false;
    }

    /**
     * Closes everything with code 1001, drops undelivered events, and refuses to {@link #open} until {@link #start}.
     * Waits for the network a few seconds at most.
     */
    public void stop() {
        Transport last;
        synchronized (this) {
            stopped = true;
            last = transport;
            transport = null;
        }
        if (last == null) {
            return;
        }
        List<SidebandCall> all = List.copyOf(calls.values());
        CompletableFuture<?>[] closed = all.stream()
                .map(call -> call.close(GOING_AWAY, "shutting down"))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(closed)
                .completeOnTimeout(null, 2, TimeUnit.SECONDS)
                .join();
        all.forEach(call -> call.mailbox().clear());
        calls.clear();
        last.close();
    }

    /** Calls with an open socket. */
    public int openCount() {
        return count(SidebandCall.Phase.OPEN);
    }

    /** Calls whose socket is being opened. */
    public int openingCount() {
        return count(SidebandCall.Phase.OPENING);
    }

    /** Calls whose socket is being opened, as they are now. */
    public List<CallId> opening() {
        return calls.entrySet().stream()
                .filter(entry -> entry.getValue().phase() == SidebandCall.Phase.OPENING)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Events of all calls that wait for a consumer; the ones inside a consumer are not counted. */
    public int queuedCount() {
        return calls.values().stream().mapToInt(call -> call.mailbox().size()).sum();
    }

    /** Calls of which an event waits or is being delivered. */
    public int deliveringCount() {
        return (int)
                calls.values().stream().filter(call -> !call.mailbox().isIdle()).count();
    }

    /** Calls that are remembered: open, opening, or with events under way. Back to 0 when all is over. */
    public int callCount() {
        return calls.size();
    }

    private void open(CallId callId, AttachRule rule, SidebandOptions now, String bearer) {
        Transport current = transport();
        SidebandCall call = calls.computeIfAbsent(
                callId,
                id -> new SidebandCall(
                        id, current, subscriptions, executor, time.orElse(current), gone -> calls.remove(id, gone)));
        if (stopped) { // stop() may have looked at the calls before this one was there
            calls.remove(callId, call);
            throw new IllegalStateException("the sidebands are stopped");
        }
        call.open(rule, now, bearer, () -> open(callId, rule, now, bearer));
    }

    private synchronized Transport transport() {
        if (stopped) {
            throw new IllegalStateException("the sidebands are stopped");
        }
        if (transport == null) {
            transport = new Transport();
        }
        return transport;
    }

    private int count(SidebandCall.Phase phase) {
        return (int)
                calls.values().stream().filter(call -> call.phase() == phase).count();
    }

    private void deliverHeld() {
        calls.values().forEach(call -> call.mailbox().deliver());
    }
}

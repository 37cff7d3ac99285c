package dev.referee.scope;

import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * For as long as it is open, its thread works for one call: every line that the thread logs has the call's and the latest
 * transfer's id (MDC). When it is closed the thread is what it was before, so no line has the ids of another call.
 *
 * <p>Scopes nest. One that {@link #learning learns} is open before anybody knows which call it will be for, such as that of
 * a request; the first call that is worked for inside of it is its own from then on.
 *
 * <p>Belongs to the thread that opened it.
 */
public final class CallScope implements AutoCloseable {

    /** In the MDC: the call as people look for it. */
    public static final String CALL = "call";

    /** In the MDC: the call's key, which it has from its first moment. */
    public static final String CALL_KEY = "callKey";

    /** In the MDC: the latest transfer. */
    public static final String TRANSFER_ID = "transferId";

    /** In the MDC: the call and the latest transfer as they stand before a line of text, with a blank behind each. */
    public static final String WHOSE = "whose";

    private static final ThreadLocal<CallScope> CURRENT = new ThreadLocal<>();

    private final Thread thread = Thread.currentThread();
    private final @Nullable CallScope outer = CURRENT.get();
    private final @Nullable Map<String, String> before = context();
    private final boolean learns;
    private final @Nullable Object owner;
    private @Nullable CallKey key;

    private CallScope(boolean learns, @Nullable Object owner, @Nullable CallKey key) {
        this.learns = learns;
        this.owner = owner;
        this.key = key;
        CURRENT.set(this);
        if (key != null) {
            show(CallNames.of(key));
        }
    }

    /** The thread works for this call. */
    public static CallScope of(CallKey key) {
        return new CallScope(false, null, key);
    }

    /** The thread works for the call of this session; without ids if this node does not know it. */
    public static CallScope of(CallId callId) {
        CallKey known = CallNames.keyOf(callId);
        CallScope scope = new CallScope(false, null, known);
        if (known == null) {
            put(CALL, callId.value());
            put(WHOSE, whose(callId.value(), MDC.get(TRANSFER_ID)));
        }
        return scope;
    }

    /** Does this for the call of this session, such as a line of the log on a thread that serves many calls. */
    public static void during(CallId callId, Runnable work) {
        CallScope scope = of(callId);
        try {
            work.run();
        } finally {
            scope.close();
        }
    }

    /** The thread begins something of which nobody knows yet which call it is for. */
    public static CallScope learning() {
        return new CallScope(true, null, null);
    }

    /** The same, for whoever opens and closes in two places; an owner may have several, the innermost is closed first. */
    public static CallScope learning(Object owner) {
        return new CallScope(true, owner, null);
    }

    /** Closes the innermost scope of this owner, if it was opened on this thread. */
    public static void close(Object owner) {
        for (CallScope scope = CURRENT.get(); scope != null; scope = scope.outer) {
            if (scope.owner == owner) {
                scope.close();
                return;
            }
        }
    }

    /** This work, for the call that this thread works for now, on whatever thread it will be done. */
    public static Runnable carry(Runnable work) {
        CallScope now = CURRENT.get();
        CallKey key = now == null ? null : now.key();
        if (key == null) {
            return () -> {
                CallScope clean = learning();
                try {
                    work.run();
                } finally {
                    clean.close();
                }
            };
        }
        return () -> {
            CallScope scope = of(key);
            try {
                work.run();
            } finally {
                scope.close();
            }
        };
    }

    /** The thread works for this call until the innermost scope that learns is closed. */
    public static void learn(@Nullable CallKey key) {
        CallScope scope = CURRENT.get();
        if (key != null && scope != null && scope.learns && scope.key == null) {
            scope.key = key;
            show(CallNames.of(key));
        }
    }

    /** The same, by its transfer. */
    public static void learn(TransferId transfer) {
        learn(CallNames.keyOf(transfer));
    }

    /** The same, by its session. */
    public static void learn(CallId callId) {
        learn(CallNames.keyOf(callId));
    }

    /** The call that this thread works for, or null. */
    public static @Nullable CallKey current() {
        CallScope scope = CURRENT.get();
        return scope == null ? null : scope.key();
    }

    /** The call that it is for, or null while that is not known. */
    public @Nullable CallKey key() {
        return key != null || outer == null ? key : outer.key();
    }

    /** What the call is called may have changed. */
    public static void refresh() {
        CallKey key = current();
        if (key != null) {
            show(CallNames.of(key));
        }
    }

    private static void show(CallNames.Names names) {
        put(CALL, names.call());
        put(CALL_KEY, names.key().value());
        put(TRANSFER_ID, names.transferId());
        put(WHOSE, whose(names.call(), names.transferId()));
    }

    /** Put together here, once, because a pattern that does it takes longer than the rest of the line. */
    private static String whose(String call, @Nullable String transferId) {
        return transferId == null ? call + ' ' : call + ' ' + transferId + ' ';
    }

    /** Scopes of one call lie in each other, and the context is copied for each change: none, if it is there already. */
    private static void put(String name, @Nullable String value) {
        if (Objects.equals(MDC.get(name), value)) {
            return;
        }
        if (value == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, value);
        }
    }

    /** As it is now. Logback makes one for each change, so it is the same object until then. */
    private static @Nullable Map<String, String> context() {
        return MDC.getMDCAdapter() instanceof LogbackMDCAdapter logback
                ? logback.getPropertyMap()
                : MDC.getCopyOfContextMap();
    }

    private void restore() {
        if (before == null) {
            MDC.clear();
        } else if (before != context()) {
            MDC.setContextMap(before);
        }
    }

    /** Closes what was left open inside of it, too. Closing twice, or on another thread, does nothing. */
    @Override
    public void close() {
        if (Thread.currentThread() != thread || !isOpen()) {
            return;
        }
        restore();
        if (outer == null) {
            CURRENT.remove();
            return;
        }
        CURRENT.set(outer);
        if (outer.learns && outer.key == null) {
            learn(key);
        }
    }

    private boolean isOpen() {
        CallScope scope = CURRENT.get();
        while (scope != null && scope != this) {
            scope = scope.outer;
        }
        return scope == this;
    }
}

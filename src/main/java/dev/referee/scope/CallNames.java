package dev.referee.scope;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names of the calls that this node has heard of lately, so that whoever knows one of them knows the others. Only for
 * logs and traces: what is forgotten beyond the bound costs a name, nothing else. Thread-safe.
 */
public final class CallNames {

    private static final int CALLS_MAX = 10_000;

    /** Something may still be said of a call that is over. */
    private static final int OVER_MAX = 500;

    private static final Map<CallKey, Names> BY_KEY = new HashMap<>();
    private static final Map<Object, CallKey> KEYS = new HashMap<>();
    private static final Map<CallKey, Set<Object>> LIVING = new LinkedHashMap<>(16, 0.75f, true);
    private static final Map<CallKey, Set<Object>> OVER = new LinkedHashMap<>();

    private CallNames() {}

    /**
     * What a call is called.
     *
     * @param call as people look for it: OpenAI's id, the carrier's before there is one, else our key
     * @param transferId of the latest transfer
     */
    public record Names(CallKey key, String call, @Nullable String transferId) {}

    /** Learns, or learns anew, what a call is called. */
    public static synchronized void learn(
            CallKey key, @Nullable String callId, @Nullable String carrierCallId, @Nullable TransferId transfer) {
        String call = callId != null ? callId : carrierCallId != null ? carrierCallId : key.value();
        BY_KEY.put(key, new Names(key, call, transfer == null ? null : transfer.value()));
        Set<Object> names =
                OVER.containsKey(key) ? OVER.get(key) : LIVING.computeIfAbsent(key, none -> new HashSet<>());
        Stream.of(callId == null ? null : new CallId(callId), transfer)
                .filter(Objects::nonNull)
                .forEach(name -> {
                    names.add(name);
                    KEYS.put(name, key);
                });
        forgetBeyond(LIVING, CALLS_MAX);
    }

    /** The call is over: its names are forgotten when enough others are. */
    public static synchronized void over(CallKey key) {
        Set<Object> names = LIVING.remove(key);
        if (names != null) {
            OVER.put(key, names);
            forgetBeyond(OVER, OVER_MAX);
        }
    }

    private static void forgetBeyond(Map<CallKey, Set<Object>> calls, int most) {
        while (calls.size() > most) {
            CallKey eldest = calls.keySet().iterator().next();
            BY_KEY.remove(eldest);
            calls.remove(eldest).forEach(KEYS::remove);
        }
    }

    /** The names of this call, as far as they are known. */
    public static synchronized Names of(CallKey key) {
        Names known = BY_KEY.get(key);
        return known == null ? new Names(key, key.value(), null) : known;
    }

    /** The call of this session, or null if this node does not know it. */
    public static synchronized @Nullable CallKey keyOf(CallId callId) {
        return KEYS.get(callId);
    }

    /** The call of this transfer, or null if this node does not know it. */
    public static synchronized @Nullable CallKey keyOf(TransferId transfer) {
        return KEYS.get(transfer);
    }
}

package dev.referee.scope;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of the calls that this node has heard of lately, so that whoever knows one of them knows the others. Only for
 * logs and traces: what is forgotten beyond the bound costs a name, nothing else. Thread-safe.
 */
public final class CallNames {

    private static final int CALLS_MAX = 10_000;

    private static final Map<CallKey, Names> BY_KEY = new Bounded<>();
    private static final Map<String, CallKey> KEYS = new Bounded<>();

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
        put(callId, key);
        put(transfer == null ? null : transfer.value(), key);
    }

    private static void put(@Nullable String name, CallKey key) {
        if (name != null) {
            KEYS.put(name, key);
        }
    }

    /** The names of this call, as far as they are known. */
    public static synchronized Names of(CallKey key) {
        Names known = BY_KEY.get(key);
        return known == null ? new Names(key, key.value(), null) : known;
    }

    /** The call of this session, or null if this node does not know it. */
    public static synchronized @Nullable CallKey keyOf(CallId callId) {
        return KEYS.get(callId.value());
    }

    /** The call of this transfer, or null if this node does not know it. */
    public static synchronized @Nullable CallKey keyOf(TransferId transfer) {
        return KEYS.get(transfer.value());
    }

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > CALLS_MAX;
        }
    }
}

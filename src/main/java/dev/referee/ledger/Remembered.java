package dev.referee.ledger;

import dev.referee.call.CallFile;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this node has seen of the ledger and need not read again: what never changes, and the machines' state of a version, which
 * is what was written as that version, on whichever node. Nothing here says what is true now. Bounded: what was not asked for
 * the longest is forgotten. Thread-safe.
 */
final class Remembered {

    private static final int CALLS_MAX = 6_000;

    private final Map<TransferId, CallKey> transfers = bounded();
    private final Map<CallKey, String> parents = bounded();
    private final Map<CallKey, State> states = bounded();

    private static <K, V> Map<K, V> bounded() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > CALLS_MAX;
            }
        });
    }

    Optional<CallKey> callOf(TransferId transfer) {
        return Optional.ofNullable(transfers.get(transfer));
    }

    void transfer(TransferId transfer, CallKey key) {
        transfers.put(transfer, key);
    }

    Optional<String> parentOf(CallKey key) {
        return Optional.ofNullable(parents.get(key));
    }

    void parent(CallKey key, @Nullable String carrierCallId) {
        if (carrierCallId != null) {
            parents.put(key, carrierCallId);
        }
    }

    /** The state of this version; null if it is not remembered. */
    @Nullable
    CallFile state(CallKey key, long version) {
        State state = states.get(key);
        return state != null && state.version() == version ? state.file() : null;
    }

    /** The state as this version of the row has it; only of a row that is committed. */
    void state(CallKey key, long version, CallFile file) {
        states.put(key, new State(version, file));
    }

    /** The call is over and will hardly be asked for again. */
    void forget(CallKey key) {
        states.remove(key);
    }

    private record State(long version, CallFile file) {}
}

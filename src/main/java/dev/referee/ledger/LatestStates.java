package dev.referee.ledger;

import dev.referee.call.CallFile;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.transfer.TransferState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls as this node stored them last, each with the version of its row, so that the next event need not read what this node
 * wrote itself. Nothing here is the truth: who decides on such a state stores it under the condition that the row still has the
 * version. A call that is over is forgotten, and beyond a bound the one that was used longest ago. Thread-safe.
 */
final class LatestStates {

    private static final int LIVING_MAX = 10_000;

    private static final int OVER_MAX = 250;

    private final Map<CallKey, State> living = new LinkedHashMap<>(16, 0.75f, true);

    /** The calls that ended last: a state of before the end may come late. */
    private final Set<CallKey> over = new LinkedHashSet<>();

    private final Map<Object, CallKey> names = new HashMap<>();
    private long epoch;

    /** One call as it was stored, and its row's version after that. */
    record State(CallHead head, long version) {

        /** What never changes hands: the caller's leg, the session and the latest transfer; no two kinds are ever equal. */
        private List<Object> names() {
            List<Object> names = new ArrayList<>(3);
            if (head.carrierCallId() != null) {
                names.add(new CarrierCallId(head.carrierCallId()));
            }
            CallFile file = head.file();
            file.call().agent().session().ifPresent(names::add);
            TransferState transfer = file.transfer();
            if (transfer != null) {
                names.add(transfer.plan().id());
            }
            return names;
        }
    }

    /** To be called before a state is stored that {@link #put} is to take. */
    synchronized long epoch() {
        return epoch;
    }

    synchronized @Nullable State find(CallKey key) {
        return living.get(key);
    }

    /** The call of this caller's leg, session or latest transfer: a {@code CarrierCallId}, {@code CallId} or {@code TransferId}. */
    synchronized Optional<CallKey> keyOf(Object name) {
        return Optional.ofNullable(names.get(name));
    }

    /**
     * Takes a state that was stored. Two of one call may come in the wrong order, for each comes on its own thread after its
     * transaction: the later one stays.
     *
     * @param since the epoch before it was stored; if all has been forgotten since then, so is this
     */
    synchronized void put(State state, long since) {
        CallKey key = state.head().key();
        State before = living.get(key);
        if (since != epoch || over.contains(key) || before != null && before.version() >= state.version()) {
            return;
        }
        if (before != null) {
            remove(before);
        }
        if (state.head().endedAt() != null) {
            over.add(key);
            if (over.size() > OVER_MAX) {
                over.remove(over.iterator().next());
            }
        } else {
            living.put(key, state);
            state.names().forEach(name -> names.put(name, key));
            if (living.size() > LIVING_MAX) {
                remove(living.values().iterator().next());
            }
        }
    }

    /** Forgets everything: somebody else may have changed rows, or nobody knows what was stored. */
    synchronized void clear() {
        epoch++;
        living.clear();
        over.clear();
        names.clear();
    }

    private void remove(State state) {
        living.remove(state.head().key());
        state.names().forEach(names::remove);
    }
}

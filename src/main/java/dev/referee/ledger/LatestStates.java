package dev.referee.ledger;

import dev.referee.call.CallFile;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls as this node stored them last, each with the version of its row, so that the next event need not read what this node
 * wrote itself. Nothing here is the truth: who decides on such a state stores it under the condition that the row still has the
 * version. Bounded: of the calls that are not over, and of those that are, the ones used longest ago are forgotten. Thread-safe.
 */
final class LatestStates {

    private static final int LIVING_MAX = 10_000;

    /** The carrier's last words of a call come within a second of its end. */
    private static final int OVER_MAX = 250;

    private final Map<CallKey, State> living = new Recent(LIVING_MAX);
    private final Map<CallKey, State> over = new Recent(OVER_MAX);
    private final Map<String, CallKey> names = new HashMap<>();
    private long epoch;

    /** One call as it was stored, and its row's version after that. */
    record State(CallHead head, long version) {

        /** What never changes hands: the caller's leg, the session and the latest transfer. */
        private List<String> names() {
            List<String> names = new ArrayList<>(3);
            if (head.carrierCallId() != null) {
                names.add(head.carrierCallId());
            }
            CallFile file = head.file();
            file.call().agent().session().ifPresent(session -> names.add(session.value()));
            TransferState transfer = file.transfer();
            if (transfer != null) {
                names.add(transfer.plan().id().value());
            }
            return names;
        }
    }

    /** To be called before a state is stored that {@link #put} is to take. */
    synchronized long epoch() {
        return epoch;
    }

    synchronized @Nullable State find(CallKey key) {
        State found = living.get(key);
        return found != null ? found : over.get(key);
    }

    /** The call of this caller's leg, session or latest transfer. */
    synchronized Optional<CallKey> keyOf(String name) {
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
        State before = find(key);
        if (since != epoch || before != null && before.version() >= state.version()) {
            return;
        }
        if (before != null) {
            remove(before);
        }
        boolean isOver = state.head().file().call().stage().isOver();
        (isOver ? over : living).put(key, state);
        state.names().forEach(name -> names.put(name, key));
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
        over.remove(state.head().key());
        state.names().forEach(names::remove);
    }

    private final class Recent extends LinkedHashMap<CallKey, State> {

        private static final long serialVersionUID = 1;
        private final int most;

        Recent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<CallKey, State> eldest) {
            if (size() > most) {
                eldest.getValue().names().forEach(names::remove);
                return true;
            }
            return false;
        }
    }
}

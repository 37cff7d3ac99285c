package dev.referee.ledger;

import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What never changes of living calls, and need not be read for each of the carrier's requests: their callers' legs, and which
 * transfers are theirs. Whatever is not here is read. Bounded: the oldest call is forgotten first. Thread-safe.
 */
final class Remembered {

    private static final int CALLS_MAX = 10_000;

    private final Map<TransferId, CallKey> transfers = new HashMap<>();
    private final Map<CallKey, Of> calls = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CallKey, Of> eldest) {
            if (size() <= CALLS_MAX) {
                return false;
            }
            forgetTransfer(eldest.getValue());
            return true;
        }
    };

    synchronized Optional<CallKey> callOf(TransferId transfer) {
        return Optional.ofNullable(transfers.get(transfer));
    }

    synchronized Optional<String> parentOf(CallKey key) {
        return Optional.ofNullable(calls.get(key)).map(Of::parent);
    }

    /** A call that lives, with its latest transfer, if it has one. */
    synchronized void lives(CallKey key, @Nullable String parent, @Nullable TransferId transfer) {
        Of before = calls.put(key, new Of(parent, transfer));
        if (before != null && before.transfer() != null && !before.transfer().equals(transfer)) {
            forgetTransfer(before);
        }
        if (transfer != null) {
            transfers.put(transfer, key);
        }
    }

    /** A call that is over. */
    synchronized void forget(CallKey key) {
        Of before = calls.remove(key);
        if (before != null) {
            forgetTransfer(before);
        }
    }

    private void forgetTransfer(Of call) {
        if (call.transfer() != null) {
            transfers.remove(call.transfer());
        }
    }

    private record Of(@Nullable String parent, @Nullable TransferId transfer) {}
}

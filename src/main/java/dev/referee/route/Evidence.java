package dev.referee.route;

import dev.referee.transfer.Mechanism;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the evidence aggregator is fed: a mechanism is being waited for until a time, or it is decided.
 *
 * @param transfer the transfer
 * @param mechanism what is waited for
 * @param until when silence is the verdict; null for a verdict
 * @param verdict the verdict; null while it is open
 */
public record Evidence(
        TransferId transfer,
        Mechanism mechanism,
        @Nullable Instant until,
        @Nullable Verdict verdict) {

    static Evidence open(TransferId transfer, Mechanism mechanism, Instant until) {
        return new Evidence(transfer, mechanism, until, null);
    }

    static Evidence decided(TransferCommand.Signal signal) {
        return new Evidence(signal.transfer(), signal.mechanism(), null, signal.verdict());
    }

    /** What belongs together: one mechanism of one transfer. */
    public String key() {
        return transfer.value() + "/" + mechanism.word();
    }

    /** Whether nothing is left to wait for. */
    public boolean isDecided() {
        return verdict != null;
    }
}

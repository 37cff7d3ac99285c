package dev.referee.call;

import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything the core knows of one call: the call itself and its latest transfer.
 *
 * @param call where the call is
 * @param transfer where the latest transfer is; null if there was none
 */
public record CallFile(Call call, @Nullable TransferState transfer) {

    private static final Duration OWED = Duration.ofSeconds(2);

    /** The transfer that is in flight, if one is. */
    public Optional<TransferState> inFlight() {
        return Optional.ofNullable(transfer).filter(state -> !state.isOver());
    }

    /** When {@link CallEvent.DeadlinePassed} would change something, if ever. */
    public Optional<Instant> deadline() {
        Optional<Instant> ofAgent =
                call.stage() == Stage.WITH_AGENT ? call.agent().deadline() : Optional.empty();
        Optional<Instant> ofTransfer = inFlight().flatMap(TransferState::deadline);
        return Stream.of(ofAgent, ofTransfer).flatMap(Optional::stream).min(Instant::compareTo);
    }

    /**
     * When somebody must look at this call again if nothing comes before: at its deadline; and soon, where a route should
     * be at work on the transfer right now, in case none is. Empty where only the other side is expected to move.
     */
    public Optional<Instant> lookAgainAt(Instant now) {
        return owes() ? Optional.of(now.plus(OWED)) : deadline();
    }

    /** The same, and where nothing is due after {@code quiet}: an end that nobody announces would leave the call for ever. */
    public Instant lookAgainAt(Instant now, Duration quiet) {
        return lookAgainAt(now).orElseGet(() -> now.plus(quiet));
    }

    /** Whether a route should be at work on the transfer right now. */
    public boolean owes() {
        return inFlight().flatMap(TransferState::owed).isPresent();
    }

    CallFile with(Call next) {
        return new CallFile(next, transfer);
    }
}

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

    /** An attempt to open a sideband says how it ended long before. */
    private static final Duration OPENING = Duration.ofSeconds(15);

    /** How often the carrier is asked about a caller who talks to a human, or to the voicemail box. */
    private static final Duration LANDED = Duration.ofSeconds(60);

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
     * When somebody must look at this call again if nothing comes before: at its deadline; soon, where a route should be at
     * work on the transfer right now, in case none is; and after a while where only others can tell what comes next.
     */
    public Optional<Instant> lookAgainAt(Instant now) {
        if (owes()) {
            return Optional.of(now.plus(OWED));
        }
        return Stream.of(deadline(), silence().map(now::plus))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** What to hand in when that time has come. */
    public CallEvent lookedAt(Instant now) {
        if (owes()) {
            return new CallEvent.TransferStalled();
        }
        boolean due = deadline().filter(at -> !now.isBefore(at)).isPresent();
        return !due && silence().isPresent() ? new CallEvent.Quiet() : new CallEvent.DeadlinePassed();
    }

    /** How long nothing may be heard of a call that has no deadline in this state, if that is to be noticed. */
    private Optional<Duration> silence() {
        return switch (call.stage()) {
            case WITH_AGENT -> opensSideband() ? Optional.of(OPENING) : Optional.empty();
            case LANDED -> Optional.of(LANDED);
            case IN_TRANSFER, ENDED, REJECTED, FAILED -> Optional.empty();
        };
    }

    /** Whether an attempt to open the sideband should be under way. */
    boolean opensSideband() {
        return call.agent() instanceof AgentLeg.Attaching
                || call.agent() instanceof AgentLeg.Lost lost && lost.until() == null;
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

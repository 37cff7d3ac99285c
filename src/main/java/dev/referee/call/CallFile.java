package dev.referee.call;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Releasing;
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

    /** The carrier is asked about a caller who talks to a human or the voicemail box; less and less often if it does not say. */
    private static final Duration LANDED = Duration.ofSeconds(60);

    /** The transfer that is in flight, if one is. */
    public Optional<TransferState> inFlight() {
        return Optional.ofNullable(transfer).filter(state -> !state.isOver());
    }

    /** When {@link CallEvent.DeadlinePassed} would change something, if ever. */
    public Optional<Instant> deadline() {
        Optional<Instant> ofTransfer = inFlight().flatMap(TransferState::deadline);
        return Stream.of(agentDeadline(), ofTransfer, call.limitDue())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** The deadline of the agent's leg, while the call and not a transfer waits for it; one that should end is always waited for. */
    Optional<Instant> agentDeadline() {
        boolean counts = call.stage() == Stage.WITH_AGENT
                || call.stage() == Stage.ENDING
                || call.agent() instanceof AgentLeg.Parting && !call.stage().isOver();
        return counts ? call.agent().deadline() : Optional.empty();
    }

    /**
     * When this call must go on if nothing comes before: at its deadline; soon, where a route should be at work on the transfer
     * right now, in case none is; and when an attempt to open the sideband has said nothing for long.
     */
    public Optional<Instant> dueAt(Instant now) {
        if (owes()) {
            return Optional.of(now.plus(OWED));
        }
        Optional<Instant> opened = opensSideband() ? Optional.of(now.plus(OPENING)) : Optional.empty();
        return Stream.of(deadline(), opened).flatMap(Optional::stream).min(Instant::compareTo);
    }

    /**
     * The same, and where only others can tell what comes next a time to look whether something they said got lost.
     *
     * @param quiet how long nothing may be heard of a call where that is usual, such as one who talks
     */
    public Instant lookAgainAt(Instant now, Duration quiet) {
        Instant silent = now.plus(silence(quiet));
        return dueAt(now).filter(silent::isAfter).orElse(silent);
    }

    /**
     * What to hand in when somebody looks at the call.
     *
     * @param lookAt when it was to be looked at; earlier, nothing has been missed
     */
    public CallEvent lookedAt(Instant now, Instant lookAt) {
        if (owes()) {
            return new CallEvent.TransferStalled();
        }
        boolean due = deadline().filter(at -> !now.isBefore(at)).isPresent();
        return due || now.isBefore(lookAt) ? new CallEvent.DeadlinePassed() : new CallEvent.NoNewsCame();
    }

    private Duration silence(Duration quiet) {
        Duration landed = LANDED.multipliedBy(1L << Math.min(call.inquiries(), 20));
        return call.stage() == Stage.LANDED && landed.compareTo(quiet) < 0 ? landed : quiet;
    }

    /** Whether an attempt to open the sideband should be under way. */
    boolean opensSideband() {
        boolean opening = call.agent() instanceof AgentLeg.Attaching
                || call.agent() instanceof AgentLeg.Lost lost && lost.until() == null;
        return opening && call.stage() == Stage.WITH_AGENT;
    }

    /**
     * Whether nobody has the caller, and nobody is being dialled for him: then he may be fetched. To be asked again when that is
     * about to be sent, for his own request may have been answered meanwhile.
     */
    public boolean isStranded(Circumstances now) {
        return inFlight().orElse(null) instanceof Dialling dialling ? dialling.hasNobody(now) : isStranded();
    }

    /** The same while no target is dialled. */
    boolean isStranded() {
        boolean releasedInVain = inFlight().orElse(null) instanceof Releasing releasing
                && releasing.asked()
                && !call.agent().isUp();
        return releasedInVain || call.stage() == Stage.WITH_AGENT && call.agent() instanceof AgentLeg.Gone;
    }

    /** Whether a route should be at work on the transfer right now. */
    public boolean owes() {
        return inFlight().flatMap(TransferState::owed).isPresent();
    }

    CallFile with(TransferState next) {
        return new CallFile(call, next);
    }

    CallFile with(Call next) {
        return new CallFile(next, transfer);
    }
}

package dev.referee.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one transfer is. Each state overrides the events that mean something to it; what comes late, twice or out of
 * order changes nothing, and a caller who asks for a document meanwhile is told to wait, so that nobody is rung twice.
 *
 * <p>Immutable; every method is a pure function of the state, the event and the circumstances.
 */
public sealed interface TransferState permits Pending, Referring, Attempt, Dialling, Returning, Concluded {

    /** What was asked for. */
    Plan plan();

    /** When {@link TransferEvent.DeadlinePassed} would change this state, if ever. */
    default Optional<Instant> deadline() {
        return Optional.empty();
    }

    /** The mechanism whose verdict is open, if one is being tried. */
    default Optional<Mechanism> trying() {
        return Optional.empty();
    }

    /**
     * The mechanism that is claimed but not begun: a route is about to begin it. If none does, because its node died or
     * something of ours failed, one must be started.
     */
    default Optional<Mechanism> owed() {
        return Optional.empty();
    }

    /** Whether the transfer is over. */
    default boolean isOver() {
        return false;
    }

    /** See {@link TransferEvent.ReferBegun}. */
    default Decision<TransferState> referBegun(Circumstances now) {
        return Decision.same(this);
    }

    /** See {@link TransferEvent.ReferSkipped}. */
    default Decision<TransferState> referSkipped(String why, Circumstances now) {
        return Decision.same(this);
    }

    /** See {@link TransferEvent.ReferAnswered}. */
    default Decision<TransferState> referAnswered(RequestResult result, Circumstances now) {
        return Decision.<TransferState>same(this).and(Answers.late("refer", result));
    }

    /** See {@link TransferEvent.ReferArrived}. */
    default Decision<TransferState> referArrived(String referTo, Circumstances now) {
        return Decision.<TransferState>same(this)
                .and(new Fact.EvidenceSeen(
                        Source.CARRIER, Rung.ON_WIRE, "refer-arrived-late", Map.of("referTo", referTo)))
                .answering(new Document.Wait());
    }

    /** See {@link TransferEvent.VendorReported}. */
    default Decision<TransferState> vendorReported(String type, @Nullable Rung rung, Circumstances now) {
        return Decision.<TransferState>same(this)
                .and(new Fact.EvidenceSeen(Source.SIDEBAND, rung, type, Map.of("effect", "none, too late")));
    }

    /** See {@link TransferEvent.RedirectBegun}. */
    default Decision<TransferState> redirectBegun(Circumstances now) {
        return Decision.same(this);
    }

    /** See {@link TransferEvent.RedirectAnswered}. */
    default Decision<TransferState> redirectAnswered(RequestResult result, Circumstances now) {
        return Decision.<TransferState>same(this).and(Answers.late("redirect", result));
    }

    /** See {@link TransferEvent.RedirectFetched}. */
    default Decision<TransferState> redirectFetched(Circumstances now) {
        return Decision.<TransferState>same(this)
                .and(new Fact.EvidenceSeen(Source.CARRIER, Rung.ON_WIRE, "redirect-fetched-late", Map.of()))
                .answering(new Document.Wait());
    }

    /** See {@link TransferEvent.ReleaseBegun}. */
    default Decision<TransferState> releaseBegun(Circumstances now) {
        return Decision.same(this);
    }

    /** See {@link TransferEvent.ReleaseAnswered}. */
    default Decision<TransferState> releaseAnswered(RequestResult result, Circumstances now) {
        return Decision.<TransferState>same(this).and(Answers.late("release", result));
    }

    /** See {@link TransferEvent.AgentOver}. */
    default Decision<TransferState> agentOver(String why, boolean legOver, Circumstances now) {
        return Decision.same(this);
    }

    /** See {@link TransferEvent.CallerSeen}. */
    default Decision<TransferState> callerSeen(Circumstances now) {
        return Decision.same(this);
    }

    /** See {@link TransferEvent.AgentDialEnded}. */
    default Decision<TransferState> agentDialEnded(String status, Circumstances now) {
        return Decision.<TransferState>same(this).answering(new Document.Wait());
    }

    /** See {@link TransferEvent.LegReported}. */
    default Decision<TransferState> legReported(int stop, int leg, LegStatus status, Circumstances now) {
        return Decision.same(this);
    }

    /** See {@link TransferEvent.LegOver}. */
    default Decision<TransferState> legOver(int stop, int leg, Duration up, Circumstances now) {
        return legReported(stop, leg, LegStatus.ENDED, now);
    }

    /** See {@link TransferEvent.LegSeen}. */
    default Decision<TransferState> legSeen(int stop, int leg, LegStatus status, Circumstances now) {
        return legReported(stop, leg, status, now);
    }

    /** See {@link TransferEvent.WhisperAsked}. Nobody waits for this human: he is let go. */
    default Decision<TransferState> whisperAsked(int stop, int leg, Circumstances now) {
        return Decision.<TransferState>same(this).answering(new Document.Hangup());
    }

    /** See {@link TransferEvent.WhisperEnded}. Nobody waits for this human: he is let go. */
    default Decision<TransferState> whisperEnded(TransferEvent.WhisperEnded ended, Circumstances now) {
        return Decision.<TransferState>same(this).answering(new Document.Hangup());
    }

    /** See {@link TransferEvent.TargetDialEnded}. */
    default Decision<TransferState> targetDialEnded(TransferEvent.TargetDialEnded ended, Circumstances now) {
        return Decision.<TransferState>same(this).answering(new Document.Wait());
    }

    /** See {@link TransferEvent.CallerParked}. */
    default Decision<TransferState> callerParked(Circumstances now) {
        return Decision.<TransferState>same(this).answering(new Document.Wait());
    }

    /** See {@link TransferEvent.AgentBack}. */
    default Decision<TransferState> agentBack(Circumstances now) {
        return Decision.same(this);
    }

    /** See {@link TransferEvent.CallerLeft}. */
    default Decision<TransferState> callerLeft(Source source, String how, Circumstances now) {
        Decision<TransferState> left = Decision.to(new Concluded(plan(), Outcome.ABANDONED, null));
        Optional<Mechanism> open = trying();
        if (open.isPresent()) {
            left = left.and(new Fact.VerdictReached(open.get(), Verdict.ABANDONED, how))
                    .then(new TransferCommand.Signal(plan().id(), open.get(), Verdict.ABANDONED));
        }
        return left.and(new Fact.OutcomeReached(Outcome.ABANDONED, null, how));
    }

    /** See {@link TransferEvent.DeadlinePassed}. */
    default Decision<TransferState> deadlinePassed(Circumstances now) {
        return Decision.same(this);
    }

    /** Whoever was to go on with this transfer may be gone: a route takes it up where it stands. */
    default Decision<TransferState> resumed() {
        boolean waits = owed().isPresent() || trying().isPresent();
        return waits
                ? Decision.<TransferState>same(this).then(new TransferCommand.Resume(plan().id()))
                : Decision.same(this);
    }

    /** Whether this state's deadline is over. */
    default boolean isDue(Circumstances now) {
        return deadline().filter(due -> !now.now().isBefore(due)).isPresent();
    }
}

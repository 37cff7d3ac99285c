package dev.referee.transfer;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last mechanism: the agent's leg is hung up, so that the carrier's Dial action brings the caller to us.
 *
 * @param plan what was asked for
 * @param until when the action must have come; null while the request is only owed
 * @param callerOver whether the carrier said that the caller's leg is over, which makes silence an abandoned transfer
 * @param asked whether the deadline passed once with no agent left, so that the carrier was asked about the caller
 */
public record Releasing(Plan plan, @Nullable Instant until, boolean callerOver, boolean asked) implements Attempt {

    static Releasing owed(Plan plan, boolean callerOver) {
        return new Releasing(plan, null, callerOver, false);
    }

    @Override
    public Mechanism mechanism() {
        return Mechanism.RELEASE;
    }

    @Override
    public Decision<TransferState> releaseBegun(Circumstances now) {
        if (isSent()) {
            return Decision.same(this);
        }
        Instant due = now.now().plus(now.policy().releaseTimeout());
        return Decision.<TransferState>to(new Releasing(plan, due, callerOver, false))
                .and(new Fact.MechanismStarted(Mechanism.RELEASE))
                .then(new TransferCommand.SendRelease());
    }

    /** Too late for the redirect, but what it says of the caller's leg still counts (contract §5.9). */
    @Override
    public Decision<TransferState> redirectAnswered(RequestResult result, Circumstances now) {
        Decision<TransferState> late = Attempt.super.redirectAnswered(result, now);
        return result instanceof RequestResult.AlreadyOver
                ? late.around(new Releasing(plan, until, true, asked))
                : late;
    }

    @Override
    public Decision<TransferState> releaseAnswered(RequestResult result, Circumstances now) {
        Decision<TransferState> seen =
                Decision.<TransferState>same(this).and(Answers.evidence(Source.OPENAI, "release-answered", result));
        boolean nothingLeft = callerOver && result instanceof RequestResult.AlreadyOver;
        return nothingLeft
                ? callerLeft(Source.CARRIER, "carrier and vendor say that the call is over", now)
                        .after(seen)
                : seen;
    }

    @Override
    public Decision<TransferState> agentDialEnded(String status, Circumstances now) {
        return isSent()
                ? Landing.through(Mechanism.RELEASE, plan, "agent-leg-" + status, now)
                : Landing.released(plan, "agent-leg-" + status, now);
    }

    @Override
    public Decision<TransferState> callerParked(Circumstances now) {
        return agentDialEnded("left, caller parked", now);
    }

    /** The redirect took after all: the caller runs its document, so it dials, and the release is not needed. */
    @Override
    public Decision<TransferState> redirectFetched(Circumstances now) {
        Decision<TransferState> landed = Landing.through(Mechanism.REDIRECT, plan, "redirect-fetched", now);
        return isSent()
                ? landed.and(new Fact.VerdictReached(Mechanism.RELEASE, Verdict.SKIPPED, "the redirect took after all"))
                        .then(new TransferCommand.Signal(plan.id(), Mechanism.RELEASE, Verdict.SKIPPED))
                : landed;
    }

    /**
     * Nobody has the caller then: a redirect may have taken him from the agent just before he hung up, and nothing tells of
     * that. So the carrier is asked once, and only then is the transfer given up.
     */
    @Override
    public Decision<TransferState> deadlinePassed(Circumstances now) {
        if (!isDue(now)) {
            return Decision.same(this);
        }
        if (callerOver) {
            return callerLeft(Source.CARRIER, "the carrier says that the call is over", now);
        }
        Decision<TransferState> overdue = Decision.<TransferState>same(this)
                .and(new Fact.EvidenceSeen(Source.TIMER, null, "release-deadline", Map.of("found", "no Dial action")));
        if (!asked && !now.agentUp()) {
            Instant again = now.now().plus(now.policy().releaseTimeout());
            return Decision.<TransferState>to(new Releasing(plan, again, false, true))
                    .then(new TransferCommand.AskCarrier())
                    .after(overdue);
        }
        Decision<TransferState> silent = overdue.and(
                        new Fact.VerdictReached(Mechanism.RELEASE, Verdict.SILENT, "no Dial action"))
                .then(new TransferCommand.Signal(plan.id(), Mechanism.RELEASE, Verdict.SILENT));
        return (now.agentUp()
                        ? Concluded.returned(plan, "no mechanism could move the caller")
                        : Concluded.failed(plan, "no mechanism could move the caller"))
                .after(silent);
    }
}

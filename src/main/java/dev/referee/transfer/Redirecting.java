package dev.referee.transfer;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * REFER is out of the race: the carrier's REST API has the move. First owed, then sent.
 *
 * @param plan what was asked for
 * @param until when the document must have been fetched; null while the request is only owed
 */
public record Redirecting(Plan plan, @Nullable Instant until) implements Attempt {

    static Redirecting owed(Plan plan) {
        return new Redirecting(plan, null);
    }

    @Override
    public Mechanism mechanism() {
        return Mechanism.REDIRECT;
    }

    @Override
    public Decision<TransferState> redirectBegun(Circumstances now) {
        if (isSent()) {
            return Decision.same(this);
        }
        Instant due = now.now().plus(now.policy().redirectTimeout());
        return Decision.<TransferState>to(new Redirecting(plan, due))
                .and(new Fact.MechanismStarted(Mechanism.REDIRECT))
                .then(new TransferCommand.SendRedirect());
    }

    @Override
    public Decision<TransferState> redirectAnswered(RequestResult result, Circumstances now) {
        if (!isSent()) {
            return Attempt.super.redirectAnswered(result, now);
        }
        Decision<TransferState> seen =
                Decision.<TransferState>same(this).and(Answers.evidence(Source.CARRIER, "redirect-answered", result));
        if (result instanceof RequestResult.Accepted || result instanceof RequestResult.Unknown) {
            boolean timedOut = isDue(now);
            Instant due = now.now().plus(now.policy().redirectTimeout());
            Decision<TransferState> waiting = timedOut
                    ? release(Verdict.SILENT, result.reason(), false)
                    : Decision.to(new Redirecting(plan, due));
            return waiting.after(seen);
        }
        boolean callerOver = result instanceof RequestResult.AlreadyOver;
        return release(Verdict.REFUSED, result.reason(), callerOver).after(seen);
    }

    @Override
    public Decision<TransferState> redirectFetched(Circumstances now) {
        Decision<TransferState> landed = Landing.through(Mechanism.REDIRECT, plan, "redirect-fetched", now);
        return isSent() ? landed : landed.after(Decision.same(plan).and(new Fact.MechanismStarted(Mechanism.REDIRECT)));
    }

    /**
     * The Dial's action also fires when our own redirect is applied, about 0.3 s before the new document is fetched
     * (architecture §4, measured): once the redirect is sent it means nothing, and the wait document asks again.
     */
    @Override
    public Decision<TransferState> agentDialEnded(String status, Circumstances now) {
        if (isSent()) {
            return Decision.<TransferState>same(this).answering(new Document.Wait());
        }
        return Landing.released(plan, "agent-leg-" + status, now);
    }

    @Override
    public Decision<TransferState> callerParked(Circumstances now) {
        return agentDialEnded("left, caller parked", now);
    }

    @Override
    public Decision<TransferState> deadlinePassed(Circumstances now) {
        if (!isDue(now)) {
            return Decision.same(this);
        }
        return release(Verdict.SILENT, "document not fetched", false)
                .after(Decision.<TransferState>same(this)
                        .and(new Fact.EvidenceSeen(
                                Source.TIMER, null, "redirect-deadline", Map.of("found", "document not fetched"))));
    }

    private Decision<TransferState> release(Verdict verdict, String why, boolean callerOver) {
        return Decision.<TransferState>to(Releasing.owed(plan, callerOver))
                .and(new Fact.VerdictReached(Mechanism.REDIRECT, verdict, why))
                .then(new TransferCommand.Signal(plan.id(), Mechanism.REDIRECT, verdict));
    }
}

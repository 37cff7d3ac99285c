package dev.referee.transfer;

import java.util.Optional;

/**
 * Asked for and written down; no mechanism has been tried.
 *
 * @param plan what was asked for
 */
public record Pending(Plan plan) implements TransferState {

    @Override
    public Optional<Mechanism> owed() {
        return Optional.of(Mechanism.REFER);
    }

    @Override
    public Decision<TransferState> referBegun(Circumstances now) {
        return Decision.<TransferState>to(Referring.sent(plan, now))
                .and(new Fact.MechanismStarted(Mechanism.REFER, plan.first().number()))
                .then(new TransferCommand.SendRefer(plan.first().number()));
    }

    @Override
    public Decision<TransferState> referSkipped(String why, Circumstances now) {
        return Decision.<TransferState>to(Redirecting.owed(plan))
                .and(new Fact.MechanismStarted(Mechanism.REFER))
                .and(new Fact.VerdictReached(Mechanism.REFER, Verdict.SKIPPED, why));
    }

    @Override
    public Decision<TransferState> referArrived(String referTo, Circumstances now) {
        return Decision.<TransferState>same(this).answering(new Document.Wait());
    }

    @Override
    public Decision<TransferState> agentDialEnded(String status, Circumstances now) {
        return Landing.released(plan, "agent-leg-" + status, now);
    }

    @Override
    public Decision<TransferState> callerParked(Circumstances now) {
        return Landing.released(plan, "caller-parked", now);
    }
}

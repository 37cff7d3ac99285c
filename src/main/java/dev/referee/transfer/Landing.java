package dev.referee.transfer;

import java.util.Map;

/** The one place where a mechanism wins the fence and the target is dialled. */
final class Landing {

    private Landing() {}

    /**
     * The caller is in our hands through {@code winner}: from now on no other mechanism dials.
     *
     * @param type what proved it
     */
    static Decision<TransferState> through(Mechanism winner, Plan plan, String type, Circumstances now) {
        Decision<Plan> won = Decision.same(plan)
                .and(new Fact.EvidenceSeen(Source.CARRIER, Rung.ON_WIRE, type, Map.of("mechanism", winner.word())))
                .and(new Fact.VerdictReached(winner, Verdict.CONFIRMED, type))
                .and(new Fact.Won(winner))
                .then(new TransferCommand.Signal(plan.id(), winner, Verdict.CONFIRMED));
        return NextStop.first(plan, winner, now).after(won);
    }

    /** The same for {@code release}, which may not have been begun: the agent's leg ended by itself. */
    static Decision<TransferState> released(Plan plan, String type, Circumstances now) {
        Decision<TransferState> landed = through(Mechanism.RELEASE, plan, type, now);
        return landed.after(Decision.same(plan).and(new Fact.MechanismStarted(Mechanism.RELEASE)));
    }
}

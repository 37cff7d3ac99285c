package dev.referee.transfer;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /refer} was sent, or is about to be, and no proof has come.
 *
 * @param plan what was asked for
 * @param sentAt when the intent was written down
 * @param until when silence is the verdict
 * @param vendorSays the vendor's latest word on the sideband, if it gave one
 */
public record Referring(
        Plan plan, Instant sentAt, Instant until, @Nullable String vendorSays) implements TransferState {

    static Referring sent(Plan plan, Circumstances now) {
        return new Referring(plan, now.now(), now.now().plus(now.policy().evidenceTimeout()), null);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(until);
    }

    @Override
    public Optional<Mechanism> trying() {
        return Optional.of(Mechanism.REFER);
    }

    @Override
    public Decision<TransferState> referAnswered(RequestResult result, Circumstances now) {
        Fact evidence = Answers.evidence(Source.OPENAI, "refer-answered", result);
        if (result instanceof RequestResult.Accepted) {
            Instant due = later(until, now.now().plus(now.policy().evidenceTimeout()));
            return Decision.<TransferState>to(new Referring(plan, sentAt, due, vendorSays))
                    .and(evidence);
        }
        if (result instanceof RequestResult.Unknown) {
            return Decision.<TransferState>same(this).and(evidence);
        }
        return fallBack(Verdict.REFUSED, result.reason())
                .after(Decision.<TransferState>same(this).and(evidence));
    }

    @Override
    public Decision<TransferState> referArrived(String referTo, Circumstances now) {
        return Landing.through(Mechanism.REFER, plan, "refer-arrived", now)
                .after(Decision.<TransferState>same(this)
                        .and(new Fact.Noted(Source.CARRIER, "refer-to", Map.of("referTo", referTo))));
    }

    @Override
    public Decision<TransferState> vendorReported(String type, @Nullable Rung rung, Circumstances now) {
        Fact said = new Fact.EvidenceSeen(Source.SIDEBAND, rung, type, Map.of());
        if (rung == null) {
            return fallBack(Verdict.REFUSED, type)
                    .after(Decision.<TransferState>same(this).and(said));
        }
        if (rung.compareTo(Rung.ON_WIRE) < 0 || vendorSays != null) {
            return Decision.<TransferState>same(this).and(said);
        }
        Instant hold = later(until, now.now().plus(plan.first().ring()));
        return Decision.<TransferState>to(new Referring(plan, sentAt, hold, type))
                .and(said)
                .then(new TransferCommand.Hold(plan.id(), Mechanism.REFER, hold));
    }

    @Override
    public Decision<TransferState> agentDialEnded(String status, Circumstances now) {
        Decision<TransferState> refused = fallBack(Verdict.REFUSED, "the agent's leg ended: " + status);
        return Landing.released(plan, "agent-leg-" + status, now).after(refused);
    }

    @Override
    public Decision<TransferState> callerParked(Circumstances now) {
        return Landing.released(plan, "caller-parked", now)
                .after(fallBack(Verdict.REFUSED, "the caller is in our wait document"));
    }

    @Override
    public Decision<TransferState> deadlinePassed(Circumstances now) {
        if (!isDue(now)) {
            return Decision.same(this);
        }
        String why = vendorSays == null ? "no evidence" : "only the vendor's word: " + vendorSays;
        Decision<TransferState> silent = fallBack(Verdict.SILENT, why);
        return silent.after(Decision.<TransferState>same(this)
                .and(new Fact.EvidenceSeen(Source.TIMER, null, "evidence-deadline", Map.of("found", why))));
    }

    private Decision<TransferState> fallBack(Verdict verdict, String why) {
        return Decision.<TransferState>to(Redirecting.owed(plan))
                .and(new Fact.VerdictReached(Mechanism.REFER, verdict, why))
                .then(new TransferCommand.Signal(plan.id(), Mechanism.REFER, verdict));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

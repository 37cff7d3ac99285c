package dev.referee.transfer;

import java.time.Duration;
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
 * @param doubt set while it is not known whether the caller has left
 */
public record Referring(
        Plan plan,
        Instant sentAt,
        Instant until,
        @Nullable String vendorSays,
        @Nullable Doubt doubt) implements TransferState {

    /** For so long the carrier may take to tell by itself what became of the caller. */
    private static final Duration NEWS = Duration.ofSeconds(1);

    /** Nobody is kept waiting longer for an answer of the carrier. */
    private static final Duration ASKING = Duration.ofSeconds(2);

    /**
     * The agent's leg or session is over. If the caller has left, that says nothing of REFER; if they are still there, it did
     * not move them.
     *
     * @param why what showed it
     * @param asked whether the carrier was given the time to tell and is asked now; what it said before may be old news
     */
    public record Doubt(String why, boolean asked) {}

    static Referring sent(Plan plan, Circumstances now) {
        return new Referring(plan, now.now(), now.now().plus(now.policy().evidenceTimeout()), null, null);
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
        if (result instanceof RequestResult.AlreadyOver) {
            return agentOver(result.reason(), true, now)
                    .after(Decision.<TransferState>same(this).and(evidence));
        }
        if (doubt != null) {
            return Decision.<TransferState>same(this).and(evidence);
        }
        if (result instanceof RequestResult.Accepted) {
            Instant due = later(until, now.now().plus(now.policy().evidenceTimeout()));
            return Decision.<TransferState>to(new Referring(plan, sentAt, due, vendorSays, null))
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
        if (doubt != null) {
            return Decision.<TransferState>same(this).and(said);
        }
        if (rung == null) {
            return fallBack(Verdict.REFUSED, type)
                    .after(Decision.<TransferState>same(this).and(said));
        }
        if (rung.compareTo(Rung.ON_WIRE) < 0 || vendorSays != null) {
            return Decision.<TransferState>same(this).and(said);
        }
        Instant hold = later(until, now.now().plus(plan.first().ring()));
        return Decision.<TransferState>to(new Referring(plan, sentAt, hold, type, null))
                .and(said)
                .then(new TransferCommand.Hold(plan.id(), Mechanism.REFER, hold));
    }

    @Override
    public Decision<TransferState> agentOver(String why, boolean legOver, Circumstances now) {
        if (doubt != null) {
            return Decision.same(this);
        }
        Instant soon = now.now().plus(NEWS);
        return doubting(new Doubt(why, false), legOver ? soon : later(until, soon));
    }

    private Decision<TransferState> doubting(Doubt next, Instant due) {
        return Decision.<TransferState>to(new Referring(plan, sentAt, due, vendorSays, next))
                .then(new TransferCommand.AskCarrier());
    }

    @Override
    public Decision<TransferState> callerSeen(Circumstances now) {
        return doubt != null && doubt.asked() ? fallBack(Verdict.REFUSED, doubt.why()) : Decision.same(this);
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
        if (doubt != null) {
            return doubt.asked()
                    ? fallBack(Verdict.REFUSED, doubt.why())
                    : doubting(new Doubt(doubt.why(), true), now.now().plus(ASKING));
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

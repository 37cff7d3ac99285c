package dev.referee.ops;

import dev.referee.call.CallFile;
import dev.referee.call.Screening;
import dev.referee.call.Stage;
import dev.referee.config.Roster;
import dev.referee.ledger.Applied;
import dev.referee.ledger.LedgerListener;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Counts calls, transfers and mechanisms as the ledger decides them (contract §7). Every decision is heard on one node
 * only, so the sum over all nodes is right. All series exist from the start.
 *
 * <p>A verdict that is overturned, such as a silent redirect that took after all, counts once for each verdict. How long
 * a verdict took is measured if this node has seen its mechanism begin.
 */
@Component
class CallMetrics implements LedgerListener {

    private static final int MECHANISMS_MAX = 30_000;
    private static final Duration[] BUCKETS = Buckets.millis(50, 100, 250, 500, 1000, 2000, 3000, 4000, 5000, 10_000);

    private final MeterRegistry meters;
    private final Beginnings<Tried> mechanisms = new Beginnings<>(MECHANISMS_MAX);

    CallMetrics(MeterRegistry meters, Roster roster) {
        this.meters = meters;
        for (Stage stage : Stage.values()) {
            if (stage.isOver()) {
                calls(stage);
            }
        }
        for (Screening.Refusal refusal : Screening.Refusal.values()) {
            refused(refusal.word());
        }
        for (Mechanism mechanism : Mechanism.values()) {
            for (Verdict verdict : Verdict.values()) {
                mechanisms(mechanism, verdict);
                verdicts(mechanism, verdict);
            }
        }
        roster.onChange(version -> version.targets().targets().keySet().forEach(this::transfersTo));
    }

    /** So that each series is there before its first transfer. */
    private void transfersTo(String target) {
        for (Outcome outcome : Outcome.values()) {
            transfers(target, outcome);
        }
    }

    @Override
    public void applied(Applied applied) {
        Stage next = applied.decision().next().call().stage();
        if (isRejection(applied)) {
            applied.decision().facts().stream()
                    .filter(Fact.Noted.class::isInstance)
                    .map(fact -> ((Fact.Noted) fact))
                    .filter(fact -> fact.type().equals("call-refused"))
                    .forEach(fact -> refused(fact.detail().get("reason")).increment());
        }
        if (next.isOver() && (!applied.file().call().stage().isOver() || isRejection(applied))) {
            calls(next).increment();
        }
        TransferState transfer = applied.decision().next().transfer();
        if (transfer != null) {
            for (Fact fact : applied.decision().facts()) {
                count(transfer, fact, applied.at());
            }
        }
    }

    /** A rejected call is over from its first decision on, so it has no state before that. */
    private static boolean isRejection(Applied applied) {
        CallFile next = applied.decision().next();
        return next.call().stage() == Stage.REJECTED
                && applied.before().startedAt().equals(applied.at());
    }

    private void count(TransferState transfer, Fact fact, Instant at) {
        TransferId id = transfer.plan().id();
        if (fact instanceof Fact.MechanismStarted started) {
            mechanisms.begin(new Tried(id, started.mechanism()), at);
        } else if (fact instanceof Fact.VerdictReached reached) {
            mechanisms(reached.mechanism(), reached.verdict()).increment();
            mechanisms
                    .of(new Tried(id, reached.mechanism()))
                    .map(began -> Duration.between(began, at))
                    .ifPresent(verdicts(reached.mechanism(), reached.verdict())::record);
        } else if (fact instanceof Fact.OutcomeReached reached) {
            transfers(transfer.plan().target(), reached.outcome()).increment();
            for (Mechanism mechanism : Mechanism.values()) {
                mechanisms.end(new Tried(id, mechanism));
            }
        }
    }

    private Counter calls(Stage over) {
        return Counter.builder("referee.calls")
                .description("Calls that are over, by how they ended")
                .tag("state", over.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private Counter refused(String reason) {
        return Counter.builder("referee.callers.refused")
                .description("Callers whom screening did not let in")
                .tag("reason", reason)
                .register(meters);
    }

    private Counter transfers(String target, Outcome outcome) {
        return Counter.builder("referee.transfers")
                .description("Transfers that are over")
                .tag("target", target)
                .tag("outcome", outcome.word())
                .register(meters);
    }

    private Counter mechanisms(Mechanism mechanism, Verdict verdict) {
        return Counter.builder("referee.mechanisms")
                .description("Verdicts on the mechanisms of transfers")
                .tag("mechanism", mechanism.word())
                .tag("verdict", verdict.word())
                .register(meters);
    }

    private Timer verdicts(Mechanism mechanism, Verdict verdict) {
        return Timer.builder("referee.verdict")
                .description("Begin of a mechanism until its verdict")
                .tag("mechanism", mechanism.word())
                .tag("verdict", verdict.word())
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private record Tried(TransferId transfer, Mechanism mechanism) {}
}

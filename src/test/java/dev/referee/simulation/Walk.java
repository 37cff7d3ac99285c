package dev.referee.simulation;

import dev.referee.call.AgentLeg;
import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallMachine;
import dev.referee.call.CallRules;
import dev.referee.call.Calls;
import dev.referee.call.CarrierReport;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Pending;
import dev.referee.transfer.Redirecting;
import dev.referee.transfer.Releasing;
import dev.referee.transfer.Samples;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One call that is walked through events, with every invariant checked after every step. */
final class Walk {

    private static final int FINISH_MAX = 60;

    /** One event, a while after the one before. */
    record Step(Duration pause, CallEvent event) {}

    private final Judge judge = new Judge();
    private Instant now = Samples.START;
    private CallFile file;
    private int dials = 1;

    Walk() {
        Decision<CallFile> inbound = CallMachine.inbound(circumstances("d-0"), Calls.POLICY);
        file = inbound.next();
    }

    /** Walks all steps and then to the end; throws {@link AssertionError} where an invariant breaks. */
    static void all(List<Step> steps) {
        Walk walk = new Walk();
        steps.forEach(walk::step);
        walk.finish();
    }

    CallFile file() {
        return file;
    }

    Instant now() {
        return now;
    }

    int dials() {
        return dials;
    }

    Decision<CallFile> step(Step step) {
        now = now.plus(step.pause());
        Circumstances circumstances = circumstances("d-" + dials);
        List<String> broken = CallRules.broken(file, step.event(), circumstances);
        judge.check(broken.isEmpty(), broken::toString);
        Decision<CallFile> decision = CallMachine.decide(file, step.event(), circumstances, Calls.POLICY);
        judge.judge(file, step.event(), decision, now);
        file = decision.next();
        if (file.call().agent().dialId().equals("d-" + dials)) {
            dials++;
        }
        return decision;
    }

    /** The world falls silent: deadlines fire when due, the carrier says that the caller is gone, and all must end. */
    void finish() {
        for (int steps = 0; steps < FINISH_MAX; steps++) {
            Optional<CallEvent> owed = owed();
            Optional<Instant> due = file.deadline();
            if (owed.isPresent()) {
                step(new Step(Duration.ZERO, owed.get()));
            } else if (due.isPresent()) {
                Duration wait = due.get().isAfter(now) ? Duration.between(now, due.get()) : Duration.ZERO;
                Decision<CallFile> decision = step(new Step(wait, new CallEvent.DeadlinePassed()));
                if (decision.command(TransferCommand.AskCarrier.class).isPresent()) {
                    step(new Step(Duration.ZERO, new CallEvent.CarrierReported(new CarrierReport.Over())));
                }
            } else {
                judge.check(file.inFlight().isEmpty(), () -> "a transfer waits for ever: " + file);
                judge.end(file);
                return;
            }
        }
        judge.check(false, () -> "the call does not end: " + file);
    }

    /** What our own shell, not the world, does next. */
    private Optional<CallEvent> owed() {
        Optional<TransferState> transfer = file.inFlight();
        if (transfer.isPresent()) {
            TransferState state = transfer.get();
            TransferEvent next = state instanceof Pending
                    ? new TransferEvent.ReferSkipped("breaker open")
                    : state instanceof Redirecting redirecting && !redirecting.isSent()
                            ? new TransferEvent.RedirectBegun()
                            : state instanceof Releasing releasing && !releasing.isSent()
                                    ? new TransferEvent.ReleaseBegun()
                                    : null;
            return Optional.ofNullable(next)
                    .map(event -> new CallEvent.OfTransfer(state.plan().id(), event));
        }
        if (file.call().agent() instanceof AgentLeg.Lost lost
                && !file.call().stage().isOver()) {
            CallId session = Objects.requireNonNull(lost.callId());
            boolean attempting = lost.until() == null;
            return attempting ? Optional.of(new CallEvent.SidebandFailed(session, true, "404")) : Optional.empty();
        }
        return Optional.empty();
    }

    private Circumstances circumstances(String freshId) {
        return new Circumstances(now, Samples.POLICY, false, freshId);
    }
}

package dev.referee.call;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Command;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Fact;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold for every decision of a call, whatever its state and the event. */
public final class CallRules {

    private CallRules() {}

    /** Decides, and says which rules the decision breaks. */
    public static List<String> broken(CallFile before, CallEvent event, Circumstances now) {
        Decision<CallFile> decision = Calls.decide(before, event, now);
        List<String> broken = ofOneDecision(before, event, decision, now.now());
        twiceIsOnce(event, decision, now, broken);
        return broken;
    }

    /** The rules that need no second look at the machine. */
    public static List<String> ofOneDecision(
            CallFile before, CallEvent event, Decision<CallFile> decision, Instant now) {
        List<String> broken = new ArrayList<>();
        CallFile after = decision.next();
        Stage was = before.call().stage();
        Stage is = after.call().stage();
        check(broken, !Calls.asksForDocument(event) || decision.answer() != null, "the carrier got no document");
        check(broken, (is == Stage.IN_TRANSFER) == after.inFlight().isPresent(), "in transfer iff one is in flight");
        if (was.isOver()) {
            check(broken, is == was, "a call that is over changed its stage to " + is);
            check(broken, !Calls.dials(decision.answer()), "a call that is over dials");
            check(broken, decision.commands().stream().allMatch(CallRules::cleansUp), "a call that is over acts");
        }
        if (event instanceof CallEvent.CallerLeft) {
            check(broken, is.isOver(), "the caller left and the call goes on");
            check(broken, !Calls.dials(decision.answer()), "a leg for a caller who left");
            boolean quiet = decision.commands().stream()
                    .allMatch(command -> cleansUp(command) || command instanceof TransferCommand.Signal);
            check(broken, quiet, "something is begun for a caller who left");
        }
        if (is == Stage.ENDED || is == Stage.FAILED) {
            check(broken, !Calls.dials(decision.answer()), "the end of the call dials");
            boolean live = after.call().agent().isLive()
                    && after.call().agent().session().isPresent();
            boolean hungUp = decision.command(CallCommand.HangUpSession.class).isPresent();
            boolean byItself = was == Stage.LANDED || is == was || after.transfer() != null && !wasFailed(after);
            check(broken, !live || hungUp || byItself, "an agent is left behind");
        }
        boolean begins = decision.command(CallCommand.BeginTransfer.class).isPresent();
        boolean mayBegin = event instanceof CallEvent.TransferAsked
                && was == Stage.WITH_AGENT
                && before.call().agent().isUp()
                && !((CallEvent.TransferAsked) event).plan().isInVain()
                && (before.transfer() == null
                        || !before.transfer()
                                .plan()
                                .id()
                                .equals(((CallEvent.TransferAsked) event).plan().id()));
        check(broken, begins == mayBegin, "a transfer begins exactly when it is asked for and possible");
        TransferState old = before.transfer();
        TransferState current = after.transfer();
        boolean replaced = old != null
                && current != null
                && !old.plan().id().equals(current.plan().id());
        check(broken, old == null || current != null, "a transfer was forgotten");
        check(broken, !replaced || old.isOver(), "a transfer in flight was replaced");
        check(broken, after.call().redials() <= Calls.POLICY.redialsMax(), "the agent is dialled for ever");
        Optional<Instant> due = after.deadline();
        boolean ahead = due.isEmpty()
                || due.equals(before.deadline())
                || due.equals(before.inFlight().flatMap(TransferState::deadline)) // one of two that are over
                || due.equals(before.agentDeadline())
                || before.call().agent() instanceof AgentLeg.Lost lost && due.equals(Optional.ofNullable(lost.muteAt()))
                || due.get().isAfter(now);
        boolean resumed = is == Stage.WITH_AGENT && was == Stage.IN_TRANSFER;
        check(broken, ahead || resumed, "a new deadline that is over already");
        boolean agentOwed = is == Stage.WITH_AGENT
                && (after.call().agent() instanceof AgentLeg.Ringing
                        || after.call().agent() instanceof AgentLeg.Accepting
                        || after.call().agent() instanceof AgentLeg.Gone);
        check(broken, !agentOwed || due.isPresent(), "the call waits for somebody else without a deadline");
        return broken;
    }

    private static boolean wasFailed(CallFile file) {
        return file.call().stage() == Stage.FAILED;
    }

    /** Whether a command only puts an end to something. */
    public static boolean cleansUp(Command command) {
        return command instanceof CallCommand.HangUpSession
                || command instanceof CallCommand.CloseSideband
                || command instanceof CallCommand.RejectSession
                || command instanceof CallCommand.EndCaller;
    }

    /**
     * Webhooks and callbacks arrive doubled: the second one changes nothing and begins nothing. What only our own shell
     * reports, once for each question it was told to ask, may be asked and answered again; who asks twice for the end
     * insists; when a deadline gave the caller back to an agent, that agent's own deadline is next; and whoever takes a call
     * up again begins again what may not have been begun.
     */
    private static void twiceIsOnce(CallEvent event, Decision<CallFile> first, Circumstances now, List<String> broken) {
        boolean resumed = event instanceof CallEvent.DeadlinePassed
                && first.next()
                        .deadline()
                        .filter(due -> !due.isAfter(now.now()))
                        .isPresent();
        boolean takenUp = event instanceof CallEvent.Adopted
                || event instanceof CallEvent.TransferStalled
                || event instanceof CallEvent.NoNewsCame;
        if (event instanceof CallEvent.CarrierReported || event instanceof CallEvent.EndAsked || resumed || takenUp) {
            return;
        }
        Decision<CallFile> second = Calls.decide(first.next(), event, now);
        check(broken, second.next().equals(first.next()), "the second time changes something");
        check(broken, second.commands().stream().allMatch(CallRules::cleansUp), "the second time begins something");
        boolean weighty = second.facts().stream()
                .anyMatch(fact -> fact instanceof Fact.MechanismStarted
                        || fact instanceof Fact.VerdictReached
                        || fact instanceof Fact.Won
                        || fact instanceof Fact.OutcomeReached);
        check(broken, !weighty, "the second time is written down as news");
    }

    private static void check(List<String> broken, boolean holds, String rule) {
        if (!holds) {
            broken.add(rule);
        }
    }
}

package dev.referee.transfer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What must hold for every decision of a transfer, whatever the state and the event. */
public final class Rules {

    private Rules() {}

    /** Decides, and says which rules the decision breaks. */
    public static List<String> broken(TransferState before, TransferEvent event, Circumstances now) {
        Decision<TransferState> decision = event.at(before, now);
        List<String> broken = new ArrayList<>();
        check(broken, decision.next().plan().equals(before.plan()), "the plan changed");
        check(broken, asksForDocument(event) == (decision.answer() != null), "a document iff the carrier asked");
        overStaysOver(before, decision, broken);
        factsFit(before, decision, broken);
        commandsFit(before, event, decision, broken);
        deadlineIsAhead(before, decision, now, broken);
        twiceIsOnce(event, decision, now, broken);
        return broken;
    }

    /** Whether the event is the carrier asking what to do. */
    public static boolean asksForDocument(TransferEvent event) {
        return event instanceof TransferEvent.ReferArrived
                || event instanceof TransferEvent.RedirectFetched
                || event instanceof TransferEvent.AgentDialEnded
                || event instanceof TransferEvent.TargetDialEnded
                || event instanceof TransferEvent.CallerParked
                || event.isAskedForHuman();
    }

    private static void overStaysOver(TransferState before, Decision<TransferState> decision, List<String> broken) {
        List<Fact.OutcomeReached> outcomes = facts(decision, Fact.OutcomeReached.class);
        if (before instanceof Concluded was) {
            boolean same = decision.next() instanceof Concluded is && is.outcome() == was.outcome();
            check(broken, same, "an outcome changed");
            check(broken, outcomes.isEmpty() && decision.commands().isEmpty(), "something followed after the end");
        } else {
            boolean over = decision.next() instanceof Concluded;
            check(broken, outcomes.size() == (over ? 1 : 0), "the outcome is written down exactly when it is reached");
            if (over && outcomes.size() == 1) {
                Outcome reached = ((Concluded) decision.next()).outcome();
                check(broken, outcomes.get(0).outcome() == reached, "another outcome is written down");
                boolean bridged = reached == Outcome.BRIDGED;
                check(broken, bridged == (outcomes.get(0).number() != null), "a number iff bridged");
            }
        }
    }

    private static void factsFit(TransferState before, Decision<TransferState> decision, List<String> broken) {
        boolean nothingOpen = before.plan().openFrom(0).isEmpty();
        Set<Mechanism> open = EnumSet.noneOf(Mechanism.class);
        before.trying().ifPresent(open::add);
        Set<Mechanism> started = EnumSet.noneOf(Mechanism.class);
        Set<Mechanism> confirmed = EnumSet.noneOf(Mechanism.class);
        int wins = 0;
        for (Fact fact : decision.facts()) {
            if (fact instanceof Fact.MechanismStarted start) {
                check(broken, started.add(start.mechanism()), "started twice");
                check(broken, open.add(start.mechanism()), "started while it was tried");
            } else if (fact instanceof Fact.VerdictReached verdict) {
                boolean wasOpen = open.remove(verdict.mechanism());
                boolean revised = before instanceof Releasing
                        && verdict.mechanism() == Mechanism.REDIRECT
                        && verdict.verdict() == Verdict.CONFIRMED;
                check(broken, wasOpen || revised, "a verdict on a mechanism that is not tried: " + verdict);
                if (verdict.verdict() == Verdict.CONFIRMED) {
                    confirmed.add(verdict.mechanism());
                }
            } else if (fact instanceof Fact.Won won) {
                wins++;
                check(broken, confirmed.contains(won.mechanism()), "won without proof");
                boolean dials = decision.next() instanceof Dialling next && next.through() == won.mechanism();
                check(broken, dials || nothingOpen, "won without dialling");
            } else if (fact instanceof Fact.EvidenceSeen seen && seen.rung() == Rung.BRIDGED) {
                boolean said = seen.source() == Source.SIDEBAND;
                boolean bridged = decision.next() instanceof Concluded over && over.outcome() == Outcome.BRIDGED;
                check(broken, said || bridged, "bridged evidence without the outcome");
            }
        }
        boolean landed = !(before instanceof Dialling) && decision.next() instanceof Dialling;
        landed |= nothingOpen && !before.isOver() && !confirmed.isEmpty();
        check(broken, wins == (landed ? 1 : 0), "the fence is passed exactly when the dialling begins");
        Set<Mechanism> after = EnumSet.noneOf(Mechanism.class);
        decision.next().trying().ifPresent(after::add);
        check(broken, open.equals(after), "open verdicts " + open + " but the state tries " + after);
    }

    private static void commandsFit(
            TransferState before, TransferEvent event, Decision<TransferState> decision, List<String> broken) {
        List<Fact.VerdictReached> verdicts = facts(decision, Fact.VerdictReached.class);
        for (Command command : decision.commands()) {
            if (command instanceof TransferCommand.Signal signal) {
                boolean known = verdicts.stream()
                        .anyMatch(fact -> fact.mechanism() == signal.mechanism() && fact.verdict() == signal.verdict());
                check(broken, known, "a signal without its verdict");
                check(broken, signal.transfer().equals(before.plan().id()), "a signal for another transfer");
            } else if (command instanceof TransferCommand next && next.isNextStep()) {
                Set<Mechanism> started = EnumSet.noneOf(Mechanism.class);
                facts(decision, Fact.MechanismStarted.class).forEach(fact -> started.add(fact.mechanism()));
                boolean intended = next instanceof TransferCommand.SendRefer && started.contains(Mechanism.REFER)
                        || next instanceof TransferCommand.SendRedirect && started.contains(Mechanism.REDIRECT)
                        || next instanceof TransferCommand.SendRelease && started.contains(Mechanism.RELEASE);
                check(broken, intended, "a request without its intent");
            }
        }
        boolean human = event.isAskedForHuman();
        boolean forHuman = decision.answer() instanceof Document.Whisper || decision.answer() instanceof Document.Join;
        boolean hangsUp = decision.answer() instanceof Document.Hangup;
        check(broken, human ? forHuman || hangsUp : !forHuman, "a document for the wrong leg");
        boolean joins = decision.answer() instanceof Document.Join;
        boolean over = before instanceof Concluded was && was.outcome() != Outcome.BRIDGED;
        check(broken, !joins || !over, "joined with a caller whom nobody connects");
        boolean leaving = event instanceof TransferEvent.CallerLeft;
        boolean dials = decision.answer() instanceof Document.DialTarget;
        check(broken, !leaving || !dials, "a leg for a caller who left");
        if (dials) {
            boolean fits = decision.next() instanceof Dialling next
                    && next.leg() == LegStatus.NONE
                    && ((Document.DialTarget) Objects.requireNonNull(decision.answer())).stop() == next.stop();
            check(broken, fits, "a stop is dialled that the state does not dial, or whose leg is known");
        }
    }

    private static void deadlineIsAhead(
            TransferState before, Decision<TransferState> decision, Circumstances now, List<String> broken) {
        Optional<java.time.Instant> due = decision.next().deadline();
        boolean changed = !due.equals(before.deadline());
        boolean ahead = due.isEmpty() || due.get().isAfter(now.now());
        check(broken, !changed || ahead, "a new deadline that is over already");
        boolean owed = decision.next() instanceof Pending
                || decision.next() instanceof Redirecting redirecting && !redirecting.isSent()
                || decision.next() instanceof Releasing releasing && !releasing.isSent();
        boolean waits = !owed && !decision.next().isOver();
        check(broken, due.isPresent() == waits, "a deadline iff the transfer waits for somebody else");
    }

    /** Webhooks and callbacks arrive doubled: the second one changes nothing and sends nothing. */
    private static void twiceIsOnce(
            TransferEvent event, Decision<TransferState> first, Circumstances now, List<String> broken) {
        Decision<TransferState> second = event.at(first.next(), now);
        check(broken, second.next().equals(first.next()), "the second time changes something");
        check(broken, second.commands().isEmpty(), "the second time sends something");
        boolean weighty = second.facts().stream()
                .anyMatch(fact -> fact instanceof Fact.MechanismStarted
                        || fact instanceof Fact.VerdictReached
                        || fact instanceof Fact.Won
                        || fact instanceof Fact.OutcomeReached);
        check(broken, !weighty, "the second time is written down as news");
    }

    private static <F extends Fact> List<F> facts(Decision<?> decision, Class<F> kind) {
        return decision.facts().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static void check(List<String> broken, boolean holds, String rule) {
        if (!holds) {
            broken.add(rule);
        }
    }
}

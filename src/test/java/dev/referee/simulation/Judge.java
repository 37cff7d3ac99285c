package dev.referee.simulation;

import dev.referee.call.CallCommand;
import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.Calls;
import dev.referee.call.CarrierReport;
import dev.referee.call.Stage;
import dev.referee.transfer.Command;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Fact;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Legs;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Releasing;
import dev.referee.transfer.Returning;
import dev.referee.transfer.Samples;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers a whole call and checks the guarantees of architecture §2 after every decision. */
final class Judge {

    /** What is remembered of one transfer. */
    private static final class Record {
        private final Map<Mechanism, Optional<Verdict>> mechanisms = new EnumMap<>(Mechanism.class);
        private final Set<Integer> seenLegs = new HashSet<>();
        private @Nullable Mechanism won;
        private @Nullable Outcome outcome;
        private int stop = -1;
        private final Map<Integer, Instant> together = new HashMap<>();
    }

    private final Map<TransferId, Record> records = new HashMap<>();
    private boolean callerLeft;

    /** Fails the walk unless the rule holds. */
    void check(boolean holds, Supplier<String> rule) {
        if (!holds) {
            throw new AssertionError(rule.get());
        }
    }

    void judge(CallFile before, CallEvent event, Decision<CallFile> decision, Instant now) {
        callerLeft |= event instanceof CallEvent.CallerLeft;
        TransferState transfer = decision.next().transfer();
        if (transfer != null) {
            Record record = records.computeIfAbsent(transfer.plan().id(), id -> new Record());
            remember(before, event, record, now);
            for (Fact fact : decision.facts()) {
                weigh(before, event, decision, fact, record, now);
            }
            if (decision.next().inFlight().isEmpty()) {
                check(record.outcome != null, () -> "concluded without an outcome");
            }
            answer(decision.answer(), transfer, record);
        } else {
            check(!(decision.answer() instanceof Document.DialTarget), () -> "a target without a transfer");
        }
        if (callerLeft || before.call().stage().isOver()) {
            check(!Calls.dials(decision.answer()), () -> "dialled for a caller who left");
            check(decision.commands().stream().noneMatch(Judge::moves), () -> "sent for a caller who left");
        }
    }

    /** What must hold when the world has fallen silent. */
    void end(CallFile file) {
        records.forEach((id, record) -> {
            check(record.outcome != null, () -> id + " has no outcome");
            record.mechanisms.forEach((mechanism, verdict) ->
                    check(verdict.isPresent(), () -> id + " leaves " + mechanism + " without a verdict"));
        });
        check(file.call().stage() != Stage.IN_TRANSFER, () -> "still in a transfer");
    }

    private static boolean moves(Command command) {
        return command instanceof TransferCommand next && next.isNextStep()
                || command instanceof CallCommand.BeginTransfer
                || command instanceof CallCommand.FetchCaller;
    }

    /** Which legs the carrier has shown, and since when caller and human have had each other. */
    private static void remember(CallFile before, CallEvent event, Record record, Instant now) {
        if (!(before.transfer() instanceof Dialling at)) {
            record.together.clear();
            return;
        }
        boolean other = event instanceof CallEvent.OfTransfer named
                && !named.transfer().equals(at.plan().id());
        TransferEvent news = news(before, event);
        if (record.stop != at.stop()) {
            record.together.clear();
            record.stop = at.stop();
        }
        if (other || news == null) {
            return;
        }
        boolean screened = at.plan().stops().get(at.stop()).manner().isScreened();
        if (news instanceof TransferEvent.LegOver over && over.stop() == at.stop() && !screened) {
            over(record, over, now);
        } else if (news instanceof TransferEvent.LegReported leg && leg.stop() == at.stop()) {
            for (int one = 0; one < at.legs().each().size(); one++) {
                boolean his = leg.leg() == one || leg.leg() == Legs.ALL;
                if (his && leg.status().compareTo(at.legs().each().get(one)) > 0) {
                    heard(record, at.stop(), one, leg.status(), screened, now);
                }
            }
        } else if (news instanceof TransferEvent.WhisperAsked asked && asked.stop() == at.stop() && screened) {
            if (asked.leg() < at.legs().each().size()) {
                record.seenLegs.add(at.stop());
            }
        } else if (news instanceof TransferEvent.WhisperEnded ended && ended.stop() == at.stop() && screened) {
            boolean pressed = !at.plan().stops().get(at.stop()).manner().press1()
                    || ended.key().equals("1");
            boolean up = ended.leg() >= 0
                    && ended.leg() < at.legs().each().size()
                    && at.legs().each().get(ended.leg()) != LegStatus.ENDED;
            if (pressed && up) {
                record.seenLegs.add(at.stop());
                record.together.putIfAbsent(ended.leg(), now);
            }
        }
    }

    /** A second that was only begun may have been counted. */
    private static void over(Record record, TransferEvent.LegOver over, Instant now) {
        Instant said = now.minus(over.up().minusSeconds(1));
        Instant since = record.together.getOrDefault(over.leg(), said);
        Instant first = said.isBefore(since) ? said : since;
        if (now.isBefore(heldFrom(first))) {
            record.together.remove(over.leg());
        } else {
            record.together.put(over.leg(), first);
        }
    }

    private static void heard(Record record, int stop, int leg, LegStatus status, boolean screened, Instant now) {
        record.seenLegs.add(stop);
        Instant since = record.together.get(leg);
        if (status == LegStatus.ANSWERED && !screened) {
            record.together.put(leg, now);
        } else if (status == LegStatus.ENDED && since != null && now.isBefore(heldFrom(since))) {
            record.together.remove(leg);
        }
    }

    /** The carrier's answer to our question counts as the callback that got lost. */
    private static @Nullable TransferEvent news(CallFile before, CallEvent event) {
        boolean asked = event instanceof CallEvent.CarrierReported said
                && said.report() instanceof CarrierReport.Live live
                && live.dialled() != null
                && live.dialled().during().equals(before.transfer());
        if (!asked) {
            return of(event);
        }
        CarrierReport.Dialled dialled =
                Objects.requireNonNull(((CarrierReport.Live) ((CallEvent.CarrierReported) event).report()).dialled());
        boolean none = dialled.human() == LegStatus.NONE;
        boolean known = dialled.during().leg() != LegStatus.NONE;
        return none && !known
                ? null
                : new TransferEvent.LegReported(
                        dialled.during().stop(),
                        none ? Legs.ALL : dialled.leg(),
                        none ? LegStatus.ENDED : dialled.human());
    }

    private static Instant heldFrom(Instant answeredAt) {
        return answeredAt.plus(Samples.POLICY.bridgeHold());
    }

    private static @Nullable TransferEvent of(CallEvent event) {
        return event instanceof CallEvent.OfTransfer one
                ? one.event()
                : event instanceof CallEvent.OfLatestTransfer latest ? latest.event() : null;
    }

    private void weigh(
            CallFile before, CallEvent event, Decision<CallFile> decision, Fact fact, Record record, Instant now) {
        if (fact instanceof Fact.MechanismStarted started) {
            check(record.outcome == null, () -> "started after the end");
            check(
                    record.mechanisms.put(started.mechanism(), Optional.empty()) == null,
                    () -> started.mechanism() + " started twice");
        } else if (fact instanceof Fact.VerdictReached reached) {
            Optional<Verdict> earlier = Objects.requireNonNull(
                    record.mechanisms.get(reached.mechanism()), () -> "never started: " + reached);
            boolean tookAfterAll = reached.mechanism() == Mechanism.REDIRECT
                    && reached.verdict() == Verdict.CONFIRMED
                    && earlier.filter(was -> was == Verdict.SILENT || was == Verdict.REFUSED)
                            .isPresent();
            check(earlier.isEmpty() || tookAfterAll, () -> "decided twice: " + reached + " after " + earlier);
            record.mechanisms.put(reached.mechanism(), Optional.of(reached.verdict()));
        } else if (fact instanceof Fact.Won won) {
            check(record.won == null, () -> won + " although " + record.won + " has won");
            record.won = won.mechanism();
        } else if (fact instanceof Fact.OutcomeReached reached) {
            check(record.outcome == null, () -> "a second outcome: " + reached);
            record.outcome = reached.outcome();
            if (reached.outcome() == Outcome.BRIDGED) {
                bridged(event, record, now);
            }
            if (reached.outcome() == Outcome.FAILED) {
                failed(before, decision, record);
            }
        }
    }

    private void bridged(CallEvent event, Record record, Instant now) {
        boolean said = of(event) instanceof TransferEvent.TargetDialEnded ended && Boolean.TRUE.equals(ended.bridged());
        boolean held = record.together.values().stream().anyMatch(since -> !now.isBefore(heldFrom(since)));
        check(said || held, () -> "bridged without the carrier's evidence");
    }

    private void failed(CallFile before, Decision<CallFile> decision, Record record) {
        TransferState transfer = Objects.requireNonNull(decision.next().transfer());
        boolean allTried = record.mechanisms.keySet().containsAll(Set.of(Mechanism.values()))
                && record.mechanisms.values().stream()
                        .allMatch(verdict -> verdict.isPresent() && verdict.get() != Verdict.CONFIRMED);
        boolean nothingMoved = before.transfer() instanceof Releasing
                && allTried
                && !before.call().agent().isUp();
        boolean noReturn = before.transfer() instanceof Returning;
        boolean rescue = transfer.plan().isRescue();
        check(nothingMoved || noReturn || rescue, () -> "failed while something was left to try");
    }

    private void answer(@Nullable Document answer, TransferState transfer, Record record) {
        if (answer instanceof Document.DialTarget dial) {
            check(dial.transfer().equals(transfer.plan().id()), () -> "the target of another transfer");
            check(record.won != null, () -> "dialled without a winner");
            boolean winner = transfer instanceof Dialling dialling && dialling.through() == record.won;
            check(winner, () -> "dialled through another mechanism than the winner");
            check(!record.seenLegs.contains(dial.stop()), () -> "stop " + dial.stop() + " is rung twice");
        }
    }
}

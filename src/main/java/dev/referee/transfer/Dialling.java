package dev.referee.transfer;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One mechanism has won: the caller runs our document, which dials one stop after the other.
 *
 * @param plan what was asked for
 * @param through the mechanism that won
 * @param stop index of the stop that is dialled
 * @param leg how far its leg is
 * @param until when a missing next event is looked into
 */
public record Dialling(Plan plan, Mechanism through, int stop, LegStatus leg, Instant until) implements TransferState {

    static Dialling first(Plan plan, Mechanism through, Circumstances now) {
        return at(plan, through, 0, now);
    }

    private static Dialling at(Plan plan, Mechanism through, int stop, Circumstances now) {
        Instant due =
                now.now().plus(plan.stops().get(stop).ring()).plus(now.policy().ringGrace());
        return new Dialling(plan, through, stop, LegStatus.NONE, due);
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(until);
    }

    @Override
    public Decision<TransferState> referArrived(String referTo, Circumstances now) {
        return through == Mechanism.REFER ? fetchedAgain() : TransferState.super.referArrived(referTo, now);
    }

    @Override
    public Decision<TransferState> redirectFetched(Circumstances now) {
        return through == Mechanism.REDIRECT ? fetchedAgain() : TransferState.super.redirectFetched(now);
    }

    @Override
    public Decision<TransferState> agentDialEnded(String status, Circumstances now) {
        return through == Mechanism.RELEASE ? fetchedAgain() : TransferState.super.agentDialEnded(status, now);
    }

    /**
     * A request that the winner has been answered already: the carrier repeats it when our answer got lost, so it gets
     * the same document. Once a leg is known the first answer has been run, and a second dial would ring twice.
     */
    private Decision<TransferState> fetchedAgain() {
        boolean lost = leg == LegStatus.NONE;
        return Decision.<TransferState>same(this).answering(lost ? dial() : new Document.Wait());
    }

    @Override
    public Decision<TransferState> legReported(int reported, LegStatus status, Circumstances now) {
        if (reported != stop || status.compareTo(leg) <= 0) {
            return Decision.same(this);
        }
        Instant due = status == LegStatus.ANSWERED
                ? now.now().plus(now.policy().bridgeHold())
                : status == LegStatus.ENDED ? now.now().plus(now.policy().ringGrace()) : until;
        if (status == LegStatus.ENDED && held(now)) {
            return bridged(Source.CARRIER, "leg-held");
        }
        Decision<TransferState> heard = Decision.to(new Dialling(plan, through, stop, status, due));
        Rung rung = rung(status);
        return rung == null
                ? heard.and(noted("leg-" + Words.of(status)))
                : heard.and(new Fact.EvidenceSeen(Source.CARRIER, rung, "leg-" + Words.of(status), number()));
    }

    private static @Nullable Rung rung(LegStatus status) {
        return switch (status) {
            case RINGING -> Rung.RINGING;
            case ANSWERED -> Rung.ANSWERED;
            case NONE, INITIATED, ENDED -> null;
        };
    }

    @Override
    public Decision<TransferState> targetDialEnded(TransferEvent.TargetDialEnded ended, Circumstances now) {
        if (ended.stop() != stop) {
            return ended.stop() < stop ? fetchedAgain() : TransferState.super.targetDialEnded(ended, now);
        }
        boolean bridged = ended.bridged() != null ? ended.bridged() : held(now);
        if (bridged) {
            return bridged(Source.CARRIER, "dial-bridged")
                    .answering(ended.callerUp() ? new Document.Hangup() : new Document.Empty());
        }
        if (!ended.callerUp()) {
            return abandoned("hung up while the target was dialled").answering(new Document.Empty());
        }
        return notReached(ended.status(), now);
    }

    /**
     * The caller runs our wait document, so no Dial of ours is running: go on where it stopped. While the number may
     * still ring, the request may be older than the Dial, so it waits; afterwards the leg's end was lost on its way.
     */
    @Override
    public Decision<TransferState> callerParked(Circumstances now) {
        return switch (leg) {
            case NONE -> Decision.<TransferState>same(this).answering(dial());
            case INITIATED, RINGING ->
                now.now().isBefore(until.minus(now.policy().ringGrace()))
                        ? TransferState.super.callerParked(now)
                        : notReached("nothing heard of the leg while the caller waited", now);
            case ANSWERED -> TransferState.super.callerParked(now);
            case ENDED -> notReached("leg ended while the caller waited", now);
        };
    }

    @Override
    public Decision<TransferState> callerLeft(Source source, String how, Circumstances now) {
        if (held(now)) {
            return bridged(source, "leg-held");
        }
        return abandoned(how);
    }

    @Override
    public Decision<TransferState> deadlinePassed(Circumstances now) {
        if (!isDue(now)) {
            return Decision.same(this);
        }
        if (held(now)) {
            return bridged(Source.TIMER, "leg-held");
        }
        Instant again = now.now().plus(now.policy().ringGrace());
        return Decision.<TransferState>to(new Dialling(plan, through, stop, leg, again))
                .and(noted("leg-overdue"))
                .then(new TransferCommand.AskCarrier());
    }

    private Decision<TransferState> notReached(String status, Circumstances now) {
        Fact missed = new Fact.Noted(
                Source.CARRIER,
                "target-not-reached",
                Map.of("status", status, "number", current().number().uri()));
        int next = stop + 1;
        if (next < plan.stops().size()) {
            Dialling dialling = at(plan, through, next, now);
            return Decision.<TransferState>to(dialling).and(missed).answering(dialling.dial());
        }
        return ended(status, now).after(Decision.<TransferState>same(this).and(missed));
    }

    private Decision<TransferState> ended(String status, Circumstances now) {
        return switch (plan.ending()) {
            case RETURN -> giveBack(status, now);
            case VOICEMAIL ->
                Decision.<TransferState>to(new Concluded(plan, Outcome.VOICEMAIL, stop))
                        .and(new Fact.OutcomeReached(Outcome.VOICEMAIL, null, status))
                        .answering(new Document.Voicemail(plan.id(), current().target()));
            case HANG_UP ->
                Decision.<TransferState>to(new Concluded(plan, Outcome.ABANDONED, stop))
                        .and(new Fact.OutcomeReached(
                                Outcome.ABANDONED, null, "nobody answered, and otherwise is hang-up"))
                        .answering(new Document.Apology());
        };
    }

    private Decision<TransferState> giveBack(String status, Circumstances now) {
        if (plan.isRescue()) {
            return Concluded.failed(plan, "nobody answered and no agent came: " + status)
                    .answering(new Document.Apology());
        }
        if (through == Mechanism.REFER && now.agentUp()) {
            return Concluded.returned(plan, status).answering(new Document.Empty());
        }
        return Returning.from(plan, status, now);
    }

    private Decision<TransferState> abandoned(String how) {
        return Decision.<TransferState>to(new Concluded(plan, Outcome.ABANDONED, stop))
                .and(new Fact.OutcomeReached(Outcome.ABANDONED, null, how));
    }

    /** Whether caller and human were together long enough, even if our timer comes late: we may have been down. */
    private boolean held(Circumstances now) {
        return leg == LegStatus.ANSWERED && isDue(now);
    }

    private Decision<TransferState> bridged(Source source, String type) {
        return Decision.<TransferState>to(new Concluded(plan, Outcome.BRIDGED, stop))
                .and(new Fact.EvidenceSeen(source, Rung.BRIDGED, type, number()))
                .and(new Fact.OutcomeReached(Outcome.BRIDGED, current().number(), type));
    }

    private Document dial() {
        return new Document.DialTarget(plan.id(), stop, current());
    }

    private Stop current() {
        return plan.stops().get(stop);
    }

    private Map<String, String> number() {
        return Map.of("number", current().number().uri());
    }

    private Fact noted(String type) {
        return new Fact.Noted(Source.CARRIER, type, number());
    }
}

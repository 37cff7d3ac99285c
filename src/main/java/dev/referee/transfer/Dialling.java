package dev.referee.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One mechanism has won: the caller runs our document, which dials one stop after the other.
 *
 * @param plan what was asked for
 * @param through the mechanism that won
 * @param stop index of the stop that is dialled
 * @param leg how far the stop is: its leg, or of several that ring at once the one that is furthest
 * @param until when a missing next event is looked into
 * @param legs how far each of its legs is
 */
public record Dialling(Plan plan, Mechanism through, int stop, LegStatus leg, Instant until, Legs legs)
        implements TransferState {

    /** The longest that somebody who picked up may take to listen and to press 1 before the carrier is asked. */
    private static final Duration WHISPER_MAX = Duration.ofSeconds(60);

    /** The carrier counts whole seconds and does not say how: one that was only begun may be counted, too. */
    private static final Duration ROUNDED_UP = Duration.ofSeconds(1);

    /** What an older version wrote down knows only of one leg. */
    @SuppressWarnings("ConstantValue")
    public Dialling {
        legs = legs == null ? Legs.at(plan.stops().get(stop).numbers().size(), leg) : legs;
    }

    /** A stop whose first leg is so far. */
    public Dialling(Plan plan, Mechanism through, int stop, LegStatus leg, Instant until) {
        this(
                plan,
                through,
                stop,
                leg,
                until,
                Legs.at(plan.stops().get(stop).numbers().size(), leg));
    }

    private Dialling(Plan plan, Mechanism through, int stop, Instant until, Legs legs) {
        this(plan, through, stop, legs.stop(), until, legs);
    }

    /** The beginning of a stop. */
    static Dialling at(Plan plan, Mechanism through, int stop, Circumstances now) {
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
    public Decision<TransferState> legReported(int reported, int which, LegStatus status, Circumstances now) {
        Legs next = reported == stop ? legs.heard(which, status) : legs;
        if (next.equals(legs)) {
            return Decision.same(this);
        }
        boolean joinedEnds = status == LegStatus.ENDED && (which == Legs.ALL || which == legs.joined());
        if (joinedEnds && held(now)) {
            return bridged(Source.CARRIER, "leg-held");
        }
        Decision<TransferState> heard = Decision.to(new Dialling(plan, through, stop, due(next, status, now), next));
        Rung rung = rung(status);
        Map<String, String> number = number(which);
        return rung == null
                ? heard.and(new Fact.Noted(Source.CARRIER, "leg-" + Words.of(status), number))
                : heard.and(new Fact.EvidenceSeen(Source.CARRIER, rung, "leg-" + Words.of(status), number));
    }

    /**
     * Where whoever answers has the caller, the time that a leg was up is the time that they had each other, even if we hear of its
     * beginning and its end in one moment.
     */
    @Override
    public Decision<TransferState> legOver(int over, int which, Duration up, Circumstances now) {
        boolean joined = over == stop && legs.has(which) && !current().manner().isScreened();
        boolean held = joined && up.minus(ROUNDED_UP).compareTo(now.policy().bridgeHold()) >= 0;
        return held ? bridged(Source.CARRIER, "leg-held", which) : legReported(over, which, LegStatus.ENDED, now);
    }

    /** Who took the call and is still up when the time that they must be together is over has got the caller. */
    @Override
    public Decision<TransferState> legSeen(int seen, int which, LegStatus status, Circumstances now) {
        boolean stayed = seen == stop
                && status == LegStatus.ANSWERED
                && legs.stop() == LegStatus.ANSWERED
                && legs.accepted(which, now.now().minus(now.policy().bridgeHold()));
        return stayed ? bridged(Source.CARRIER, "leg-held", which) : legReported(seen, which, status, now);
    }

    /** An answer opens the talk, or the whisper before it; an end is followed by what the carrier asks next. */
    private Instant due(Legs next, LegStatus news, Circumstances now) {
        boolean fellBack = leg == LegStatus.ANSWERED && next.stop() != LegStatus.ANSWERED;
        if (next.stop() == LegStatus.ENDED || fellBack) {
            return now.now().plus(now.policy().ringGrace());
        }
        if (news != LegStatus.ANSWERED || next.accepted() != null) {
            return until;
        }
        boolean screened = current().manner().isScreened();
        return now.now().plus(screened ? WHISPER_MAX : now.policy().bridgeHold());
    }

    /** The request itself says that the leg was answered. Asked again, the same is said again. */
    @Override
    public Decision<TransferState> whisperAsked(int reported, int which, Circumstances now) {
        if (!isAwaited(reported, which)) {
            return TransferState.super.whisperAsked(reported, which, now);
        }
        Stop at = current();
        return legReported(reported, which, LegStatus.ANSWERED, now)
                .answering(new Document.Whisper(
                        plan.id(),
                        stop,
                        which,
                        Whisper.of(plan, at),
                        at.manner().press1()));
    }

    /** Only now do caller and human have each other, so only now does the time begin that they must be together. */
    @Override
    public Decision<TransferState> whisperEnded(TransferEvent.WhisperEnded ended, Circumstances now) {
        if (!isAwaited(ended.stop(), ended.leg())) {
            return TransferState.super.whisperEnded(ended, now);
        }
        if (!current().takes(ended.key())) {
            return Decision.<TransferState>same(this)
                    .and(new Fact.Noted(Source.CARRIER, "leg-declined", number(ended.leg())))
                    .answering(new Document.Hangup());
        }
        if (legs.accepted() != null) {
            return Decision.<TransferState>same(this).answering(new Document.Join());
        }
        Instant due = now.now().plus(now.policy().bridgeHold());
        return Decision.<TransferState>to(
                        new Dialling(plan, through, stop, due, legs.acceptedBy(ended.leg(), now.now())))
                .and(new Fact.EvidenceSeen(Source.CARRIER, Rung.ANSWERED, "leg-accepted", number(ended.leg())))
                .answering(new Document.Join());
    }

    /** Whether this leg's human may still have the caller. */
    private boolean isAwaited(int reported, int which) {
        return reported == stop
                && current().manner().isScreened()
                && legs.has(which)
                && legs.each().get(which) != LegStatus.ENDED
                && (legs.accepted() == null || legs.accepted() == which);
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
            int human = ended.leg() != null && legs.has(ended.leg()) ? ended.leg() : legs.joined();
            return bridged(Source.CARRIER, "dial-bridged", human)
                    .answering(ended.callerUp() ? new Document.Hangup() : new Document.Empty());
        }
        if (!ended.callerUp()) {
            return abandoned("hung up while the target was dialled").answering(new Document.Empty());
        }
        return NextStop.after(this, ended.status(), now);
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
                mayRing(now)
                        ? TransferState.super.callerParked(now)
                        : NextStop.after(this, "nothing heard of the leg while the caller waited", now);
            case ANSWERED -> TransferState.super.callerParked(now);
            case ENDED -> NextStop.after(this, "leg ended while the caller waited", now);
        };
    }

    /** Whether the time in which the carrier lets the number ring is not over. */
    private boolean mayRing(Circumstances now) {
        return now.now().isBefore(until.minus(now.policy().ringGrace()));
    }

    /** Whether the caller has nobody, as far as is known: no leg is up, and none can come up any more. */
    public boolean hasNobody(Circumstances now) {
        return (leg == LegStatus.NONE || leg == LegStatus.ENDED) && !mayRing(now);
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
        return Decision.<TransferState>to(new Dialling(plan, through, stop, again, legs))
                .and(noted("leg-overdue"))
                .then(new TransferCommand.AskCarrier());
    }

    private Decision<TransferState> abandoned(String how) {
        return Decision.<TransferState>to(new Concluded(plan, Outcome.ABANDONED, stop))
                .and(new Fact.OutcomeReached(Outcome.ABANDONED, null, how));
    }

    /**
     * Whether caller and human were together long enough, even if our timer comes late: we may have been down. Who must take
     * the call first is joined by our answer to him, which may get lost: time alone proves nothing then.
     */
    private boolean held(Circumstances now) {
        return leg == LegStatus.ANSWERED && !current().manner().isScreened() && isDue(now);
    }

    private Decision<TransferState> bridged(Source source, String type) {
        return bridged(source, type, legs.joined());
    }

    private Decision<TransferState> bridged(Source source, String type, int human) {
        return Decision.<TransferState>to(new Concluded(plan, Outcome.BRIDGED, stop))
                .and(new Fact.EvidenceSeen(source, Rung.BRIDGED, type, number(human)))
                .and(new Fact.OutcomeReached(
                        Outcome.BRIDGED, current().numbers().get(human), type));
    }

    Document dial() {
        return new Document.DialTarget(plan.id(), stop, current());
    }

    Stop current() {
        return plan.stops().get(stop);
    }

    /** The number of one leg, or of all of them. */
    private Map<String, String> number(int which) {
        List<Destination> numbers = current().numbers();
        return Map.of("number", legs.has(which) ? numbers.get(which).uri() : uri(numbers));
    }

    static String uri(List<Destination> numbers) {
        return numbers.stream().map(Destination::uri).collect(Collectors.joining(" & "));
    }

    private Fact noted(String type) {
        return new Fact.Noted(Source.CARRIER, type, number(Legs.ALL));
    }
}

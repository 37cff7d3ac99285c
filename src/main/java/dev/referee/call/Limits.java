package dev.referee.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long and for how much the agent may have the caller. They count only while he has: not in a transfer, and not when the
 * caller is with a human. Instants, so that they outlive the node (decision 0001).
 *
 * @param warnBefore how long before an end the agent is told of it; zero: not at all
 * @param callEnds the end of the maximum length; null without one
 * @param sessionEnds when the vendor ends the present session; null if it has not said
 * @param capReachedAt when the spend cap was reached; null before
 * @param wrapUp how far the agent has come with the end; null before
 */
public record Limits(
        Duration warnBefore,
        @Nullable Instant callEnds,
        @Nullable Instant sessionEnds,
        @Nullable Instant capReachedAt,
        @Nullable WrapUp wrapUp) {

    /** Of a call that may last. */
    public static final Limits NONE = new Limits(Duration.ofSeconds(30), null, null, null, null);

    /** The vendor's session is left so long before it ends, for a goodbye and a request. */
    public static final Duration SESSION_MARGIN = Duration.ofSeconds(20);

    /** A goodbye of which nothing is heard is taken as said after this. */
    static final Duration GOODBYE = Duration.ofSeconds(12);

    /** Whoever comes back from a transfer after the limit may hear why for so long at least. */
    static final Duration LEAST_AFTER_RETURN = Duration.ofSeconds(10);

    /** Nulls read as no limit, because older versions wrote none. */
    public Limits {
        warnBefore = warnBefore == null ? Duration.ZERO : warnBefore;
    }

    /**
     * Of a call that begins now.
     *
     * @param maxLength zero: no maximum
     */
    public static Limits from(Instant now, Duration maxLength, Duration warnBefore) {
        return new Limits(warnBefore, maxLength.isZero() ? null : now.plus(maxLength), null, null, null);
    }

    /** When something is due, if ever: a warning, a goodbye or the end. */
    Optional<Instant> due() {
        return wrapUp != null
                ? Optional.of(wrapUp.until())
                : Stream.of(capReachedAt, warningOf(callEnds), warningOf(leaveSession()))
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo);
    }

    /** The first limit that is reached is the reason; how long the agent has from now on depends on it. */
    Limits begun(Instant now) {
        if (capReachedAt != null) {
            return wrapping(new WrapUp(WrapUp.Why.SPEND, WrapUp.Step.WARNED, now.plus(warnBefore), false));
        }
        Instant warnCall = warningOf(callEnds);
        if (callEnds != null && warnCall != null && !now.isBefore(warnCall)) {
            boolean inTime = Duration.between(now, callEnds).compareTo(warnBefore.dividedBy(2)) >= 0;
            Instant until = inTime ? callEnds : now.plus(warnBefore);
            return wrapping(new WrapUp(WrapUp.Why.LENGTH, WrapUp.Step.WARNED, until, false));
        }
        Instant leave = Objects.requireNonNullElse(leaveSession(), now);
        Instant until = leave.isBefore(now) ? now : leave;
        return wrapping(new WrapUp(WrapUp.Why.SESSION, WrapUp.Step.WARNED, until, false));
    }

    /** The caller is back from a transfer: whatever was said of an end is said again, and nobody else is tried. */
    Limits returned(Instant now) {
        if (wrapUp == null) {
            return this;
        }
        Duration rest = warnBefore.compareTo(LEAST_AFTER_RETURN) < 0 ? LEAST_AFTER_RETURN : warnBefore;
        boolean tried = wrapUp.tried() || wrapUp.step() == WrapUp.Step.FINISHING;
        return wrapping(new WrapUp(wrapUp.why(), WrapUp.Step.WARNED, now.plus(rest), tried));
    }

    Limits sessionEnding(Instant at) {
        return new Limits(warnBefore, callEnds, at, capReachedAt, wrapUp);
    }

    /** Another session, whose end is not known yet. */
    Limits withoutSession() {
        boolean ofSession = wrapUp != null && wrapUp.why() == WrapUp.Why.SESSION;
        return new Limits(warnBefore, callEnds, null, capReachedAt, ofSession ? null : wrapUp);
    }

    Limits capReached(Instant now) {
        return new Limits(warnBefore, callEnds, sessionEnds, now, wrapUp);
    }

    Limits wrapping(WrapUp next) {
        return new Limits(warnBefore, callEnds, sessionEnds, capReachedAt, next);
    }

    private @Nullable Instant leaveSession() {
        return sessionEnds == null ? null : sessionEnds.minus(SESSION_MARGIN);
    }

    private @Nullable Instant warningOf(@Nullable Instant end) {
        return end == null ? null : end.minus(warnBefore);
    }
}

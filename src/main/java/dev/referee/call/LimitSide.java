package dev.referee.call;

import dev.referee.transfer.Decision;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The end that a limit brings, in steps: the agent is warned, says goodbye, and then what the settings say is done. Each step
 * has a time by which the next one comes, whoever gets lost in between.
 */
final class LimitSide extends CallPart {

    /** What was to be done at the end is asked for again after this, if it has not happened. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    LimitSide(CallMachine machine) {
        super(machine);
    }

    /** The vendor said when it ends the present session. */
    Decision<CallFile> sessionExpires(CallId callId, Instant at) {
        return isSession(callId) && call.agent().isUp() ? to(call.with(limits().sessionEnding(at))) : same();
    }

    /** The call has cost what it may cost; a repeat changes nothing. */
    Decision<CallFile> capReached(String usd) {
        if (call.stage().isOver() || limits().capReachedAt() != null) {
            return same();
        }
        Decision<CallFile> reached =
                to(call.with(limits().capReached(now.now()))).and(noted(Source.TIMER, "spend-cap-reached", "usd", usd));
        return with(reached.next()).limit().passed().after(reached);
    }

    /** Takes the next step, if it is due. */
    Decision<CallFile> passed() {
        boolean due = call.limitDue().filter(at -> !now.now().isBefore(at)).isPresent();
        if (!due) {
            return same();
        }
        WrapUp wrapUp = limits().wrapUp();
        if (wrapUp == null) {
            return begin();
        }
        return wrapUp.step() == WrapUp.Step.WARNED ? goodbye(wrapUp) : finish(wrapUp);
    }

    private Decision<CallFile> begin() {
        Limits begun = limits().begun(now.now());
        WrapUp wrapUp = java.util.Objects.requireNonNull(begun.wrapUp());
        Duration left = Duration.between(now.now(), wrapUp.until());
        String why = wrapUp.why().name().toLowerCase(Locale.ROOT);
        Fact fact = new Fact.Noted(
                Source.TIMER,
                "wrap-up",
                Map.of("limit", why, "seconds", Long.toString(Math.round(left.toMillis() / 1000.0))));
        Decision<CallFile> warned = to(call.with(begun)).and(fact);
        return left.isZero() || left.isNegative()
                ? with(warned.next()).limit().goodbye(wrapUp).after(warned)
                : warned.then(new CallCommand.AnnounceEnd(session(), WrapUp.Step.WARNED));
    }

    private Decision<CallFile> goodbye(WrapUp wrapUp) {
        WrapUp next = wrapUp.to(WrapUp.Step.GOODBYE, after(Limits.GOODBYE));
        return to(call.with(limits().wrapping(next))).then(new CallCommand.AnnounceEnd(session(), WrapUp.Step.GOODBYE));
    }

    /** The caller has heard the goodbye. */
    Decision<CallFile> goodbyeSaid(CallId callId) {
        WrapUp wrapUp = limits().wrapUp();
        boolean awaited = isSession(callId)
                && call.limitDue().isPresent()
                && wrapUp != null
                && wrapUp.step() == WrapUp.Step.GOODBYE;
        return awaited ? finish(wrapUp) : same();
    }

    private Decision<CallFile> finish(WrapUp wrapUp) {
        return to(call.with(limits().wrapping(wrapUp.to(WrapUp.Step.FINISHING, after(AGAIN)))))
                .then(new CallCommand.BringToEnd());
    }

    /**
     * The vendor's session is left for a new one: its end brings the caller to us, and the agent is dialled again. A session
     * that lasted to its limit is no agent that dropped out, so it uses up no attempt.
     */
    Decision<CallFile> renewed(CallId callId) {
        WrapUp wrapUp = limits().wrapUp();
        boolean due = isSession(callId)
                && call.limitDue().isPresent()
                && wrapUp != null
                && wrapUp.why() == WrapUp.Why.SESSION;
        if (!due) {
            return same();
        }
        Call left = call.with(gone(call.agent())).spared(policy.redialsMax());
        return to(left.with(limits().withoutSession()))
                .and(noted(Source.TIMER, "session-renewed"))
                .then(new CallCommand.HangUpSession(callId));
    }

    /** What changes with every decision: another session, or a caller who is back from a transfer. */
    static Call carried(Call before, Call next, Instant now) {
        Limits limits = next.limits();
        Optional<CallId> had = before.agent().session();
        if (had.isPresent() && !had.equals(next.agent().session())) {
            limits = limits.withoutSession();
        }
        if (before.stage() == Stage.IN_TRANSFER && next.stage() == Stage.WITH_AGENT) {
            limits = limits.returned(now);
        }
        return limits.equals(next.limits()) ? next : next.with(limits);
    }

    private Limits limits() {
        return call.limits();
    }

    private CallId session() {
        return call.agent().session().orElseThrow();
    }
}

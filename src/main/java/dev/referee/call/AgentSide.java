package dev.referee.call;

import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Fact;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Redirecting;
import dev.referee.transfer.Releasing;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The agent: its leg, its session and our sideband to it; dialled, announced, accepted, attached, lost and dialled again. */
final class AgentSide extends CallPart {

    static final String DROPPED = "the line to the agent dropped";

    private static final int THROWN_OUT_MAX = 3;

    AgentSide(CallMachine machine) {
        super(machine);
    }

    Decision<CallFile> sessionAnnounced(String dialId, CallId callId, Map<String, String> ids) {
        if (isSession(callId)) {
            return same();
        }
        boolean expected = call.stage() == Stage.WITH_AGENT || call.stage() == Stage.IN_TRANSFER;
        if (!expected
                || !(call.agent() instanceof AgentLeg.Ringing ringing)
                || !ringing.dialId().equals(dialId)) {
            return same().and(noted(Source.OPENAI, "session-rejected", "reason", "its token is used or too late"))
                    .then(new CallCommand.RejectSession(callId));
        }
        Instant until = after(policy.acceptWindow().plus(policy.agentRingGrace()));
        return to(call.with(new AgentLeg.Accepting(dialId, callId, until)))
                .and(announced(callId, ids))
                .then(new CallCommand.AcceptSession(callId));
    }

    private static Fact announced(CallId callId, Map<String, String> ids) {
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("callId", callId.value());
        detail.putAll(new TreeMap<>(ids));
        return new Fact.Noted(Source.OPENAI, "session-announced", detail);
    }

    Decision<CallFile> acceptAnswered(CallId callId, RequestResult result) {
        boolean accepted = result instanceof RequestResult.Accepted;
        Fact answered = noted(Source.OPENAI, accepted ? "accepted" : "accept-failed", "answer", result.reason());
        if (!(call.agent() instanceof AgentLeg.Accepting accepting)
                || !accepting.callId().equals(callId)) {
            boolean stray = accepted && !(isSession(callId) && call.agent().isLive());
            Decision<CallFile> late = same().and(answered);
            return stray ? late.then(new CallCommand.HangUpSession(callId)) : late;
        }
        if (call.stage().isOver()) {
            return same().and(answered).then(new CallCommand.HangUpSession(callId));
        }
        if (accepted) {
            return to(call.with(new AgentLeg.Attaching(accepting.dialId(), callId)))
                    .and(answered)
                    .then(new CallCommand.OpenSideband(callId));
        }
        Decision<CallFile> gone = to(call.with(gone(accepting))).and(answered);
        if (result instanceof RequestResult.AlreadyOver) {
            return gone;
        }
        Decision<CallFile> declined = gone.then(new CallCommand.RejectSession(callId));
        boolean perhaps = result instanceof RequestResult.Unknown;
        return perhaps ? declined.then(new CallCommand.HangUpSession(callId)) : declined;
    }

    Decision<CallFile> sidebandOpened(CallId callId) {
        if (!isSession(callId)) {
            return same();
        }
        if (call.stage().isOver()) {
            return same().then(new CallCommand.HangUpSession(callId));
        }
        if (call.agent() instanceof AgentLeg.Lost lost) {
            return to(call.with(new AgentLeg.Attached(lost.dialId(), callId, now.now(), lost.thrownOut())))
                    .and(noted(Source.SIDEBAND, "sideband-reattached"));
        }
        Decision<CallFile> attached =
                to(call.with(new AgentLeg.Attached(call.agent().dialId(), callId, now.now(), 0)));
        if (!(call.agent() instanceof AgentLeg.Attaching)) {
            return same();
        }
        attached = attached.and(noted(Source.SIDEBAND, "sideband-attached"));
        return file.inFlight().isPresent()
                ? with(attached.next())
                        .transfer()
                        .happens(new TransferEvent.AgentBack())
                        .after(attached)
                : attached.then(new CallCommand.Greet(callId));
    }

    Decision<CallFile> sidebandFailed(CallId callId, boolean gone, String why) {
        if (!isSession(callId) || call.agent() instanceof AgentLeg.Attached) {
            return same();
        }
        if (call.stage().isOver() || call.stage() == Stage.LANDED) {
            return to(call.with(gone(call.agent())));
        }
        Fact failed = noted(Source.SIDEBAND, "sideband-failed", "reason", why);
        if (call.agent() instanceof AgentLeg.Lost lost && !gone) {
            return to(call.with(lost.tryingAgainAt(after(policy.reattachPause()))))
                    .and(failed);
        }
        Decision<CallFile> over = agentOver(why, false).after(same().and(failed));
        return call.agent() instanceof AgentLeg.Attaching ? over.then(new CallCommand.HangUpSession(callId)) : over;
    }

    /** The agent's leg or session is over, and what that means for the caller is not known yet. */
    private Decision<CallFile> agentOver(String why, boolean legOver) {
        Decision<CallFile> gone = to(call.with(gone(call.agent())));
        return file.inFlight().isPresent()
                ? with(gone.next())
                        .transfer()
                        .happens(new TransferEvent.AgentOver(why, legOver))
                        .after(gone)
                : gone;
    }

    /**
     * The sideband closed. How it did says nothing of the session, so it is opened again: that a session is over is said by a 404,
     * or by the carrier. One that is thrown out again and again cannot talk.
     */
    Decision<CallFile> sidebandClosed(CallId callId, boolean clean, String why) {
        if (!isSession(callId) || !(call.agent() instanceof AgentLeg.Attached attached)) {
            return same();
        }
        Fact closed = new Fact.Noted(
                Source.SIDEBAND, "sideband-closed", Map.of("reason", why, "clean", Boolean.toString(clean)));
        boolean hungUp = file.inFlight().orElse(null) instanceof Releasing releasing && releasing.isSent();
        if (!needed() || hungUp) {
            return to(call.with(gone(attached))).and(closed);
        }
        boolean soon =
                attached.since() != null && now.now().isBefore(attached.since().plus(policy.thrownOut()));
        int thrownOut = soon ? attached.thrownOut() + 1 : 0;
        AgentLeg.Lost lost = lost(attached, thrownOut);
        Decision<CallFile> without = to(call.with(lost)).and(closed);
        if (file.inFlight().filter(AgentSide::movesCaller).isPresent()) {
            return without;
        }
        return call.stage() == Stage.WITH_AGENT && thrownOut >= THROWN_OUT_MAX
                ? givenUp(lost, "thrown out").after(without)
                : without.then(new CallCommand.ReopenSideband(callId));
    }

    /** Its sideband is wanted again. */
    AgentLeg.Lost lost(AgentLeg.Attached attached, int thrownOut) {
        return new AgentLeg.Lost(
                attached.dialId(), attached.callId(), null, after(policy.withoutSideband()), thrownOut);
    }

    /** Whoever is told brings the caller away; should that get lost, it is told again. */
    Decision<CallFile> givenUp(AgentLeg.Lost lost, String why) {
        return to(call.with(lost.muteAt(after(policy.carrierSilence()))))
                .then(new CallCommand.GiveAgentUp(lost.callId(), why));
    }

    /** The agent's line is about to end on purpose; only if the caller comes back is its sideband wanted again. */
    private static boolean movesCaller(TransferState state) {
        return state instanceof Redirecting
                || state instanceof Releasing
                || state instanceof Dialling dialling && dialling.leg() == LegStatus.ANSWERED;
    }

    Decision<CallFile> troubled(CallId callId, String what, String code) {
        return isSession(callId) && call.stage() == Stage.WITH_AGENT
                ? same().and(new Fact.Noted(Source.SIDEBAND, "agent-trouble", Map.of("what", what, "code", code)))
                : same();
    }

    /** The caller has nobody who speaks. OpenAI may be in trouble as a whole, so the carrier moves them, not a REFER. */
    Decision<CallFile> mute(CallId callId, String why, @Nullable Plan rescue, boolean ends) {
        if (!isSession(callId)
                || call.stage() != Stage.WITH_AGENT
                || !call.agent().isUp()) {
            return same();
        }
        Decision<CallFile> mute = same().and(noted(Source.SIDEBAND, "agent-mute", "reason", why));
        if (ends) {
            return caller().endAsked(Source.TIMER, "the agent is mute").after(mute);
        }
        if (rescue == null) {
            // our wait document asks what to do, and the caller hears the apology
            AgentLeg never = new AgentLeg.Gone(call.agent().dialId(), callId, false, after(policy.carrierSilence()));
            return to(call.with(never)).then(new CallCommand.FetchCaller()).after(mute);
        }
        Decision<CallFile> asked = transfer().asked(rescue, Source.TIMER);
        Decision<CallFile> skipped =
                with(asked.next()).transfer().happens(new TransferEvent.ReferSkipped("the agent is mute"));
        return with(skipped.next())
                .watch()
                .stalled()
                .after(skipped.after(asked))
                .after(mute);
    }

    Decision<CallFile> agentLegReported(String dialId, AgentLegStatus status) {
        if (!call.agent().dialId().equals(dialId) || call.agent() instanceof AgentLeg.Gone) {
            return same();
        }
        Fact news = noted(Source.CARRIER, "agent-leg-" + status.name().toLowerCase(Locale.ROOT));
        if (!status.isOver()) {
            return same().and(news);
        }
        Decision<CallFile> over = agentOver(
                        "the agent's leg is over: " + status.name().toLowerCase(Locale.ROOT), true)
                .after(same().and(news));
        Optional<CallId> session = call.agent().session();
        return status == AgentLegStatus.CANCELED && session.isPresent()
                ? over.then(new CallCommand.HangUpSession(session.get()))
                : over;
    }

    Decision<CallFile> agentDialEnded(CallEvent.AgentDialEnded ended) {
        if (!ended.callerUp()) {
            return caller().left(Source.CARRIER, "dial " + ended.status()).answering(new Document.Empty());
        }
        if (call.stage().isOver()) {
            return farewell();
        }
        if (call.stage() == Stage.ENDING) {
            return caller().letGo();
        }
        if (!call.agent().dialId().equals(ended.dialId())) {
            return same().answering(new Document.Wait());
        }
        Fact fact = noted(Source.CARRIER, "agent-dial-ended", "status", ended.status());
        CallFile without = file.with(call.with(gone(call.agent())));
        CallMachine machine = with(without);
        Decision<CallFile> next =
                switch (call.stage()) {
                    case IN_TRANSFER -> machine.transfer().happens(new TransferEvent.AgentDialEnded(ended.status()));
                    case WITH_AGENT -> machine.agent().dropped(ended.status(), ended.rescue());
                    case LANDED, ENDING, ENDED, REJECTED, FAILED ->
                        Decision.to(without).answering(new Document.Wait());
                };
        return next.after(Decision.to(without).and(fact));
    }

    /** Nobody has the caller, who is in our hands: dial the agent again, else take him to a human. */
    Decision<CallFile> dropped(String status, @Nullable Plan rescue) {
        if (call.agent().cameUp() && call.redials() < policy.redialsMax()) {
            Call again = call.with(ringing(now, policy)).redialled();
            return to(again)
                    .and(noted(Source.CARRIER, "agent-dropped", "status", status))
                    .answering(new Document.DialAgent(now.freshId(), DROPPED));
        }
        if (rescue == null) {
            return over(Stage.FAILED, "no agent and no target").answering(new Document.Apology());
        }
        Decision<CallFile> asked = transfer().asked(rescue, Source.CARRIER);
        return with(asked.next())
                .transfer()
                .happens(new TransferEvent.AgentDialEnded(status))
                .after(asked);
    }

    /** Whether a lost sideband is worth opening again: the agent has the caller, or may get him back. */
    boolean needed() {
        return switch (call.stage()) {
            case WITH_AGENT -> true;
            case IN_TRANSFER ->
                file.inFlight()
                        .filter(state -> !(state instanceof Dialling dialling && dialling.through() != Mechanism.REFER))
                        .isPresent();
            case LANDED, ENDING, ENDED, REJECTED, FAILED -> false;
        };
    }
}

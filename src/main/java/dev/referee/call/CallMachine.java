package dev.referee.call;

import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Concluded;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Fact;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Pending;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Redirecting;
import dev.referee.transfer.Releasing;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Returning;
import dev.referee.transfer.Rung;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to one call: {@code (file, event, now) → Decision(next, facts, commands)}. It runs the call itself and
 * lets the transfer's own states answer for the transfer, so that one event changes both in one step.
 *
 * <p>Pure: no clock, no I/O. An instance serves one decision and is not shared.
 */
public final class CallMachine {

    private static final int INQUIRIES_MAX = 5;

    /** A carrier that does not say for so many slow looks: at the usual 10 minutes longer than it lets any call last. */
    private static final int SLOW_LOOKS_MAX = 30;

    private static final String DROPPED = "the line to the agent dropped";

    private final CallFile file;
    private final Call call;
    private final Circumstances now;
    private final CallPolicy policy;

    private CallMachine(CallFile file, Circumstances now, CallPolicy policy) {
        this.file = file;
        this.call = file.call();
        this.now = now.withAgentUp(call.agent().isUp());
        this.policy = policy;
    }

    /** Decides one event. */
    public static Decision<CallFile> decide(CallFile file, CallEvent event, Circumstances now, CallPolicy policy) {
        Decision<CallFile> decided = event.at(new CallMachine(file, now, policy));
        Call next = decided.next().call();
        Optional<CallId> session = next.agent().session();
        boolean justOver = next.stage().isOver() && !file.call().stage().isOver();
        return justOver && session.isPresent() ? decided.then(new CallCommand.CloseSideband(session.get())) : decided;
    }

    /** The first document of a call: dial the agent. */
    public static Decision<CallFile> inbound(Circumstances now, CallPolicy policy) {
        Call call = Call.ringing(ringing(now, policy));
        return Decision.to(new CallFile(call, null))
                .and(new Fact.Noted(Source.CARRIER, "call-arrived", Map.of()))
                .answering(new Document.DialAgent(now.freshId(), ""));
    }

    /** A session that was announced without a valid token. */
    public static Decision<CallFile> rejected(CallId callId, String why) {
        return Decision.to(new CallFile(Call.rejected(), null))
                .and(new Fact.Noted(Source.OPENAI, "session-rejected", Map.of("reason", why)))
                .then(new CallCommand.RejectSession(callId));
    }

    Decision<CallFile> sessionAnnounced(String dialId, CallId callId) {
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
                .and(noted(Source.OPENAI, "session-announced", "callId", callId.value()))
                .then(new CallCommand.AcceptSession(callId));
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
        Decision<CallFile> attached =
                to(call.with(new AgentLeg.Attached(call.agent().dialId(), callId)));
        if (call.agent() instanceof AgentLeg.Lost) {
            return attached.and(noted(Source.SIDEBAND, "sideband-reattached"));
        }
        if (!(call.agent() instanceof AgentLeg.Attaching)) {
            return same();
        }
        attached = attached.and(noted(Source.SIDEBAND, "sideband-attached"));
        return file.inFlight().isPresent()
                ? new CallMachine(attached.next(), now, policy)
                        .transfer(new TransferEvent.AgentBack())
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
        if (call.agent() instanceof AgentLeg.Lost lost && !gone && !call.stage().isOver()) {
            AgentLeg again = new AgentLeg.Lost(lost.dialId(), callId, after(policy.reattachPause()));
            return to(call.with(again)).and(failed);
        }
        return call.agent() instanceof AgentLeg.Attaching
                ? to(call.with(gone(call.agent()))).and(failed).then(new CallCommand.HangUpSession(callId))
                : to(call.with(gone(call.agent()))).and(failed);
    }

    Decision<CallFile> sidebandClosed(CallId callId, boolean clean, String why) {
        if (!isSession(callId) || !call.agent().isUp()) {
            return same();
        }
        Fact closed = new Fact.Noted(
                Source.SIDEBAND, "sideband-closed", Map.of("reason", why, "clean", Boolean.toString(clean)));
        if (call.agent() instanceof AgentLeg.Lost && !clean) {
            return same();
        }
        if (clean || !needsAgent()) {
            return to(call.with(gone(call.agent()))).and(closed);
        }
        Decision<CallFile> lost = to(call.with(new AgentLeg.Lost(call.agent().dialId(), callId, null)))
                .and(closed);
        boolean expected = file.inFlight().filter(CallMachine::movesCaller).isPresent();
        return expected ? lost : lost.then(new CallCommand.OpenSideband(callId));
    }

    /** The agent's line is about to end on purpose; only if the caller comes back is its sideband wanted again. */
    private static boolean movesCaller(TransferState state) {
        return state instanceof Redirecting
                || state instanceof Releasing
                || state instanceof Dialling dialling && dialling.leg() == LegStatus.ANSWERED;
    }

    Decision<CallFile> agentLegReported(String dialId, AgentLegStatus status) {
        if (!call.agent().dialId().equals(dialId) || call.agent() instanceof AgentLeg.Gone) {
            return same();
        }
        Fact news = noted(Source.CARRIER, "agent-leg-" + status.name().toLowerCase(Locale.ROOT));
        if (!status.isOver()) {
            return same().and(news);
        }
        Decision<CallFile> over = to(call.with(gone(call.agent()))).and(news);
        Optional<CallId> session = call.agent().session();
        return status == AgentLegStatus.CANCELED && session.isPresent()
                ? over.then(new CallCommand.HangUpSession(session.get()))
                : over;
    }

    Decision<CallFile> agentDialEnded(CallEvent.AgentDialEnded ended) {
        if (!ended.callerUp()) {
            return callerLeft(Source.CARRIER, "dial " + ended.status()).answering(new Document.Empty());
        }
        if (call.stage().isOver()) {
            return farewell();
        }
        if (!call.agent().dialId().equals(ended.dialId())) {
            return same().answering(new Document.Wait());
        }
        Fact fact = noted(Source.CARRIER, "agent-dial-ended", "status", ended.status());
        CallFile without = file.with(call.with(gone(call.agent())));
        CallMachine machine = new CallMachine(without, now, policy);
        Decision<CallFile> next =
                switch (call.stage()) {
                    case IN_TRANSFER -> machine.transfer(new TransferEvent.AgentDialEnded(ended.status()));
                    case WITH_AGENT -> machine.agentDropped(ended.status(), ended.rescue());
                    case LANDED, ENDED, REJECTED, FAILED -> Decision.to(without).answering(new Document.Wait());
                };
        return next.after(Decision.to(without).and(fact));
    }

    Decision<CallFile> transferAsked(Plan plan, Source by) {
        if (call.stage() != Stage.WITH_AGENT || !call.agent().isUp() || call.ending() != null) {
            return same();
        }
        return asked(plan, by, new Pending(plan)).then(new CallCommand.BeginTransfer(plan.id()));
    }

    Decision<CallFile> endAsked(Source by, String reason) {
        if (call.stage().isOver()) {
            return same();
        }
        Fact asked = noted(by, "end-asked", "reason", reason);
        Optional<CallId> session = call.agent().isUp() ? call.agent().session() : Optional.empty();
        if (call.stage() == Stage.WITH_AGENT && session.isPresent()) {
            Call ending = call.with(gone(call.agent())).endingBecause(reason);
            return to(ending).and(asked).then(new CallCommand.HangUpSession(session.get()));
        }
        if (call.stage() == Stage.WITH_AGENT && call.agent() instanceof AgentLeg.Gone) {
            // over when the carrier says so: this request may get lost as well
            return to(call.endingBecause(reason)).and(asked).then(new CallCommand.EndCaller());
        }
        Decision<CallFile> over = callerLeft(by, "ended by request").then(new CallCommand.EndCaller());
        return over.after(same().and(asked));
    }

    Decision<CallFile> callerLeft(Source source, String how) {
        if (call.stage().isOver()) {
            return same();
        }
        Decision<CallFile> left = Decision.same(file);
        if (file.inFlight().isPresent()) {
            left = transfer(new TransferEvent.CallerLeft(source, how));
        }
        Decision<CallFile> over = Decision.to(
                        left.next().with(left.next().call().at(Stage.ENDED)))
                .and(noted(source, "caller-left", "how", how));
        boolean live = call.agent().session().isPresent() && !(call.agent() instanceof AgentLeg.Gone);
        if (live) {
            over = over.then(
                    new CallCommand.HangUpSession(call.agent().session().get()));
        }
        return over.after(left);
    }

    /**
     * The caller asks our wait document. If an agent is being dialled for him, the answer that said so got lost, or the
     * carrier threw it away because our own redirect overtook it: the same Dial again. No session has announced itself
     * for it, and its token works once, so no second agent can come of it. A returning agent who was cut off, by a
     * redirect that took very late, is dialled anew; the return's deadline bounds that.
     */
    Decision<CallFile> callerParked(@Nullable Plan rescue) {
        if (call.agent() instanceof AgentLeg.Gone && file.transfer() instanceof Returning returning) {
            return to(call.with(ringing(now, policy)))
                    .answering(new Document.DialAgent(now.freshId(), returning.why()));
        }
        if (call.agent() instanceof AgentLeg.Ringing ringing) {
            if (file.transfer() instanceof Returning returning) {
                return same().answering(new Document.DialAgent(ringing.dialId(), returning.why()));
            }
            if (call.stage() == Stage.WITH_AGENT) {
                return same().answering(new Document.DialAgent(ringing.dialId(), DROPPED));
            }
        }
        return switch (call.stage()) {
            case IN_TRANSFER -> transfer(new TransferEvent.CallerParked());
            case WITH_AGENT ->
                call.agent() instanceof AgentLeg.Gone
                        ? agentDropped("caller parked", rescue)
                        : same().answering(
                                        call.agent() instanceof AgentLeg.Attached
                                                ? new Document.Empty()
                                                : new Document.Wait());
            case LANDED ->
                file.transfer() instanceof Concluded landed && landed.outcome() == Outcome.VOICEMAIL
                        ? transfer(new TransferEvent.CallerParked())
                        : over(Stage.ENDED, "caller-parked").answering(new Document.Hangup());
            case ENDED, REJECTED, FAILED -> farewell();
        };
    }

    Decision<CallFile> voicemailEnded() {
        if (call.stage().isOver()) {
            return farewell();
        }
        return call.stage() == Stage.LANDED
                ? over(Stage.ENDED, "voicemail-ended").answering(new Document.Hangup())
                : same().answering(new Document.Wait());
    }

    Decision<CallFile> carrierReported(CarrierReport report) {
        if (call.stage().isOver()) {
            return same();
        }
        Fact said = noted(
                Source.CARRIER, "carrier-reported", "caller", report.name().toLowerCase(Locale.ROOT));
        Decision<CallFile> next =
                switch (report) {
                    case OVER -> callerLeft(Source.CARRIER, "the carrier says that the leg is over");
                    case LIVE -> callerStillThere();
                    case UNKNOWN -> askLater();
                };
        return next.after(same().and(said));
    }

    Decision<CallFile> ofTransfer(TransferId transfer, TransferEvent event) {
        boolean known = file.transfer() != null && file.transfer().plan().id().equals(transfer);
        if (!known) {
            return same().answering(new Document.Wait());
        }
        if (saysSessionOver(event) && call.agent().isUp()) {
            CallFile without = file.with(call.with(gone(call.agent())));
            return new CallMachine(without, now, policy).transfer(event);
        }
        boolean torn = event instanceof TransferEvent.RedirectFetched && isBackWithAgent();
        return torn ? transfer(event).around(file.with(call.with(gone(call.agent())))) : transfer(event);
    }

    /**
     * A redirect that takes after the transfer was given up tears the caller from the agent: his leg runs our document, and
     * an agent whose end was not told yet has nobody. The wait document asks again, and the agent is dialled anew.
     */
    private boolean isBackWithAgent() {
        return call.stage() == Stage.WITH_AGENT
                && call.agent().isUp()
                && file.transfer() instanceof Concluded over
                && over.outcome() == Outcome.RETURNED;
    }

    /** OpenAI knows no such session any more: there is no agent to give the caller back to. */
    private static boolean saysSessionOver(TransferEvent event) {
        RequestResult result = event instanceof TransferEvent.ReferAnswered refer
                ? refer.result()
                : event instanceof TransferEvent.ReleaseAnswered release ? release.result() : null;
        return result instanceof RequestResult.AlreadyOver;
    }

    Decision<CallFile> ofLatestTransfer(TransferEvent event) {
        return file.transfer() != null ? transfer(event) : same().answering(new Document.Wait());
    }

    /**
     * Whatever the old node had under way is taken up: a request that may have left is repeated only where that cannot
     * hurt ({@code /accept}, {@code /hangup}, opening the sideband); a transfer goes on with the time it has left.
     */
    Decision<CallFile> adopted() {
        return agentAdopted().after(transferStalled());
    }

    Decision<CallFile> transferStalled() {
        return file.inFlight().map(state -> state.resumed().around(file)).orElseGet(this::same);
    }

    /**
     * Opening a sideband that is open or being opened does nothing. The end of a conversation with a human may have been
     * told to a node that died.
     */
    Decision<CallFile> quiet() {
        if (call.stage() == Stage.LANDED) {
            return same().then(new TransferCommand.AskCarrier());
        }
        Optional<CallId> session = call.agent().session();
        return call.stage() == Stage.WITH_AGENT && file.opensSideband() && session.isPresent()
                ? same().then(new CallCommand.OpenSideband(session.get()))
                : same();
    }

    private Decision<CallFile> agentAdopted() {
        Optional<CallId> session = call.agent().session();
        if (call.stage().isOver() || session.isEmpty()) {
            return same();
        }
        if (call.ending() != null) {
            return same().then(new CallCommand.HangUpSession(session.get()));
        }
        if (call.agent() instanceof AgentLeg.Accepting) {
            return same().then(new CallCommand.AcceptSession(session.get()));
        }
        boolean opens =
                call.agent() instanceof AgentLeg.Attaching || call.agent().isUp() && needsAgent();
        if (!opens) {
            return same();
        }
        AgentLeg again =
                call.agent().isUp() ? new AgentLeg.Lost(call.agent().dialId(), session.get(), null) : call.agent();
        return to(call.with(again)).then(new CallCommand.OpenSideband(session.get()));
    }

    Decision<CallFile> deadlinePassed() {
        Decision<CallFile> ofTransfer =
                file.inFlight().isPresent() ? transfer(new TransferEvent.DeadlinePassed()) : same();
        Optional<Instant> due = call.stage() == Stage.WITH_AGENT ? call.agent().deadline() : Optional.empty();
        if (due.isEmpty() || now.now().isBefore(due.get())) {
            return ofTransfer;
        }
        if (call.agent() instanceof AgentLeg.Lost lost) {
            return to(call.with(new AgentLeg.Lost(lost.dialId(), lost.callId(), null)))
                    .then(new CallCommand.OpenSideband(lost.callId()));
        }
        AgentLeg later = new AgentLeg.Gone(
                call.agent().dialId(),
                call.agent().session().orElse(null),
                call.agent().cameUp(),
                after(policy.carrierSilence()));
        int asked = call.inquiries();
        Call waiting = new Call(call.stage(), later, call.redials(), call.ending(), asked);
        return to(waiting.inquired()).then(new TransferCommand.AskCarrier());
    }

    /**
     * A call of which nothing is heard, although nothing is owed: a long talk, or one whose end got lost. The carrier
     * knows which.
     */
    Decision<CallFile> noNewsCame() {
        return call.stage().isOver() ? same() : to(call.inquired()).then(new TransferCommand.AskCarrier());
    }

    /** Nobody has the caller, who is in our hands: dial the agent again, else take him to a human. */
    private Decision<CallFile> agentDropped(String status, @Nullable Plan rescue) {
        if (call.ending() != null) {
            return over(Stage.ENDED, "ended").answering(new Document.Hangup());
        }
        if (call.agent().cameUp() && call.redials() < policy.redialsMax()) {
            Call again = call.with(ringing(now, policy)).redialled();
            return to(again)
                    .and(noted(Source.CARRIER, "agent-dropped", "status", status))
                    .answering(new Document.DialAgent(now.freshId(), DROPPED));
        }
        if (rescue == null) {
            return over(Stage.FAILED, "no agent and no target").answering(new Document.Apology());
        }
        Decision<CallFile> asked = asked(rescue, Source.CARRIER, new Pending(rescue));
        return new CallMachine(asked.next(), now, policy)
                .transfer(new TransferEvent.AgentDialEnded(status))
                .after(asked);
    }

    private Decision<CallFile> asked(Plan plan, Source by, TransferState state) {
        Map<String, String> detail = Map.of("target", plan.target(), "reason", plan.reason());
        return Decision.to(new CallFile(call.at(Stage.IN_TRANSFER), state))
                .and(new Fact.EvidenceSeen(by, Rung.REQUESTED, "transfer-asked", detail));
    }

    /** Lets the transfer's state answer and draws the consequences for the call. */
    private Decision<CallFile> transfer(TransferEvent event) {
        TransferState before = Objects.requireNonNull(file.transfer());
        boolean dropped = before instanceof Dialling dialling && dropsAgent(dialling, event);
        Decision<TransferState> decided = event.at(before, dropped ? now.withAgentUp(false) : now);
        Call next = dropped && call.agent().isLive() ? call.with(gone(call.agent())) : call;
        if (decided.answer() instanceof Document.DialAgent) {
            next = next.with(ringing(now, policy));
        }
        if (decided.next() instanceof Concluded over) {
            boolean concludedNow = !before.isOver();
            next = next.at(concludedNow ? stageAfter(over) : next.stage());
            if (concludedNow && next.stage() == Stage.FAILED && next.agent().isLive()) {
                Optional<CallId> session = next.agent().session();
                decided = session.isPresent() ? decided.then(new CallCommand.HangUpSession(session.get())) : decided;
            }
            if (concludedNow && next.stage() == Stage.WITH_AGENT && next.agent() instanceof AgentLeg.Lost lost) {
                next = next.with(new AgentLeg.Lost(lost.dialId(), lost.callId(), null));
                decided = decided.then(new CallCommand.OpenSideband(lost.callId()));
            }
            boolean humanLeft =
                    decided.answer() instanceof Document.Hangup || decided.answer() instanceof Document.Empty;
            if (event instanceof TransferEvent.TargetDialEnded && humanLeft && next.stage() == Stage.LANDED) {
                next = next.at(Stage.ENDED);
                decided = decided.and(noted(Source.CARRIER, "human-left"));
            }
        }
        return decided.around(new CallFile(next, decided.next()));
    }

    /**
     * After a REFER the carrier keeps the agent's leg until the target answers, and no longer (twilio-voice.md §0.6,
     * documented). The news of it may come late, and a caller who is sent back to a leg that is gone is lost. The end
     * of the Dial may overtake the callback of the answer: then {@code completed} says that there was one.
     */
    private static boolean dropsAgent(Dialling dialling, TransferEvent event) {
        boolean answered = dialling.leg() == LegStatus.ANSWERED
                || event instanceof TransferEvent.LegReported leg
                        && leg.stop() == dialling.stop()
                        && leg.status() == LegStatus.ANSWERED
                || event instanceof TransferEvent.TargetDialEnded ended
                        && ended.stop() == dialling.stop()
                        && (ended.status().equals("completed") || ended.status().equals("answered"));
        return dialling.through() == Mechanism.REFER && answered;
    }

    private static Stage stageAfter(Concluded over) {
        return switch (over.outcome()) {
            case BRIDGED, VOICEMAIL -> Stage.LANDED;
            case RETURNED -> Stage.WITH_AGENT;
            case ABANDONED -> Stage.ENDED;
            case FAILED -> Stage.FAILED;
        };
    }

    private Decision<CallFile> callerStillThere() {
        Decision<CallFile> there = call.inquiries() > 0 ? to(call.with(call.agent())) : same();
        if (call.ending() != null) {
            // his leg is over when the carrier says so: this request may get lost as well
            return there.then(new CallCommand.EndCaller());
        }
        boolean stranded = call.stage() == Stage.WITH_AGENT && call.agent() instanceof AgentLeg.Gone
                || file.inFlight().filter(this::isStranded).isPresent();
        if (stranded) {
            return there.then(new CallCommand.FetchCaller());
        }
        if (isWaitedFor()) {
            return there;
        }
        Decision<CallFile> found = to(call.found());
        boolean opening = call.agent() instanceof AgentLeg.Attaching || call.agent() instanceof AgentLeg.Lost;
        boolean forgotten = opening && call.stage() == Stage.WITH_AGENT && call.inquiries() > 0;
        return forgotten
                ? found.then(new CallCommand.OpenSideband(call.agent().session().orElseThrow()))
                : found;
    }

    /** Whether the agent's leg has a deadline of its own, whose inquiries are counted apart. */
    private boolean isWaitedFor() {
        return call.stage() == Stage.WITH_AGENT && call.agent().deadline().isPresent();
    }

    private boolean isStranded(TransferState state) {
        return state instanceof Dialling dialling && nobodyTalks(dialling)
                || state instanceof Releasing releasing
                        && releasing.asked()
                        && !call.agent().isUp();
    }

    /**
     * Whether fetching the caller cannot tear two people apart. A leg that rings too long was rather answered, and the
     * callback that said so got lost: then the end of its Dial will tell.
     */
    private static boolean nobodyTalks(Dialling dialling) {
        return dialling.leg() == LegStatus.NONE || dialling.leg() == LegStatus.ENDED;
    }

    private Decision<CallFile> askLater() {
        if (isWaitedFor() && call.inquiries() >= INQUIRIES_MAX) {
            return over(call.ending() != null ? Stage.ENDED : Stage.FAILED, "carrier-silent");
        }
        boolean longOver = file.inFlight().isEmpty() && call.inquiries() >= SLOW_LOOKS_MAX;
        return longOver ? callerLeft(Source.CARRIER, "the carrier does not say, for longer than a call lasts") : same();
    }

    private Decision<CallFile> over(Stage how, String type) {
        return to(call.at(how)).and(noted(Source.CARRIER, type));
    }

    private Decision<CallFile> farewell() {
        return same().answering(call.stage() == Stage.FAILED ? new Document.Apology() : new Document.Hangup());
    }

    /** Whether a lost sideband is worth opening again: the agent has the caller, or may get him back. */
    private boolean needsAgent() {
        return switch (call.stage()) {
            case WITH_AGENT -> true;
            case IN_TRANSFER ->
                file.inFlight()
                        .filter(state -> !(state instanceof Dialling dialling && dialling.through() != Mechanism.REFER))
                        .isPresent();
            case LANDED, ENDED, REJECTED, FAILED -> false;
        };
    }

    private boolean isSession(CallId callId) {
        return call.agent().session().equals(Optional.of(callId));
    }

    private AgentLeg gone(AgentLeg leg) {
        return new AgentLeg.Gone(
                leg.dialId(), leg.session().orElse(null), leg.cameUp(), after(policy.carrierSilence()));
    }

    private static AgentLeg.Ringing ringing(Circumstances now, CallPolicy policy) {
        Duration wait = policy.agentRing().plus(policy.agentRingGrace());
        return new AgentLeg.Ringing(now.freshId(), now.now().plus(wait));
    }

    private Instant after(Duration wait) {
        return now.now().plus(wait);
    }

    private Decision<CallFile> same() {
        return Decision.same(file);
    }

    private Decision<CallFile> to(Call next) {
        return Decision.to(file.with(next));
    }

    private static Fact noted(Source source, String type) {
        return new Fact.Noted(source, type, Map.of());
    }

    private static Fact noted(Source source, String type, String key, String value) {
        return new Fact.Noted(source, type, Map.of(key, value));
    }
}

package dev.referee.call;

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
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Rung;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The transfer: lets its own state answer, and draws the consequences for the call. */
final class TransferSide extends CallPart {

    /** Longer than the carrier takes to say the sentence before a call's end. */
    private static final Duration APOLOGY = Duration.ofSeconds(30);

    TransferSide(CallMachine machine) {
        super(machine);
    }

    Decision<CallFile> requested(Plan plan, Source by) {
        if (call.stage() != Stage.WITH_AGENT || !call.agent().isUp()) {
            return same();
        }
        boolean repeated =
                file.transfer() != null && file.transfer().plan().id().equals(plan.id());
        if (repeated) {
            return same();
        }
        return plan.isInVain() ? inVain(plan, by) : asked(plan, by).then(new CallCommand.BeginTransfer(plan.id()));
    }

    /** Everything is closed and nothing else is wanted: the caller stays where he is, and the agent is told. */
    private Decision<CallFile> inVain(Plan plan, Source by) {
        String why = String.join(" and ", plan.closed()) + " closed";
        Decision<TransferState> returned = Concluded.returned(plan, why);
        return returned.around(file.with(returned.next())).after(asked(plan, by));
    }

    Decision<CallFile> asked(Plan plan, Source by) {
        Map<String, String> detail = Map.of("target", plan.target(), "reason", plan.reason());
        Decision<CallFile> asked = Decision.to(new CallFile(call.at(Stage.IN_TRANSFER), new Pending(plan)))
                .and(new Fact.EvidenceSeen(by, Rung.REQUESTED, "transfer-asked", detail));
        for (String closed : plan.closed()) {
            asked = asked.and(new Fact.EvidenceSeen(by, null, "target-closed", Map.of("target", closed)));
        }
        return asked;
    }

    Decision<CallFile> ofTransfer(TransferId transfer, TransferEvent event) {
        boolean known = file.transfer() != null && file.transfer().plan().id().equals(transfer);
        if (!known) {
            return same().answering(event.isAskedForHuman() ? new Document.Hangup() : new Document.Wait());
        }
        if (saysSessionOver(event) && call.agent().isUp()) {
            CallFile without = file.with(call.with(gone(call.agent())));
            return with(without).transfer().happens(event);
        }
        boolean torn = event instanceof TransferEvent.RedirectFetched && isBackWithAgent();
        return torn ? happens(event).around(file.with(call.with(gone(call.agent())))) : happens(event);
    }

    Decision<CallFile> ofLatestTransfer(TransferEvent event) {
        return file.transfer() != null ? happens(event) : same().answering(new Document.Wait());
    }

    /** Lets the transfer's state answer and draws the consequences for the call. */
    Decision<CallFile> happens(TransferEvent event) {
        TransferState before = Objects.requireNonNull(file.transfer());
        boolean dropped = before instanceof Dialling dialling && dropsAgent(dialling, event);
        Decision<TransferState> decided = event.at(before, dropped ? now.withAgentUp(false) : now);
        Call next = dropped ? call.with(parting(call.agent())) : call;
        Optional<CallId> stays =
                next.agent() instanceof AgentLeg.Parting parting ? parting.session() : Optional.empty();
        boolean redialled = decided.answer() instanceof Document.DialAgent;
        if (redialled) {
            next = next.with(ringing(now, policy));
        }
        Decision<CallFile> happened = decided.around(new CallFile(next, decided.next()));
        if (redialled && stays.isPresent()) {
            happened = happened.then(new CallCommand.HangUpSession(stays.get())); // one agent at a time
        }
        if (!(decided.next() instanceof Concluded over)) {
            return happened;
        }
        boolean dismissed = event instanceof TransferEvent.ReferArrived && decided.answer() instanceof Document.Apology;
        Decision<CallFile> concluded =
                before.isOver() ? happened : dismissed ? dismissed(happened) : concluded(happened, stageAfter(over));
        return event instanceof TransferEvent.TargetDialEnded ? humanLeft(concluded) : concluded;
    }

    /**
     * The caller hears a sentence, then the call ends. An answer to a REFER that gets lost leaves him with the agent, whom nobody
     * listens to any more: he is let go some time later.
     */
    private Decision<CallFile> dismissed(Decision<CallFile> happened) {
        AgentLeg leg = happened.next().call().agent();
        AgentLeg gone = new AgentLeg.Gone(leg.dialId(), leg.session().orElse(null), leg.cameUp(), after(APOLOGY));
        Call ending = happened.next().call().at(Stage.ENDING).with(gone);
        return happened.around(happened.next().with(ending));
    }

    /** The transfer has just ended: the call goes on, or ends, where the outcome leaves the caller. */
    private Decision<CallFile> concluded(Decision<CallFile> happened, Stage stage) {
        CallFile file = happened.next();
        Call call = file.call().at(stage);
        Decision<CallFile> over = happened.around(file.with(call));
        Optional<CallId> session = call.agent().session();
        if (stage == Stage.FAILED && call.agent().isLive() && session.isPresent()) {
            return over.then(new CallCommand.HangUpSession(session.get()));
        }
        if (stage == Stage.WITH_AGENT && call.agent() instanceof AgentLeg.Lost lost) {
            Instant until = after(policy.withoutSideband());
            AgentLeg again = lost.trying().muteAt(until);
            return over.around(file.with(call.with(again))).then(new CallCommand.ReopenSideband(lost.callId()));
        }
        return over;
    }

    /** The Dial of a human who had the caller is over, and nothing more is done for the caller. */
    private static Decision<CallFile> humanLeft(Decision<CallFile> concluded) {
        Call call = concluded.next().call();
        boolean had = call.stage() == Stage.LANDED || call.stage() == Stage.ENDING;
        boolean farewell =
                concluded.answer() instanceof Document.Hangup || concluded.answer() instanceof Document.Empty;
        return had && farewell
                ? concluded.around(concluded.next().with(call.at(Stage.ENDED))).and(noted(Source.CARRIER, "human-left"))
                : concluded;
    }

    /**
     * After a REFER the carrier keeps the agent's leg until the target answers, and no longer (twilio-voice.md §0.6,
     * documented). The news of it may come late, and a caller who is sent back to a leg that is gone is lost. The end
     * of the Dial may overtake the callback of the answer: then {@code completed} says that there was one.
     */
    private static boolean dropsAgent(Dialling dialling, TransferEvent event) {
        boolean answered = dialling.leg() == LegStatus.ANSWERED || event.isAnswerAt(dialling.stop());
        return dialling.through() == Mechanism.REFER && answered;
    }

    private AgentLeg parting(AgentLeg agent) {
        if (!agent.isUp() || agent.session().isEmpty()) {
            return agent.isLive() && !(agent instanceof AgentLeg.Parting) ? gone(agent) : agent;
        }
        return new AgentLeg.Parting(agent.dialId(), agent.session().get(), after(policy.parting()));
    }

    private static Stage stageAfter(Concluded over) {
        return switch (over.outcome()) {
            case BRIDGED, VOICEMAIL -> Stage.LANDED;
            case RETURNED -> Stage.WITH_AGENT;
            case ABANDONED -> Stage.ENDED;
            case FAILED -> Stage.FAILED;
        };
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
}

package dev.referee.call;

import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Fact;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Referring;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done when nobody says anything: a deadline passes, a node takes a call over, and the carrier is asked what became of
 * the caller.
 */
final class Watch extends CallPart {

    private static final int INQUIRIES_MAX = 5;

    /** A carrier that does not say for so many slow looks: at the usual 10 minutes longer than it lets any call last. */
    private static final int SLOW_LOOKS_MAX = 30;

    Watch(CallMachine machine) {
        super(machine);
    }

    Decision<CallFile> deadlinePassed() {
        Decision<CallFile> ofTransfer =
                file.inFlight().isPresent() ? transfer().happens(new TransferEvent.DeadlinePassed()) : same();
        Optional<Instant> due = file.agentDeadline();
        if (due.isEmpty() || now.now().isBefore(due.get())) {
            return file.inFlight().isPresent() ? ofTransfer : limit().passed();
        }
        if (call.agent() instanceof AgentLeg.Parting parting) {
            return stays(parting);
        }
        if (call.agent() instanceof AgentLeg.Lost lost) {
            return lost.isMute(now.now())
                    ? agent().givenUp(lost, "no sideband")
                    : to(call.with(lost.trying())).then(new CallCommand.ReopenSideband(lost.callId()));
        }
        AgentLeg later = new AgentLeg.Gone(
                call.agent().dialId(),
                call.agent().session().orElse(null),
                call.agent().cameUp(),
                after(policy.carrierSilence()));
        Call waiting = new Call(call.stage(), later, call.redials(), call.inquiries(), call.limits());
        Decision<CallFile> asked = to(waiting.inquired());
        // a carrier that does not say may have missed that the call is to end; to be told twice does no harm
        boolean ending = call.stage() == Stage.ENDING;
        return (ending ? asked.then(new CallCommand.EndCaller()) : asked).then(new TransferCommand.AskCarrier());
    }

    /** The carrier has not ended this leg, though the target of a REFER has answered: an agent would talk into their talk. */
    private Decision<CallFile> stays(AgentLeg.Parting parting) {
        Decision<CallFile> ended = to(call.with(gone(parting)))
                .and(noted(Source.TIMER, "agent-leg-stays"))
                .then(new CallCommand.HangUpSession(parting.callId()));
        return file.inFlight().isPresent()
                ? with(ended.next())
                        .transfer()
                        .happens(new TransferEvent.DeadlinePassed())
                        .after(ended)
                : ended;
    }

    /**
     * A sideband that should be opening is opened again, which does nothing if it is open or being opened. Else the caller may
     * talk for long, or his end was told to a node that died: the carrier knows which.
     */
    Decision<CallFile> noNewsCame() {
        if (call.stage().isOver()) {
            return same();
        }
        Optional<CallId> session = call.agent().session();
        return file.opensSideband() && session.isPresent()
                ? same().then(opening(call.agent(), session.get()))
                : to(call.inquired()).then(new TransferCommand.AskCarrier());
    }

    /**
     * Whatever the old node had under way is taken up: a request that may have left is repeated only where that cannot
     * hurt ({@code /accept}, {@code /hangup}, opening the sideband); a transfer goes on with the time it has left.
     */
    Decision<CallFile> adopted() {
        return agentAdopted().after(stalled());
    }

    private Decision<CallFile> agentAdopted() {
        Optional<CallId> session = call.agent().session();
        if (call.stage().isOver() || session.isEmpty()) {
            return same();
        }
        if (call.stage() == Stage.ENDING) {
            return same().then(new CallCommand.HangUpSession(session.get()));
        }
        if (call.agent() instanceof AgentLeg.Accepting) {
            return same().then(new CallCommand.AcceptSession(session.get()));
        }
        boolean opens =
                call.agent() instanceof AgentLeg.Attaching || call.agent().isUp() && agent().needed();
        if (!opens) {
            return same();
        }
        AgentLeg again = call.agent();
        if (again instanceof AgentLeg.Lost lost) {
            Instant least = after(policy.reattachPause());
            boolean late = lost.muteAt() == null || lost.muteAt().isBefore(least);
            again = late ? lost.trying().muteAt(least) : lost.trying();
        } else if (again instanceof AgentLeg.Attached attached) {
            again = agent().lost(attached, attached.thrownOut());
        }
        return to(call.with(again)).then(opening(again, session.get()));
    }

    private static CallCommand opening(AgentLeg agent, CallId session) {
        return agent instanceof AgentLeg.Lost
                ? new CallCommand.ReopenSideband(session)
                : new CallCommand.OpenSideband(session);
    }

    Decision<CallFile> stalled() {
        return file.inFlight().map(state -> state.resumed().around(file)).orElseGet(this::same);
    }

    Decision<CallFile> carrierReported(CarrierReport report) {
        if (call.stage().isOver()) {
            return same();
        }
        Fact said = noted(Source.CARRIER, "carrier-reported", "caller", report.word());
        return said(report).after(same().and(said));
    }

    private Decision<CallFile> said(CarrierReport report) {
        if (report instanceof CarrierReport.Over) {
            return caller().left(Source.CARRIER, "the carrier says that the leg is over");
        }
        return report instanceof CarrierReport.Live live ? stillThere(live.dialled()) : askLater();
    }

    private Decision<CallFile> stillThere(CarrierReport.@Nullable Dialled dialled) {
        if (call.stage() == Stage.ENDING) {
            return to(call.found()).then(new CallCommand.EndCaller());
        }
        Optional<TransferState> transfer = file.inFlight();
        if (transfer.isPresent() && transfer.get() instanceof Referring) {
            return with(file.with(call.found())).transfer().happens(new TransferEvent.CallerSeen());
        }
        if (transfer.isPresent() && transfer.get() instanceof Dialling dialling) {
            boolean current = dialled != null && dialled.during().equals(dialling);
            Decision<CallFile> found = to(call.found());
            return current ? with(found.next()).watch().dialled(dialling, dialled) : found;
        }
        Decision<CallFile> found = to(call.found());
        return file.isStranded() ? found.then(new CallCommand.FetchCaller()) : found;
    }

    /**
     * What the carrier says of the leg counts like its callback, which got lost. Only when no leg is up and none is known of,
     * or its end is old news, has the caller nobody: fetching him cannot tear two people apart then. A leg that is up is no proof
     * that its human has the caller, where he must take the call first.
     */
    private Decision<CallFile> dialled(Dialling dialling, CarrierReport.Dialled said) {
        if (said.human() == LegStatus.ENDED) {
            Decision<CallFile> heard = transfer().happens(said.news());
            boolean theyMet = heard.next().inFlight().isEmpty();
            return theyMet ? heard : dialled(dialling, said.nobody());
        }
        if (said.human() != LegStatus.NONE) {
            return transfer().happens(said.news());
        }
        return switch (dialling.leg()) {
            case NONE, ENDED -> same().then(new CallCommand.FetchCaller());
            case INITIATED, RINGING, ANSWERED -> transfer().happens(said.news());
        };
    }

    /** Whether the agent's leg has a deadline of its own, whose inquiries are counted apart. */
    private boolean isWaitedFor() {
        return file.agentDeadline().isPresent();
    }

    private Decision<CallFile> askLater() {
        int most = call.stage() == Stage.ENDING ? SLOW_LOOKS_MAX : INQUIRIES_MAX;
        if (isWaitedFor() && call.inquiries() >= most) {
            return over(call.stage() == Stage.ENDING ? Stage.ENDED : Stage.FAILED, "carrier-silent");
        }
        boolean longOver = file.inFlight().isEmpty() && call.inquiries() >= SLOW_LOOKS_MAX;
        return longOver
                ? caller().left(Source.CARRIER, "the carrier does not say, for longer than a call lasts")
                : same();
    }
}

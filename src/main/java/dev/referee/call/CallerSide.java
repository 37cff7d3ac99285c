package dev.referee.call;

import dev.referee.transfer.Concluded;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Document;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Returning;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The caller: leaves, is parked with us, or is let go. */
final class CallerSide extends CallPart {

    CallerSide(CallMachine machine) {
        super(machine);
    }

    /**
     * Over when the carrier says so, and not when it was asked: the request to end it may get lost with the node that sends it.
     */
    Decision<CallFile> endAsked(Source by, String reason) {
        if (call.stage().isOver()) {
            return same();
        }
        Fact asked = noted(by, "end-asked", "reason", reason);
        boolean talking = call.stage() == Stage.WITH_AGENT && call.agent().isUp();
        Decision<CallFile> left = file.inFlight().isPresent()
                ? transfer().happens(new TransferEvent.CallerLeft(by, "ended by request"))
                : same();
        Call ending = left.next().call().at(Stage.ENDING).with(gone(call.agent()));
        Decision<CallFile> next = Decision.to(left.next().with(ending));
        next = endSession(next);
        // the end of the agent's leg brings the caller to us; else his own leg is ended
        next = talking ? next : next.then(new CallCommand.EndCaller());
        return next.after(left).after(same().and(asked));
    }

    /** Nobody is to have the caller any more, and he asks what to do. */
    Decision<CallFile> letGo() {
        return over(Stage.ENDED, "ended").answering(new Document.Hangup());
    }

    Decision<CallFile> left(Source source, String how) {
        if (call.stage().isOver()) {
            return same();
        }
        Decision<CallFile> left = Decision.same(file);
        if (file.inFlight().isPresent()) {
            left = transfer().happens(new TransferEvent.CallerLeft(source, how));
        }
        Decision<CallFile> over = Decision.to(
                        left.next().with(left.next().call().at(Stage.ENDED)))
                .and(noted(source, "caller-left", "how", how));
        return endSession(over).after(left);
    }

    /** A session whose {@code /accept} is on its way may take either: one that is not accepted is declined. */
    private Decision<CallFile> endSession(Decision<CallFile> decided) {
        Optional<CallId> session = call.agent().session();
        if (session.isEmpty() || !call.agent().isLive()) {
            return decided;
        }
        boolean perhaps = call.agent() instanceof AgentLeg.Accepting;
        Decision<CallFile> declined = perhaps ? decided.then(new CallCommand.RejectSession(session.get())) : decided;
        return declined.then(new CallCommand.HangUpSession(session.get()));
    }

    /**
     * The caller asks our wait document. If an agent is being dialled for him, the answer that said so got lost, or the
     * carrier threw it away because our own redirect overtook it: the same Dial again. No session has announced itself
     * for it, and its token works once, so no second agent can come of it. A returning agent who was cut off, by a
     * redirect that took very late, is dialled anew; the return's deadline bounds that.
     */
    Decision<CallFile> parked(@Nullable Plan rescue) {
        if (call.agent() instanceof AgentLeg.Gone && file.transfer() instanceof Returning returning) {
            return to(call.with(ringing(now, policy)))
                    .answering(new Document.DialAgent(now.freshId(), returning.why()));
        }
        if (call.agent() instanceof AgentLeg.Ringing ringing) {
            if (file.transfer() instanceof Returning returning) {
                return same().answering(new Document.DialAgent(ringing.dialId(), returning.why()));
            }
            if (call.stage() == Stage.WITH_AGENT) {
                return same().answering(new Document.DialAgent(ringing.dialId(), AgentSide.DROPPED));
            }
        }
        return switch (call.stage()) {
            case IN_TRANSFER -> transfer().happens(new TransferEvent.CallerParked());
            case WITH_AGENT ->
                call.agent() instanceof AgentLeg.Gone
                        ? agent().dropped("caller parked", rescue)
                        : same().answering(isBackFromRefer() ? new Document.Empty() : new Document.Wait());
            case LANDED ->
                file.transfer() instanceof Concluded landed && landed.outcome() == Outcome.VOICEMAIL
                        ? transfer().happens(new TransferEvent.CallerParked())
                        : over(Stage.ENDED, "caller-parked").answering(new Document.Hangup());
            case ENDING -> letGo();
            case ENDED, REJECTED, FAILED -> farewell();
        };
    }

    /**
     * Whether the document that asks may be the one of a REFER whose targets nobody answered: its end gives the caller back to
     * the agent's leg, which the carrier kept. The end of any other document ends the call; whoever runs one was torn from the
     * agent, and the news of that is on its way.
     */
    private boolean isBackFromRefer() {
        return call.agent() instanceof AgentLeg.Attached
                && file.transfer() instanceof Concluded over
                && over.outcome() == Outcome.RETURNED;
    }

    Decision<CallFile> voicemailEnded() {
        if (call.stage().isOver()) {
            return farewell();
        }
        if (call.stage() == Stage.ENDING) {
            return letGo();
        }
        return call.stage() == Stage.LANDED
                ? over(Stage.ENDED, "voicemail-ended").answering(new Document.Hangup())
                : same().answering(new Document.Wait());
    }
}

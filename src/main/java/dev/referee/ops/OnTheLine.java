package dev.referee.ops;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.transfer.Concluded;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Returning;
import dev.referee.transfer.Stop;
import dev.referee.transfer.TransferState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is on the line with the caller, for people, as far as the ledger knows.
 *
 * @param who {@code agent}, {@code human}, {@code voicemail}, {@code ringing}, {@code nobody} or {@code nobody-yet}
 * @param text the same in words
 */
public record OnTheLine(String who, String text) {

    private static final OnTheLine AGENT = new OnTheLine("agent", "the agent");

    /** Who has the caller; empty where there is no caller any more. */
    public static Optional<OnTheLine> of(CallFile file) {
        return switch (file.call().stage()) {
            case WITH_AGENT -> Optional.of(withAgent(file.call()));
            case IN_TRANSFER ->
                Optional.of(file.inFlight()
                        .map(state -> inTransfer(state, file.call()))
                        .orElse(AGENT));
            case LANDED -> Optional.of(landed(file.transfer()));
            case ENDING -> Optional.of(file.call().agent().isUp() ? AGENT : nobody("the call is being ended"));
            case ENDED, REJECTED, FAILED -> Optional.empty();
        };
    }

    private static OnTheLine withAgent(Call call) {
        if (call.agent().isUp()) {
            return AGENT;
        }
        if (call.agent() instanceof AgentLeg.Gone) {
            return nobody("the agent's leg is gone");
        }
        return call.redials() > 0
                ? nobody("the agent is being called again")
                : new OnTheLine("nobody-yet", "nobody yet: the agent is being called");
    }

    /** After a REFER the agent's leg stays until a human answers (facts/twilio-voice.md §0 row 6, documented). */
    private static OnTheLine inTransfer(TransferState state, Call call) {
        if (state instanceof Returning) {
            return nobody("the agent is being called again");
        }
        boolean mute = state.plan().requestedBy().equals(Plan.REFEREE);
        if (!(state instanceof Dialling dialling)) {
            if (mute && call.agent().isUp()) {
                return nobody("the agent cannot speak any more, and the caller is being moved");
            }
            return call.agent() instanceof AgentLeg.Gone ? nobody("the caller is being moved") : withAgent(call);
        }
        Stop stop = dialling.plan().stops().get(dialling.stop());
        boolean screened = stop.manner().isScreened() && dialling.legs().accepted() == null;
        if (dialling.leg() == LegStatus.ANSWERED && !screened) {
            return human(stop.target());
        }
        if (dialling.through() == Mechanism.REFER) {
            return AGENT;
        }
        return switch (dialling.leg()) {
            case ANSWERED -> new OnTheLine("ringing", "nobody: " + stop.target() + " is asked to take the call");
            case RINGING -> new OnTheLine("ringing", "nobody: " + stop.target() + " is ringing");
            case NONE, INITIATED, ENDED -> nobody(stop.target() + " is being dialled");
        };
    }

    private static OnTheLine landed(@Nullable TransferState state) {
        if (!(state instanceof Concluded concluded)) {
            return new OnTheLine("human", "a human");
        }
        String target = concluded.stop() == null
                ? concluded.plan().target()
                : concluded.plan().stops().get(concluded.stop()).target();
        return concluded.outcome() == Outcome.VOICEMAIL
                ? new OnTheLine("voicemail", "the voicemail box of " + target)
                : human(target);
    }

    private static OnTheLine human(String target) {
        return new OnTheLine("human", "a human of " + target);
    }

    private static OnTheLine nobody(String why) {
        return new OnTheLine("nobody", "nobody: " + why);
    }
}

package dev.referee.ops;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Returning;
import dev.referee.transfer.TransferState;

/** Who is on the line with the caller, as far as the ledger knows. */
enum Ownership {
    /** An agent, a human, or the voicemail box; or the call is being ended on purpose. */
    SOMEBODY,
    /** Nobody: our document has the caller, who hears ringing or silence. */
    NOBODY,
    /** The agent's leg is gone; nothing has told yet whether the caller is still there. */
    PERHAPS_NOBODY,
    /** The first agent is being brought: the call has not been answered yet. */
    NOT_YET,
    /** The caller is gone. */
    OVER,
    /** The caller was let down. */
    FAILED;

    static Ownership of(CallFile file) {
        return switch (file.call().stage()) {
            case WITH_AGENT -> withAgent(file.call());
            case IN_TRANSFER ->
                file.inFlight().map(state -> inTransfer(state, file.call())).orElse(SOMEBODY);
            case LANDED, ENDING -> SOMEBODY;
            case ENDED, REJECTED -> OVER;
            case FAILED -> FAILED;
        };
    }

    private static Ownership withAgent(Call call) {
        if (call.agent().isUp()) {
            return SOMEBODY;
        }
        if (call.agent() instanceof AgentLeg.Gone) {
            return PERHAPS_NOBODY;
        }
        return call.redials() > 0 ? NOBODY : NOT_YET;
    }

    /**
     * After a REFER the agent's leg stays until a human answers and is ended by that (facts/twilio-voice.md §0 row 6,
     * documented). The carrier's news of the two overtake each other, so the leg's end says nothing here.
     */
    private static Ownership inTransfer(TransferState state, Call call) {
        if (state instanceof Returning) {
            return NOBODY;
        }
        if (!(state instanceof Dialling dialling)) {
            return withAgent(call);
        }
        return dialling.through() == Mechanism.REFER || dialling.leg() == LegStatus.ANSWERED ? SOMEBODY : NOBODY;
    }
}

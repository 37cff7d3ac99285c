package dev.referee.call;

import dev.referee.transfer.Command;
import dev.referee.transfer.TransferId;

/** What a call asks the shell to do. */
public sealed interface CallCommand extends Command {

    /** Accept the announced session; the answer comes back as {@link CallEvent.AcceptAnswered}. */
    record AcceptSession(CallId callId) implements CallCommand {}

    /** Decline the announced session. */
    record RejectSession(CallId callId) implements CallCommand {}

    /** End the session and with it the agent's leg; an answer that it is over already is fine. */
    record HangUpSession(CallId callId) implements CallCommand {}

    /** Open the sideband, within the attach window: the session was just accepted, and may not exist yet. */
    record OpenSideband(CallId callId) implements CallCommand {}

    /** Open a sideband again that was open: at once, then less and less often; a session that is not known any more is over. */
    record ReopenSideband(CallId callId) implements CallCommand {}

    /** The agent is mute, for this reason: bring its caller to whoever is to have them; the answer is {@link CallEvent.AgentMute}. */
    record GiveAgentUp(CallId callId, String why) implements CallCommand {}

    /** Close the sideband: the call is over. */
    record CloseSideband(CallId callId) implements CallCommand {}

    /** Make the agent speak first. */
    record Greet(CallId callId) implements CallCommand {}

    /** Tell the agent that a limit's end is near, or that it should say goodbye now. */
    record AnnounceEnd(CallId callId, WrapUp.Step step) implements CallCommand {}

    /** A limit is reached and the goodbye said: do what the settings say, by the event that it takes. */
    record BringToEnd() implements CallCommand {}

    /** Start the transfer's route on a thread of its own. */
    record BeginTransfer(TransferId transfer) implements CallCommand {}

    /** Bring the caller's leg to our wait document, because nobody has him. */
    record FetchCaller() implements CallCommand {}

    /** End the caller's leg at the carrier. */
    record EndCaller() implements CallCommand {}
}

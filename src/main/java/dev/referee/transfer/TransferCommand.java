package dev.referee.transfer;

import java.time.Instant;

/** What a transfer asks the shell to do. */
public sealed interface TransferCommand extends Command {

    /** Whether the route that asked runs it itself, as its next step, rather than the command runner. */
    default boolean isNextStep() {
        return false;
    }

    /** Send {@code /refer} with this destination. */
    record SendRefer(Destination to) implements TransferCommand {
        @Override
        public boolean isNextStep() {
            return true;
        }
    }

    /** Move the caller's leg to the transfer's document through the carrier's REST API. */
    record SendRedirect() implements TransferCommand {
        @Override
        public boolean isNextStep() {
            return true;
        }
    }

    /** Hang up the agent's leg at OpenAI. */
    record SendRelease() implements TransferCommand {
        @Override
        public boolean isNextStep() {
            return true;
        }
    }

    /** Take the transfer up where it stands, on a thread of its own: nobody may be working on it. */
    record Resume(TransferId transfer) implements TransferCommand {}

    /** Wake whoever waits for the verdict on this mechanism. */
    record Signal(TransferId transfer, Mechanism mechanism, Verdict verdict) implements TransferCommand {}

    /** The vendor's word holds the fallback until this time. */
    record Hold(TransferId transfer, Mechanism mechanism, Instant until) implements TransferCommand {}

    /** Tell the agent, who still has the caller or has him again, why the transfer did not happen. */
    record TellAgent(TransferId transfer, String why) implements TransferCommand {}

    /** Ask the carrier whether the caller is still there; the answer comes back as an event of the call. */
    record AskCarrier() implements TransferCommand {}
}

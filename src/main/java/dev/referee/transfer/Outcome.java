package dev.referee.transfer;

/** How a transfer ended for the caller. */
public enum Outcome {
    /** The caller talks, or talked, to a human of the target. */
    BRIDGED,
    /** Nobody answered; the caller was taken to the voicemail box. */
    VOICEMAIL,
    /** The caller is back with the agent. */
    RETURNED,
    /** The caller left, or configuration says to hang up when nobody answers. */
    ABANDONED,
    /** Every mechanism and the return to the agent failed. */
    FAILED;

    /** The word used in the API, logs and metrics. */
    public String word() {
        return Words.of(this);
    }
}

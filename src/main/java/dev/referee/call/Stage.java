package dev.referee.call;

/** Who has the caller, in the large. */
public enum Stage {
    /** The agent has the caller, or is being brought to him. */
    WITH_AGENT,
    /** A transfer is in flight. */
    IN_TRANSFER,
    /** A transfer landed: with a human, or in the voicemail box. */
    LANDED,
    /** Being ended on purpose; over when the carrier says so. */
    ENDING,
    /** Over in an orderly way. */
    ENDED,
    /** Never let in: no valid token. */
    REJECTED,
    /** Over because everything failed. */
    FAILED;

    /** Whether nothing more is done for this call. */
    public boolean isOver() {
        return this == ENDED || this == REJECTED || this == FAILED;
    }
}

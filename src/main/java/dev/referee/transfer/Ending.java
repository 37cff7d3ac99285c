package dev.referee.transfer;

/** What happens to the caller when nobody at the target answers. */
public enum Ending {
    /** Back to the agent, who is told why. */
    RETURN,
    /** To the voicemail box. */
    VOICEMAIL,
    /** A sentence, then the end of the call. */
    HANG_UP
}

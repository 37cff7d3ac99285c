package dev.referee.transfer;

/** How the caller is moved. */
public enum Mechanism {
    /** OpenAI's {@code /refer}. */
    REFER,
    /** The carrier's REST API moves the caller's leg to our document. */
    REDIRECT,
    /** OpenAI's {@code /hangup} frees the agent's leg; the carrier's Dial action then gets the target's document. */
    RELEASE;

    /** The word used in the API, logs and metrics. */
    public String word() {
        return Words.of(this);
    }
}

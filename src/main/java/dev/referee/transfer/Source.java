package dev.referee.transfer;

/** Who observed a fact. */
public enum Source {
    /** An answer or webhook of OpenAI. */
    OPENAI,
    /** A frame or the state of the call's WebSocket to OpenAI. */
    SIDEBAND,
    /** An answer, request or callback of the carrier. */
    CARRIER,
    /** A deadline of ours. */
    TIMER,
    /** A person or program at the API. */
    OPERATOR;

    /** The word used in the API, logs and metrics. */
    public String word() {
        return Words.of(this);
    }
}

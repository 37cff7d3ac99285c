package dev.referee.call;

/** What the carrier says of the agent's leg. */
public enum AgentLegStatus {
    /** On its way: initiated or ringing. */
    COMING,
    /** OpenAI answered. */
    ANSWERED,
    /** Over after it was answered. */
    COMPLETED,
    /** Over before it was answered: the caller hung up or the ring time was over. */
    CANCELED,
    /** Over before it was answered: OpenAI or the network refused. */
    FAILED;

    /** Whether this leg is over. */
    public boolean isOver() {
        return this == COMPLETED || this == CANCELED || this == FAILED;
    }
}

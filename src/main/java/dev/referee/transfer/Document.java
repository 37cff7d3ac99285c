package dev.referee.transfer;

/** What the carrier is told to do with the caller next, as the answer to its request. */
public sealed interface Document {

    /** Dial one stop of the target, whose number or numbers ring; {@code stop} is its index in the plan. */
    record DialTarget(TransferId transfer, int stop, Stop to) implements Document {}

    /** Dial the agent; {@code dialId} names this Dial, {@code why} is empty the first time. */
    record DialAgent(String dialId, String why) implements Document {}

    /** For the human of one leg who has picked up: the words, then 1 is to be pressed if {@code press1}. */
    record Whisper(TransferId transfer, int stop, int leg, String words, boolean press1) implements Document {}

    /** For the human of one leg: he has the caller from now on. */
    record Join() implements Document {}

    /** A harmless wait that asks again in a second; rings nobody. */
    record Wait() implements Document {}

    /** Nothing to do: the carrier goes on as it would. */
    record Empty() implements Document {}

    /** Record a message for the target. */
    record Voicemail(TransferId transfer, String target) implements Document {}

    /** A spoken apology, then the end of the call. */
    record Apology() implements Document {}

    /** The end of the call. */
    record Hangup() implements Document {}
}

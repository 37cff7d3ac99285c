package dev.referee.transfer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something to write down in the same transaction as the new state. */
public sealed interface Fact {

    /** A line of the call's timeline that is no evidence. */
    record Noted(Source source, String type, Map<String, String> detail) implements Fact {}

    /** One observed fact about a transfer; {@code rung} is null where it proves none. */
    record EvidenceSeen(Source source, @Nullable Rung rung, String type, Map<String, String> detail) implements Fact {}

    /** A mechanism is tried from now on; {@code to} is the destination that a request names, if it names one. */
    record MechanismStarted(Mechanism mechanism, @Nullable Destination to) implements Fact {

        /** Without a destination: nothing is asked for, or the request names our document. */
        public MechanismStarted(Mechanism mechanism) {
            this(mechanism, null);
        }
    }

    /** A mechanism is decided. */
    record VerdictReached(Mechanism mechanism, Verdict verdict, String reason) implements Fact {}

    /** The fence: this mechanism, and no other, dials the target. */
    record Won(Mechanism mechanism) implements Fact {}

    /** The transfer is over; {@code number} is where the caller landed, if at a number. */
    record OutcomeReached(Outcome outcome, @Nullable Destination number, String reason) implements Fact {}
}

package dev.referee.route;

import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Verdict;

/** A mechanism was refused or stayed silent. The breaker {@code refer} counts it as a failure. */
public class NotProven extends Exception {

    private static final long serialVersionUID = 1L;

    /** No stack trace: this is an expected answer, and there may be many. */
    public NotProven(Mechanism mechanism, Verdict verdict) {
        super(mechanism.word() + " is " + verdict.word(), null, false, false);
    }
}

package dev.referee.route;

/**
 * The transfer needs this route no more: the caller left, or something else landed him. The breaker counts it as neither
 * success nor failure.
 */
public class TransferOver extends Exception {

    private static final long serialVersionUID = 1L;

    /** No stack trace: this is an expected answer. */
    public TransferOver(String why) {
        super(why, null, false, false);
    }
}

package dev.referee.route;

/**
 * {@code /refer} was answered with "no such call": the session is over, most likely because the caller left. That says
 * nothing about whether REFER works, so the breaker counts it as neither success nor failure; the carrier is asked.
 */
public class SessionGone extends Exception {

    private static final long serialVersionUID = 1L;

    /** No stack trace: this is an expected answer. */
    public SessionGone(String why) {
        super(why, null, false, false);
    }
}

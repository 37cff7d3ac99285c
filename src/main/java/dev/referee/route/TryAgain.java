package dev.referee.route;

/** {@code /accept} was not answered in a way that settles it; a caller is ringing, so it is sent again. */
public class TryAgain extends Exception {

    private static final long serialVersionUID = 1L;

    /** No stack trace: this is an expected answer. */
    public TryAgain(String why) {
        super(why, null, false, false);
    }
}

package dev.referee.route;

/** A request from outside that changes nothing: who sent it is unproven, or it cannot be read. */
public class RequestRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** The HTTP status to answer, and why, in words that help whoever sent it; no stack trace. */
    public RequestRefused(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The HTTP status to answer. */
    public int status() {
        return status;
    }
}

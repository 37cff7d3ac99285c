package dev.referee.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An attempt to deliver an event failed, and says what that means for the next. Its message holds no secret. */
public final class NotDelivered extends Exception {

    private static final long serialVersionUID = 1;

    /** What a failure says about the next attempt. */
    public enum Kind {
        /** 5xx, 408, 429, 3xx, no answer, an exception of a step: it may work later. */
        TROUBLE,
        /** Another 4xx: it works once somebody has put something right, so it is tried for a shorter time. */
        REFUSED,
        /** 410: the receiver wants no more of it. */
        GONE
    }

    private final Kind kind;
    private final transient @Nullable Duration retryAfter;

    /**
     * A failed attempt.
     *
     * @param retryAfter what the receiver asked to wait, or null
     */
    public NotDelivered(Kind kind, String reason, @Nullable Duration retryAfter) {
        super(reason, null, false, false);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** What it means for the next attempt. */
    public Kind kind() {
        return kind;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /** Reads an answer that is no 2xx. */
    static NotDelivered answered(int status, @Nullable Duration retryAfter) {
        Kind kind = status == 410
                ? Kind.GONE
                : status >= 400 && status < 500 && status != 408 && status != 429 ? Kind.REFUSED : Kind.TROUBLE;
        return new NotDelivered(kind, "answered " + status, retryAfter);
    }

    /** Reads what a route threw: our own failure, wherever it is wrapped, or any other. */
    static NotDelivered of(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof NotDelivered ours) {
                return ours;
            }
        }
        return new NotDelivered(Kind.TROUBLE, "route call-ended: " + thrown, null);
    }
}

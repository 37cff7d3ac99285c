package dev.referee.ops;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request of an operator that is refused on purpose; its message is meant for him. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final HttpStatus status;
    private final @Nullable Duration wait;

    /** Refuses for good. */
    public Problem(HttpStatus status, String detail) {
        this(status, detail, null);
    }

    /** Refuses for so long; rounded up to a second. */
    public Problem(HttpStatus status, String detail, @Nullable Duration wait) {
        super(detail, null, false, false);
        this.status = status;
        this.wait = wait;
    }

    HttpStatus status() {
        return status;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    /** For Retry-After; null if another try would be in vain. */
    @Nullable
    Long waitSeconds() {
        return wait == null ? null : wait.plusMillis(999).toSeconds();
    }
}

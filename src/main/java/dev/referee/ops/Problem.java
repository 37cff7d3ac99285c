package dev.referee.ops;

import org.springframework.http.HttpStatus;

/** A request of an operator that is refused on purpose; its message is meant for him. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final HttpStatus status;

    Problem(HttpStatus status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}

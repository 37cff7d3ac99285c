package dev.referee.openai;

/** A signed webhook whose body is not an event that Referee can read. The message says what is wrong, without the body. */
public final class UnreadableEvent extends RuntimeException {

    UnreadableEvent(String message) {
        super(message);
    }
}

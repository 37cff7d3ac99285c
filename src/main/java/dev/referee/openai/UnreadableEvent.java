package dev.referee.openai;

/** A signed webhook whose body is no JSON object. The message says what is wrong, without the body. */
public final class UnreadableEvent extends RuntimeException {

    UnreadableEvent(String message) {
        super(message);
    }
}

package dev.referee.twilio;

/** A body that is no form. The message says what is wrong, without the body. */
public final class UnreadableForm extends RuntimeException {

    UnreadableForm(String message) {
        super(message);
    }
}

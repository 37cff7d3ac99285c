package dev.referee.route;

import dev.referee.call.WrapUp;
import dev.referee.config.ConversationSettings;
import dev.referee.transfer.Target;
import dev.referee.transfer.TargetBook;
import java.time.Duration;

/** What the agent is told of the end of a call that reaches a limit. */
final class EndWords {

    private static final String ONLY = " Ask nothing, and call no tool.";

    private EndWords() {}

    /** That the end is near. */
    static String warning(String place, Duration left) {
        String when = "in about " + Math.max(1, Math.round(left.toMillis() / 1000.0)) + " seconds";
        return switch (place) {
            case ConversationSettings.END ->
                "This call must end " + when
                        + ". Tell the caller so now, politely and in one short sentence in his language, settle what is"
                        + " most important, and begin nothing new.";
            case ConversationSettings.REDIAL ->
                "Your line will be renewed " + when + ". Finish what you are at, and begin nothing long.";
            default ->
                "You have to hand this call over to " + place + " " + when
                        + ". Tell the caller so now, politely and in one short sentence in his language, settle what is"
                        + " most important, and begin nothing new.";
        };
    }

    /** That it is here; no other instructions are the same. */
    static String goodbye(String place, TargetBook book) {
        return switch (place) {
            case ConversationSettings.END ->
                "The call ends now. Say goodbye to the caller, in one short, friendly sentence in his language." + ONLY;
            case ConversationSettings.REDIAL ->
                "Your line is renewed now. Tell the caller, in one short sentence in his language, that you will be back"
                        + " in a moment." + ONLY;
            default ->
                "The call is handed over now. Tell the caller, in one short, friendly sentence in his language, that you"
                        + " are putting him through: "
                        + book.find(place).map(Target::description).orElse(place) + "." + ONLY;
        };
    }

    /** Why, for the call's story. */
    static String reason(WrapUp.Why why) {
        return switch (why) {
            case LENGTH -> "the call has reached its maximum length";
            case SPEND -> "the call has reached its spend cap";
            case SESSION -> "the agent's session has reached OpenAI's limit";
        };
    }
}

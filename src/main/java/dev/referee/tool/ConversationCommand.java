package dev.referee.tool;

/** What a conversation asks the shell to do. */
public sealed interface ConversationCommand {

    /** Send {@code response.create}; empty instructions leave it to the session's own. */
    record Speak(String instructions) implements ConversationCommand {}

    /** Send {@code response.create} for words that pass the time; the model must call no function in it. */
    record SpeakMeanwhile(String instructions) implements ConversationCommand {}

    /** Send {@code response.cancel}: what is being made is not heard. */
    record Cancel() implements ConversationCommand {}

    /** Run this function call now. */
    record Run(FunctionCall call) implements ConversationCommand {}

    /** Tell the model that this function call is not run, because the caller interrupted it. */
    record Interrupted(FunctionCall call) implements ConversationCommand {}

    /** Tell the model that this function call is not run, because a transfer came with it. */
    record Overruled(FunctionCall call) implements ConversationCommand {}

    /** Report {@link Conversation#speechTimedOut} for this response after the speech timeout. */
    record AwaitSpeech(String responseId) implements ConversationCommand {}

    /**
     * Write down that the agent is in trouble.
     *
     * @param what {@code response-failed}, {@code response-incomplete}, {@code error} or {@code silence}
     * @param code the vendor's; may be empty
     */
    record Troubled(String what, String code) implements ConversationCommand {}

    /** The agent is mute: bring its caller to a human. */
    record GiveUp(String why) implements ConversationCommand {}
}

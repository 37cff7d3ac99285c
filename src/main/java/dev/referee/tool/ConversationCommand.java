package dev.referee.tool;

/** What a conversation asks the shell to do. */
public sealed interface ConversationCommand {

    /** Send {@code response.create}; empty instructions leave it to the session's own. */
    record Speak(String instructions) implements ConversationCommand {}

    /** Send {@code response.create} for words that pass the time; the model must call no function in it. */
    record SpeakMeanwhile(String instructions) implements ConversationCommand {}

    /** Run this function call now. */
    record Run(FunctionCall call) implements ConversationCommand {}

    /** Report {@link Conversation#speechTimedOut} for this response after the speech timeout. */
    record AwaitSpeech(String responseId) implements ConversationCommand {}
}

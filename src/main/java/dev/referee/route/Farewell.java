package dev.referee.route;

import dev.referee.openai.ServerFrame;
import dev.referee.tool.Conversation;
import org.jspecify.annotations.Nullable;

/**
 * The goodbye that the agent was told to say: finds out which of the responses it is, and when the caller has heard it. Whoever
 * interrupts it has heard enough. One that comes with a function call is none: what the call does is seen to, and the limit's own
 * time is the net below it. Not thread-safe; its {@link Talk} guards it.
 */
final class Farewell {

    private final String instructions;
    private final Runnable heard;
    private boolean asked;
    private boolean over;
    private String responseId = "";

    /**
     * A goodbye that is to be said.
     *
     * @param instructions what the agent is told; no other response has the same
     * @param heard run once, when it was heard to its end; must be quick
     */
    Farewell(String instructions, Runnable heard) {
        this.instructions = instructions;
        this.heard = heard;
    }

    /** A response with these instructions (null: some that are of no use later) is asked for; the next one to be created is it. */
    void asked(@Nullable String with) {
        if (instructions.equals(with)) {
            asked = true;
            responseId = "";
        }
    }

    /** One frame of the conversation. */
    void hear(ServerFrame frame) {
        if (over || !asked) {
            return;
        }
        switch (frame.type()) {
            case "response.created" -> responseId = responseId.isEmpty() ? frame.responseId() : responseId;
            case "error" -> asked = !frame.isActiveResponseError(); // it will be asked for again
            case "response.done" -> {
                if (acts(frame)) {
                    over = true;
                } else {
                    end(frame, !frame.speaks());
                }
            }
            case "output_audio_buffer.stopped", "output_audio_buffer.cleared" -> end(frame, true);
            default -> {}
        }
    }

    /** An agent that brings the caller to a human instead, or ends the call by itself, is not cut off in the middle of it. */
    private boolean acts(ServerFrame frame) {
        return responseId.equals(frame.responseId())
                && frame.end() == Conversation.End.COMPLETED
                && !frame.functionCalls().isEmpty();
    }

    private void end(ServerFrame frame, boolean silent) {
        if (silent && !responseId.isEmpty() && responseId.equals(frame.responseId())) {
            over = true;
            heard.run();
        }
    }
}

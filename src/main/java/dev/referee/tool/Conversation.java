package dev.referee.tool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When the agent may speak and when its function calls run. Two rules of the vendor shape it
 * (facts/openai-realtime-sip.md §3.4): {@code response.create} while a response is active is an error, and a function
 * call counts only in a response that was completed. One rule is ours: a call is not moved while the agent's sentence is
 * still being played.
 *
 * <p>Immutable; each method returns the next conversation and what to do.
 *
 * @param active the response being made; empty text for one that was asked for but has not been announced
 * @param wanted instructions of a response to ask for once none is active
 * @param playing responses whose audio has started and not stopped
 * @param played responses whose audio has stopped; the newest few
 * @param waiting function calls that wait for their response's audio to end
 * @param known ids of function calls that were taken; the newest few hundred
 */
public record Conversation(
        @Nullable String active,
        @Nullable String wanted,
        Set<String> playing,
        Set<String> played,
        List<Waiting> waiting,
        Set<String> known) {

    private static final int PLAYED_MAX = 20;
    private static final int KNOWN_MAX = 500;
    private static final String ASKED_FOR = "";

    /** A function call that waits until this response has been heard. */
    public record Waiting(String responseId, FunctionCall call) {}

    /** The next conversation and what to do. */
    public record Step(Conversation next, List<ConversationCommand> commands) {}

    /** A conversation in which nothing has been said. */
    public static Conversation fresh() {
        return new Conversation(null, null, Set.of(), Set.of(), List.of(), Set.of());
    }

    /** Keeps its own copies. */
    public Conversation {
        playing = copy(playing);
        played = copy(played);
        waiting = List.copyOf(waiting);
        known = copy(known);
    }

    /** The agent should speak: at once if it is silent, else when the response being made is done. */
    public Step speak(String instructions) {
        if (active != null) {
            return step(new Conversation(active, both(wanted, instructions), playing, played, waiting, known));
        }
        return new Step(
                new Conversation(ASKED_FOR, null, playing, played, waiting, known),
                List.of(new ConversationCommand.Speak(instructions)));
    }

    /**
     * The agent should say something to pass the time, unless it speaks or is about to anyway. Never queued: by the time
     * its turn came there would be something better to say.
     */
    public Step speakMeanwhile(String instructions) {
        if (active != null || wanted != null) {
            return step(this);
        }
        return new Step(
                new Conversation(ASKED_FOR, null, playing, played, waiting, known),
                List.of(new ConversationCommand.SpeakMeanwhile(instructions)));
    }

    /** The same, not knowing whether a response is active: the sideband was lost and is back. */
    public Conversation withoutActive() {
        return new Conversation(null, wanted, playing, played, waiting, known);
    }

    /** {@code response.created}. */
    public Step responseCreated(String responseId) {
        return step(new Conversation(responseId, wanted, playing, played, waiting, known));
    }

    /**
     * The vendor refused {@code response.create} because a response is active that we did not know of.
     *
     * @param instructions to ask again with, once it is done; null if what was asked for is of no use by then
     */
    public Step refusedAsActive(@Nullable String instructions) {
        String again = both(instructions, wanted);
        return step(new Conversation(active == null ? ASKED_FOR : active, again, playing, played, waiting, known));
    }

    /** Two wishes are one response: the newer words, unless it has none. Null is no wish. */
    private static @Nullable String both(@Nullable String older, @Nullable String newer) {
        return newer == null || newer.isEmpty() && older != null ? older : newer;
    }

    /**
     * {@code response.done}.
     *
     * @param completed whether its status is {@code completed}; only then do function calls count
     * @param spoke whether it holds something that is said aloud
     */
    public Step responseDone(String responseId, boolean completed, boolean spoke, List<FunctionCall> calls) {
        boolean heard = played.contains(responseId);
        boolean mustWait = (playing.contains(responseId) || spoke) && !heard;
        Set<String> nowKnown = new LinkedHashSet<>(known);
        List<Waiting> nowWaiting = new ArrayList<>(waiting);
        List<ConversationCommand> commands = new ArrayList<>();
        for (FunctionCall call : completed ? calls : List.<FunctionCall>of()) {
            if (!nowKnown.add(call.id())) {
                continue;
            }
            if (mustWait) {
                nowWaiting.add(new Waiting(responseId, call));
            } else {
                commands.add(new ConversationCommand.Run(call));
            }
        }
        if (nowWaiting.size() > waiting.size()) {
            commands.add(new ConversationCommand.AwaitSpeech(responseId));
        }
        boolean wasActive = active == null || active.equals(responseId) || active.equals(ASKED_FOR);
        Conversation done = new Conversation(
                wasActive ? null : active, wanted, playing, played, nowWaiting, newest(nowKnown, KNOWN_MAX));
        return done.active == null && wanted != null ? done.askWanted(commands) : new Step(done, commands);
    }

    private Step askWanted(List<ConversationCommand> before) {
        List<ConversationCommand> commands = new ArrayList<>(before);
        commands.add(new ConversationCommand.Speak(wanted == null ? "" : wanted));
        return new Step(new Conversation(ASKED_FOR, null, playing, played, waiting, known), commands);
    }

    /** {@code output_audio_buffer.started}. */
    public Step audioStarted(String responseId) {
        Set<String> now = new LinkedHashSet<>(playing);
        now.add(responseId);
        return step(new Conversation(active, wanted, newest(now, PLAYED_MAX), played, waiting, known));
    }

    /** {@code output_audio_buffer.stopped} or {@code .cleared}. */
    public Step audioStopped(String responseId) {
        Set<String> still = new LinkedHashSet<>(playing);
        still.remove(responseId);
        Set<String> heard = new LinkedHashSet<>(played);
        heard.add(responseId);
        Conversation next = new Conversation(active, wanted, still, newest(heard, PLAYED_MAX), waiting, known);
        return next.release(responseId);
    }

    /** The agent has had long enough to finish this response's sentence. */
    public Step speechTimedOut(String responseId) {
        return release(responseId);
    }

    private Step release(String responseId) {
        List<ConversationCommand> commands = new ArrayList<>();
        List<Waiting> still = new ArrayList<>();
        for (Waiting one : waiting) {
            if (one.responseId().equals(responseId)) {
                commands.add(new ConversationCommand.Run(one.call()));
            } else {
                still.add(one);
            }
        }
        return new Step(new Conversation(active, wanted, playing, played, still, known), commands);
    }

    private static Step step(Conversation next) {
        return new Step(next, List.of());
    }

    private static Set<String> newest(Set<String> all, int most) {
        List<String> list = new ArrayList<>(all);
        return new LinkedHashSet<>(list.subList(Math.max(0, list.size() - most), list.size()));
    }

    private static Set<String> copy(Set<String> set) {
        return java.util.Collections.unmodifiableSet(new LinkedHashSet<>(set));
    }
}

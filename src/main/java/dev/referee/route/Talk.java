package dev.referee.route;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.openai.ServerFrame;
import dev.referee.tool.Conversation;
import dev.referee.tool.ConversationCommand;
import dev.referee.tool.OwedSilence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One session's conversation on this node. Thread-safe: frames, timers and results come on different threads. */
final class Talk {

    private static final String ASK = "referee_ask_";
    private static final int LINES_MAX = 12;
    private static final int LINE_CHARS_MAX = 200;

    private final CallKey key;
    private final CallId callId;
    private final Deque<String> lines = new ArrayDeque<>();
    private Conversation conversation;
    private int asks;
    private @Nullable Instant timer;
    private @Nullable String tools;
    private boolean created;
    private int heard;
    private @Nullable Runnable opening;
    private @Nullable Farewell farewell;
    private final Meter meter = new Meter();
    private final OwedSilence owed = new OwedSilence();
    private final Consumer<Duration> silences;
    private final Clock clock;

    /**
     * @param silence how long the agent may owe its caller a turn
     * @param silences is told for how long its caller heard nothing while it did
     */
    Talk(CallKey key, CallId callId, Duration silence, Consumer<Duration> silences, Clock clock) {
        this.key = key;
        this.callId = callId;
        this.silences = silences;
        this.clock = clock;
        this.conversation = Conversation.fresh(silence);
    }

    CallKey key() {
        return key;
    }

    CallId callId() {
        return callId;
    }

    /** Changes the conversation and says what to do. */
    synchronized List<ConversationCommand> hear(Function<Conversation, Conversation.Step> change) {
        heard++;
        Conversation.Step step = change.apply(conversation);
        becomes(step.next());
        return step.commands();
    }

    private void becomes(Conversation next) {
        conversation = next;
        owed.look(next, clock.instant()).ifPresent(silences);
    }

    /** How often something was heard or said; the same number later means silence. */
    synchronized int heard() {
        return heard;
    }

    synchronized boolean knows(String functionCallId) {
        return conversation.known().contains(functionCallId);
    }

    /**
     * The model is going to be asked for a response.
     *
     * @param instructions null for words that are of no use later
     * @return the id of the event that asks
     */
    synchronized String asks(@Nullable String instructions) {
        if (farewell != null) {
            farewell.asked(instructions);
        }
        return ASK + ++asks;
    }

    /** Whether an error is about our latest wish for a response, or may be. */
    synchronized boolean isOfLatestAsk(String eventId) {
        return eventId.isEmpty() || eventId.equals(ASK + asks);
    }

    /** When something is due, if there is no timer for it or an earlier time yet; whoever asks sets one. */
    synchronized Optional<Instant> newDeadline() {
        Optional<Instant> due = conversation.deadline().filter(at -> timer == null || at.isBefore(timer));
        due.ifPresent(at -> timer = at);
        return due;
    }

    /** The timer has gone off. */
    synchronized void forgetDeadline() {
        timer = null;
    }

    /** A goodbye is going to be asked for. */
    synchronized void await(Farewell goodbye) {
        farewell = goodbye;
    }

    /** One frame that shapes the conversation, for whoever waits for a goodbye. */
    synchronized void heard(ServerFrame frame) {
        if (farewell != null) {
            farewell.hear(frame);
        }
    }

    /** What this session costs. */
    Meter meter() {
        return meter;
    }

    /** Which tools the session has, as {@link SessionTools} writes it; null if this node does not know. */
    synchronized @Nullable String tools() {
        return tools;
    }

    synchronized void tools(String told) {
        tools = told;
    }

    /** After a drop nobody tells which response is active; the frames to come will. */
    synchronized void reattached() {
        created = false;
        conversation = conversation.withoutActive();
    }

    /** The caller is being moved, or is back: the agent owes nothing, and what went wrong before is forgotten. */
    synchronized void rests() {
        becomes(conversation.resting());
    }

    /** The agent is about to lose the caller; to one that is mute they go on listening until it has. */
    synchronized void losesCaller() {
        if (!conversation.mute()) {
            rests();
        }
    }

    /** It is over here. */
    synchronized void over() {
        owed.end(clock.instant()).ifPresent(silences);
    }

    /** The session is there: whoever wanted to speak first may. */
    void sessionCreated() {
        Runnable speak;
        synchronized (this) {
            created = true;
            speak = opening;
            opening = null;
        }
        if (speak != null) {
            speak.run();
        }
    }

    /** Runs this once the session is there; returns whether it is already. */
    boolean wantsToSpeak(Runnable speak) {
        synchronized (this) {
            if (!created) {
                opening = speak;
                return false;
            }
        }
        speak.run();
        return true;
    }

    /** Keeps the newest lines of what was said, each cut. */
    synchronized void said(String who, String text) {
        if (text.isBlank()) {
            return;
        }
        String line = text.strip();
        lines.add(who + ": " + (line.length() <= LINE_CHARS_MAX ? line : line.substring(0, LINE_CHARS_MAX) + "…"));
        while (lines.size() > LINES_MAX) {
            lines.remove();
        }
    }

    synchronized String transcript() {
        return String.join("\n", lines);
    }
}

package dev.referee.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When the agent may speak, when its function calls run, and what is done if it does not speak though it should. Two rules of
 * the vendor shape it (facts/openai-realtime-sip.md §3.4): {@code response.create} while a response is active is an error,
 * and a function call counts only in a response that was completed. Three are ours: a call is not moved while the agent's
 * sentence is still being played; a response that fails is asked for again; and an agent that owes the caller a turn and
 * stays silent is asked once, then given up as mute.
 *
 * <p>Immutable. Each method returns the next conversation and what to do; {@link #deadline} says when {@link #timePassed} is due.
 *
 * @param silence how long an agent that owes a turn may be silent
 * @param active the response being made, or that was asked for
 * @param wanted what to ask for once no response is active
 * @param playing responses whose audio has started and not stopped
 * @param played responses whose audio has stopped; the newest few
 * @param waiting function calls that wait for their response's audio to end
 * @param known ids of function calls that were taken; the newest few hundred
 * @param running function calls without a result so far, each with its response
 * @param failures responses that failed, one after the other
 * @param silences times that the agent owed a turn and was silent, one after the other
 * @param owedUntil when a turn that the agent owes must have begun to be heard; null if it owes none
 * @param mute whether the agent was given up
 */
public record Conversation(
        Duration silence,
        @Nullable Response active,
        @Nullable Wish wanted,
        Set<String> playing,
        Set<String> played,
        List<Waiting> waiting,
        Set<String> known,
        Map<String, String> running,
        int failures,
        int silences,
        @Nullable Instant owedUntil,
        boolean mute) {

    /** What a silent agent is told when it is asked to speak. */
    static final String NUDGE = "The caller is waiting and hears nothing. Go on now, in one or two short sentences.";

    private static final int PLAYED_MAX = 20;
    private static final int KNOWN_MAX = 500;
    private static final int SILENCES_MAX = 2;

    /** Before a response that failed is asked for again; after one failure more the agent is mute. */
    private static final List<Duration> PAUSES = List.of(Duration.ofMillis(500), Duration.ofSeconds(2));

    /** Codes and types of errors that waiting does not cure (facts/openai-realtime-sip.md §13). */
    private static final Set<String> HOPELESS = Set.of(
            "insufficient_quota",
            "billing_hard_limit_reached",
            "billing_not_active",
            "invalid_api_key",
            "authentication_error",
            "account_deactivated",
            "access_terminated",
            "permission_denied",
            "model_not_found",
            "unsupported_model");

    /** A function call that waits until this response has been heard. */
    public record Waiting(String responseId, FunctionCall call) {}

    /** The next conversation and what to do. */
    public record Step(Conversation next, List<ConversationCommand> commands) {}

    /** How a response ended. */
    public enum End {
        /** As it should; only now do its function calls count. */
        COMPLETED,
        /** The caller, or we, interrupted it. */
        CANCELLED,
        /** A limit or filter of the vendor cut it off. */
        INCOMPLETE,
        /** The vendor could not make it. */
        FAILED,
        /** In a way that we don't know. */
        OTHER
    }

    /** Why the agent is to speak. */
    public enum Kind {
        /** It has something to say: a greeting, news of a transfer, a goodbye. */
        WORDS,
        /** A function has a result. */
        RESULT,
        /** To pass the time; of no use later. */
        MEANWHILE
    }

    /**
     * A response that is to be asked for.
     *
     * @param notBefore after a failure, when to ask again; null for at once
     */
    public record Wish(
            String instructions, Kind kind, @Nullable Instant notBefore) {}

    /**
     * A response that is active.
     *
     * @param id empty until it is announced, or if it is not known
     * @param wish what we asked for it with; null if the vendor began it by itself
     */
    public record Response(String id, @Nullable Wish wish) {

        private boolean isAskedFor() {
            return id.isEmpty() && wish != null;
        }
    }

    /** A conversation in which nothing has been said. */
    public static Conversation fresh(Duration silence) {
        return new Conversation(
                silence, null, null, Set.of(), Set.of(), List.of(), Set.of(), Map.of(), 0, 0, null, false);
    }

    /** Keeps its own copies. */
    public Conversation {
        playing = Collections.unmodifiableSet(new LinkedHashSet<>(playing));
        played = Collections.unmodifiableSet(new LinkedHashSet<>(played));
        waiting = List.copyOf(waiting);
        known = Collections.unmodifiableSet(new LinkedHashSet<>(known));
        running = Collections.unmodifiableMap(new LinkedHashMap<>(running));
    }

    /** When {@link #timePassed} is due; empty if nothing is waited for. */
    public Optional<Instant> deadline() {
        Instant again = wanted != null && active == null ? wanted.notBefore() : null;
        return again == null || owedUntil != null && owedUntil.isBefore(again)
                ? Optional.ofNullable(owedUntil)
                : Optional.of(again);
    }

    /** Whether the caller hears nothing though the agent owes them a turn; one that was given up owes until it loses them. */
    public boolean owesInSilence() {
        return (mute || owedUntil != null) && playing.isEmpty() && running.isEmpty();
    }

    /** The agent should speak: at once if it is silent, else when the response being made is done. It owes it. */
    public Step speak(String instructions, Instant now) {
        return new Draft(this)
                .wish(new Wish(instructions, Kind.WORDS, null), now)
                .step();
    }

    /**
     * The agent should say something to pass the time, unless it speaks or is about to anyway. Never queued: by the time
     * its turn came there would be something better to say.
     */
    public Step speakMeanwhile(String instructions, Instant now) {
        Draft draft = new Draft(this);
        if (active == null && wanted == null && !mute) {
            draft.ask(new Wish(instructions, Kind.MEANWHILE, null));
        }
        return draft.step();
    }

    /** A function call got its result. The agent should speak of it, once all calls of the same response have theirs. */
    public Step resultGiven(String functionCallId, Instant now) {
        Draft draft = new Draft(this);
        String response = draft.running.remove(functionCallId);
        boolean others = response != null && draft.running.containsValue(response);
        return (others ? draft : draft.wish(new Wish("", Kind.RESULT, null), now)).step();
    }

    /** A function call got its result, and the agent is not to speak of it: the caller is being moved, or the call ends. */
    public Step resultNoted(String functionCallId) {
        Draft draft = new Draft(this);
        draft.running.remove(functionCallId);
        return draft.step();
    }

    /** The same, not knowing whether a response is active: the sideband was lost and is back. */
    public Conversation withoutActive() {
        Draft draft = new Draft(this);
        draft.active = null;
        return draft.step().next();
    }

    /** The caller is being moved, or is back: the agent owes nothing, and what went wrong before is forgotten. */
    public Conversation resting() {
        Draft draft = new Draft(this);
        draft.owedUntil = null;
        draft.silences = 0;
        draft.failures = 0;
        draft.mute = false;
        return draft.step().next();
    }

    /** {@code response.created}. If we asked for one, this is taken for it until the vendor says otherwise. */
    public Step responseCreated(String responseId) {
        Draft draft = new Draft(this);
        draft.active = new Response(responseId, active != null && active.isAskedFor() ? active.wish() : null);
        return draft.step();
    }

    /**
     * The vendor refused {@code response.create} because a response is active that we did not know of. If one was announced
     * since a function's result was given, it is the answer to it, which the vendor began by itself (§13, observed).
     */
    public Step refusedAsActive() {
        Draft draft = new Draft(this);
        Wish refused = active == null ? null : active.wish();
        boolean announced = active != null && !active.id().isEmpty();
        draft.active = new Response(announced ? active.id() : "", null);
        boolean answered = announced && refused != null && refused.kind() == Kind.RESULT;
        if (refused != null && refused.kind() != Kind.MEANWHILE && !answered) {
            draft.wanted = both(refused, wanted);
        }
        return draft.step();
    }

    /** An {@code error} came in place of the response that we asked for; means nothing if none is awaited. */
    public Step refused(String code, Instant now) {
        Draft draft = new Draft(this);
        if (active != null && active.isAskedFor()) {
            Wish wish = active.wish();
            draft.active = null;
            draft.trouble("error", code, wish, now);
        }
        return draft.step();
    }

    /**
     * {@code response.done}.
     *
     * @param code of the vendor's error; empty for none
     * @param spoke whether it holds something that is said aloud
     * @param calls each id once
     */
    public Step responseDone(
            String responseId, End end, String code, boolean spoke, List<FunctionCall> calls, Instant now) {
        Draft draft = new Draft(this);
        boolean wasActive =
                active == null || active.id().isEmpty() || active.id().equals(responseId);
        Wish wish = active != null && wasActive ? active.wish() : null;
        draft.active = wasActive ? null : active;
        boolean heard = playing.contains(responseId) || played.contains(responseId);
        boolean cutOff = end == End.INCOMPLETE && !heard;
        if (end == End.FAILED || cutOff) {
            draft.trouble(end == End.FAILED ? "response-failed" : "response-incomplete", code, wish, now);
        } else if (end == End.CANCELLED) {
            calls.stream()
                    .filter(call -> !known.contains(call.id()))
                    .forEach(call -> draft.commands.add(new ConversationCommand.Interrupted(call)));
        } else {
            draft.owedUntil = null;
            draft.failures = 0;
            draft.silences = spoke || !calls.isEmpty() ? 0 : silences;
            if (end == End.COMPLETED) {
                draft.take(responseId, (spoke || playing.contains(responseId)) && !played.contains(responseId), calls);
            }
        }
        return draft.askIfDue(now).step();
    }

    /** {@code output_audio_buffer.started}: the caller hears the agent. */
    public Step audioStarted(String responseId) {
        Draft draft = new Draft(this);
        draft.playing.add(responseId);
        draft.owedUntil = null;
        draft.silences = 0;
        return draft.step();
    }

    /** {@code output_audio_buffer.stopped} or {@code .cleared}. */
    public Step audioStopped(String responseId) {
        Draft draft = new Draft(this);
        draft.playing.remove(responseId);
        draft.played.add(responseId);
        return draft.release(responseId).step();
    }

    /** The agent has had long enough to finish this response's sentence. */
    public Step speechTimedOut(String responseId) {
        return new Draft(this).release(responseId).step();
    }

    /** {@code input_audio_buffer.speech_started}: it is the caller's turn. */
    public Step callerSpeaks() {
        Draft draft = new Draft(this);
        draft.owedUntil = null;
        return draft.step();
    }

    /** {@code input_audio_buffer.committed}: the caller has finished, and the agent owes a turn. */
    public Step callerFinished(Instant now) {
        return new Draft(this).owe(now).step();
    }

    /** {@link #deadline} is reached; means nothing before it. */
    public Step timePassed(Instant now) {
        Draft draft = new Draft(this);
        if (owedUntil == null || now.isBefore(owedUntil)) {
            return draft.askIfDue(now).step();
        }
        draft.owedUntil = null;
        if (!playing.isEmpty() || !running.isEmpty() || !waiting.isEmpty()) {
            return draft.step(); // it is being heard, or works
        }
        draft.silences++;
        draft.commands.add(new ConversationCommand.Troubled("silence", ""));
        if (draft.silences >= SILENCES_MAX) {
            return draft.giveUp("silent").step();
        }
        Wish missed = active == null ? null : active.wish();
        if (active != null && !active.id().isEmpty()) {
            draft.commands.add(new ConversationCommand.Cancel());
        }
        Wish again = both(missed, wanted);
        boolean words = again != null && !again.instructions().isEmpty();
        draft.wanted = null;
        draft.ask(new Wish(words ? again.instructions() : NUDGE, Kind.WORDS, null));
        return draft.owe(now).step();
    }

    /** Two wishes are one response: the newer words, unless it has none. Null is no wish. */
    private static @Nullable Wish both(@Nullable Wish older, @Nullable Wish newer) {
        return newer == null
                        || older != null
                                && newer.instructions().isEmpty()
                                && !older.instructions().isEmpty()
                ? older
                : newer;
    }

    private static Set<String> newest(Set<String> all, int most) {
        List<String> list = new ArrayList<>(all);
        return new LinkedHashSet<>(list.subList(Math.max(0, list.size() - most), list.size()));
    }

    /** The next conversation while it is being made; serves one step. */
    private static final class Draft {

        private final Duration silence;
        private @Nullable Response active;
        private @Nullable Wish wanted;
        private final Set<String> playing;
        private final Set<String> played;
        private final List<Waiting> waiting;
        private final Set<String> known;
        private final Map<String, String> running;
        private int failures;
        private int silences;
        private @Nullable Instant owedUntil;
        private boolean mute;
        private final List<ConversationCommand> commands = new ArrayList<>();

        Draft(Conversation now) {
            silence = now.silence;
            active = now.active;
            wanted = now.wanted;
            playing = new LinkedHashSet<>(now.playing);
            played = new LinkedHashSet<>(now.played);
            waiting = new ArrayList<>(now.waiting);
            known = new LinkedHashSet<>(now.known);
            running = new LinkedHashMap<>(now.running);
            failures = now.failures;
            silences = now.silences;
            owedUntil = now.owedUntil;
            mute = now.mute;
        }

        Step step() {
            while (running.size() > KNOWN_MAX) {
                running.remove(running.keySet().iterator().next());
            }
            Conversation next = new Conversation(
                    silence,
                    active,
                    wanted,
                    newest(playing, PLAYED_MAX),
                    newest(played, PLAYED_MAX),
                    waiting,
                    newest(known, KNOWN_MAX),
                    running,
                    failures,
                    silences,
                    owedUntil,
                    mute);
            return new Step(next, List.copyOf(commands));
        }

        Draft wish(Wish wish, Instant now) {
            if (mute) {
                return this;
            }
            owe(now);
            if (active == null && wanted == null) {
                ask(wish);
            } else {
                Wish merged = both(wanted, wish);
                wanted = wanted == null || merged == null
                        ? merged
                        : new Wish(merged.instructions(), merged.kind(), wanted.notBefore());
            }
            return this;
        }

        void ask(Wish wish) {
            active = new Response("", wish);
            commands.add(
                    wish.kind() == Kind.MEANWHILE
                            ? new ConversationCommand.SpeakMeanwhile(wish.instructions())
                            : new ConversationCommand.Speak(wish.instructions()));
        }

        Draft askIfDue(Instant now) {
            Wish due = wanted;
            if (active == null && due != null && !mute && (due.notBefore() == null || !now.isBefore(due.notBefore()))) {
                wanted = null;
                ask(due);
            }
            return this;
        }

        Draft owe(Instant now) {
            if (!mute && owedUntil == null) {
                owedUntil = now.plus(silence);
            }
            return this;
        }

        /** Of a completed response. A transfer wins over an end of the call that came with it. */
        void take(String responseId, boolean mustWait, List<FunctionCall> calls) {
            boolean moves = calls.stream().anyMatch(call -> call.name().equals(ToolNames.TRANSFER_CALL));
            int before = waiting.size();
            for (FunctionCall call : calls) {
                if (!known.add(call.id())) {
                    continue;
                }
                if (moves && call.name().equals(ToolNames.END_CALL)) {
                    commands.add(new ConversationCommand.Overruled(call));
                    continue;
                }
                running.put(call.id(), responseId);
                if (mustWait) {
                    waiting.add(new Waiting(responseId, call));
                } else {
                    commands.add(new ConversationCommand.Run(call));
                }
            }
            if (waiting.size() > before) {
                commands.add(new ConversationCommand.AwaitSpeech(responseId));
            }
        }

        Draft release(String responseId) {
            waiting.removeIf(one -> {
                boolean due = one.responseId().equals(responseId);
                if (due) {
                    commands.add(new ConversationCommand.Run(one.call()));
                }
                return due;
            });
            return this;
        }

        /** A response failed: it is asked for again, after a pause. */
        void trouble(String what, String code, @Nullable Wish wish, Instant now) {
            if (mute) {
                return;
            }
            commands.add(new ConversationCommand.Troubled(what, code));
            failures++;
            if (HOPELESS.contains(code)) {
                giveUp(code);
            } else if (failures > PAUSES.size()) {
                giveUp("failed again and again");
            } else if (wish == null || wish.kind() != Kind.MEANWHILE) {
                Instant again = now.plus(PAUSES.get(failures - 1));
                Wish lost = wish == null ? new Wish("", Kind.RESULT, null) : wish;
                Wish merged = both(lost, wanted);
                wanted = new Wish(merged == null ? "" : merged.instructions(), Kind.WORDS, again);
                owe(now);
            }
        }

        Draft giveUp(String why) {
            mute = true;
            wanted = null;
            owedUntil = null;
            commands.add(new ConversationCommand.GiveUp(why));
            return this;
        }
    }
}

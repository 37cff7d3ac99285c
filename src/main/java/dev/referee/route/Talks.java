package dev.referee.route;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.Applied;
import dev.referee.ledger.LedgerListener;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The conversations on this node, one per session. A conversation ends with its agent or its call, whichever is first and
 * whoever tells of it; what was said outlives it until the call is over, for the agent that takes the caller back.
 * Thread-safe.
 */
@Component
class Talks implements LedgerListener {

    private final Map<CallId, Talk> talks = new ConcurrentHashMap<>();
    private final Map<CallKey, String> saidBefore = new ConcurrentHashMap<>();
    private final Duration silence;
    private final Consumer<Duration> silences;
    private final Clock clock;
    private volatile Consumer<Talk> ended = talk -> {};

    @Autowired
    Talks(RefereeSettings settings, OwedSilences silences, Clock clock) {
        this(settings.agent().silence(), silences::ended, clock);
    }

    /**
     * @param silence how long an agent may owe its caller a turn
     * @param silences is told for how long callers heard nothing while theirs did
     */
    Talks(Duration silence, Consumer<Duration> silences, Clock clock) {
        this.silence = silence;
        this.silences = silences;
        this.clock = clock;
    }

    /** Says what to do with a conversation that is over here; set once. Must be quick. */
    void onEnd(Consumer<Talk> action) {
        this.ended = action;
    }

    Talk open(CallKey key, CallId callId) {
        return talks.computeIfAbsent(callId, same -> new Talk(key, callId, silence, silences, clock));
    }

    @Nullable
    Talk get(CallId callId) {
        return talks.get(callId);
    }

    List<Talk> all() {
        return List.copyOf(talks.values());
    }

    boolean has(CallId callId) {
        return talks.containsKey(callId);
    }

    int count() {
        return talks.size();
    }

    /** Ends a conversation; a repeat does nothing. */
    void end(CallId callId) {
        Talk talk = talks.remove(callId);
        if (talk == null) {
            return;
        }
        talk.over();
        ended.accept(talk);
        if (!talk.transcript().isEmpty()) {
            saidBefore.put(talk.key(), talk.transcript());
        }
    }

    /** Ends a conversation that goes on elsewhere: nothing of it is kept. */
    void forget(CallId callId) {
        Talk talk = talks.remove(callId);
        if (talk != null) {
            talk.over();
            ended.accept(talk);
        }
    }

    /** What was said so far, in short, by this agent and the caller or else by the one before; may be empty. */
    String said(CallKey key) {
        return talks.values().stream()
                .filter(talk -> talk.key().equals(key))
                .map(Talk::transcript)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseGet(() -> saidBefore.getOrDefault(key, ""));
    }

    /** Forgets the words of calls that belong elsewhere. */
    void dropWords(Set<CallKey> gone) {
        saidBefore.keySet().removeAll(gone);
    }

    /** The calls of which there are words or a conversation, as they are now. */
    Set<CallKey> calls() {
        Set<CallKey> calls = new HashSet<>(saidBefore.keySet());
        talks.values().forEach(talk -> calls.add(talk.key()));
        return calls;
    }

    /** How many calls' words are kept for an agent to come. */
    int keptCount() {
        return saidBefore.size();
    }

    @Override
    public void applied(Applied applied) {
        Call before = applied.file().call();
        Call after = applied.decision().next().call();
        Optional<CallId> had = before.agent().session();
        if (had.isPresent() && before.agent().isUp() && !isUp(after.agent(), had)) {
            end(had.get());
        }
        if (before.stage() == Stage.WITH_AGENT && after.stage() == Stage.IN_TRANSFER) {
            after.agent().session().map(talks::get).ifPresent(Talk::losesCaller);
        }
        if (after.stage().isOver()) {
            after.agent().session().ifPresent(this::end);
            saidBefore.remove(applied.before().key());
        }
    }

    private static boolean isUp(AgentLeg agent, Optional<CallId> session) {
        return agent.isUp() && agent.session().equals(session);
    }
}

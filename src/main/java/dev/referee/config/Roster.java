package dev.referee.config;

import dev.referee.call.CallKey;
import dev.referee.ledger.Applied;
import dev.referee.ledger.LedgerListener;
import dev.referee.transfer.Target;
import dev.referee.transfer.TargetBook;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The agents and targets in force, by version: configuration may change while calls live. Whoever needs an agent or a
 * target reads it here, at the moment of need, and keeps none of it; {@link RefereeSettings} only has what the program was
 * started with.
 *
 * <ul>
 *   <li>{@link #now()} for what begins now: which agent takes a number, which targets there are;
 *   <li>{@link #of} for what belongs to a call: it keeps the version that it began with, in memory; after a restart, or on
 *       another node, the present one.
 * </ul>
 *
 * A target that is changed or removed is so for every call from then on, because the plan of a transfer is made by
 * {@code now()}, and a transfer keeps its plan. Thread-safe: a version is immutable and replaced as a whole.
 */
public final class Roster implements LedgerListener {

    /** Living calls whose versions are remembered; the oldest beyond it see the present one. */
    private static final int CALLS_MAX = 20_000;

    /**
     * Agents and targets that were valid together.
     *
     * @param number 1 at the start, one more with each change
     * @param settings with everything else as the program was started
     * @param targets the same targets, as the core takes them
     */
    public record Version(long number, RefereeSettings settings, TargetBook targets) {

        /** See {@link RefereeSettings#agentFor}. */
        public String agentFor(@Nullable String dialled) {
            return settings.agentFor(dialled);
        }

        /** See {@link RefereeSettings#agentNamed}. */
        public AgentSettings agentNamed(String name) {
            return settings.agentNamed(name);
        }

        /** The targets that this agent, which may be of an earlier version, can transfer to now, in its order. */
        public List<Target> targetsOf(AgentSettings agent) {
            return agent.targets().stream()
                    .flatMap(name -> targets.find(name).stream())
                    .toList();
        }
    }

    private final Map<CallKey, Version> ofCalls = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CallKey, Version> eldest) {
            return size() > CALLS_MAX;
        }
    });
    private final List<Consumer<Version>> listeners = new CopyOnWriteArrayList<>();
    private volatile Version now;

    /** Version 1 is what the program was started with. */
    public Roster(RefereeSettings settings) {
        this.now = new Version(1, settings, settings.targetBook());
    }

    /** What is in force. */
    public Version now() {
        return now;
    }

    /** The targets in force. */
    public TargetBook targets() {
        return now.targets();
    }

    /** What was in force when this call began. */
    public Version of(CallKey key) {
        return ofCalls.getOrDefault(key, now);
    }

    /** Runs with the present version, and with each that follows, on the thread that changes it. */
    public void onChange(Consumer<Version> listener) {
        listeners.add(listener);
        listener.accept(now);
    }

    /** Puts other agents and targets in force; {@code settings} have been checked when they were made. */
    public synchronized Version change(RefereeSettings settings) {
        Version next = new Version(now.number() + 1, settings, settings.targetBook());
        now = next;
        listeners.forEach(listener -> listener.accept(next));
        return next;
    }

    /** A call is tied to a version by its first event here, and let go of by its last. */
    @Override
    public void applied(Applied applied) {
        CallKey key = applied.before().key();
        if (applied.decision().next().call().stage().isOver()) {
            ofCalls.remove(key);
        } else {
            ofCalls.putIfAbsent(key, now);
        }
    }
}

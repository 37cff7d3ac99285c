package dev.referee.twin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** One placed call: what happened, what the gateway did wrong, and a few things to order while it runs. Thread-safe. */
public final class TwinCall {

    final CallSim sim;

    TwinCall(CallSim sim) {
        this.sim = sim;
    }

    /** The twin's own id. */
    public String id() {
        return sim.id;
    }

    /** The carrier's id of the caller's leg. */
    public String parentSid() {
        return sim.parent.sid;
    }

    /** OpenAI's ids of the agent sessions so far; a return by re-dial adds one. */
    public List<String> callIds() {
        return sim.judge.callIds();
    }

    /** What was ordered. */
    public CallScript script() {
        return sim.script;
    }

    /** When it was placed. */
    public Instant startedAt() {
        return sim.startedAt;
    }

    /** Who had the caller, from when on. */
    public List<Owner> owners() {
        return sim.judge.owners();
    }

    /** Who has the caller now. */
    public Owner owner() {
        List<Owner> all = owners();
        return all.get(all.size() - 1);
    }

    /** The phones of humans that rang. */
    public List<Ring> rings() {
        return sim.judge.rings();
    }

    /** The humans that were connected. */
    public List<Bridge> bridges() {
        return sim.judge.bridges();
    }

    /** What the gateway did that it must not do. */
    public List<String> complaints() {
        return sim.judge.complaints();
    }

    /** Complaints and broken invariants. */
    public List<String> violations() {
        return sim.judge.violations();
    }

    /** Every request between gateway and twin that belongs to this call, in order. */
    public List<Exchange> exchanges() {
        return sim.judge.exchanges();
    }

    /** Those of one kind, such as {@code refer} or {@code webhook}. */
    public List<Exchange> exchanges(String kind) {
        return exchanges().stream().filter(each -> each.kind().equals(kind)).toList();
    }

    /** The functions that the agent's model called, in order; not those of responses that were cancelled. */
    public List<FunctionUse> functions() {
        return sim.judge.functions();
    }

    /** How long the caller was with nobody. */
    public Duration alone() {
        return sim.judge.alone();
    }

    /** For how long at most they heard nothing although the agent owed them a turn. */
    public Duration owed() {
        return sim.judge.owed();
    }

    /** What happened, as readable lines. */
    public List<StoryLine> story() {
        return sim.judge.story();
    }

    /** Whether the caller is gone. */
    public boolean isOver() {
        return sim.judge.isOver();
    }

    /** Waits for the end of the call; false when the time is up. */
    public boolean awaitOver(Duration time) throws InterruptedException {
        return sim.judge.await(this::isOver, time);
    }

    /** Waits until this holds, looking after every change; false when the time is up. */
    public boolean await(Predicate<TwinCall> condition, Duration time) throws InterruptedException {
        return sim.judge.await(() -> condition.test(this), time);
    }

    /** The caller hangs up now. */
    public void hangUp() {
        sim.world.loop.run(() -> sim.parent.flow.callerLeaves("by hand"));
    }

    /** The agent's model takes this turn as soon as it can, before the rest of its script. */
    public void agentTakes(ModelStep step) {
        sim.world.loop.run(() -> {
            if (!sim.sessions.isEmpty()) {
                sim.sessions.get(sim.sessions.size() - 1).model.takeTurn(step);
            }
        });
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(id());
        story().forEach(line -> text.append('\n').append(line));
        return text.toString();
    }
}

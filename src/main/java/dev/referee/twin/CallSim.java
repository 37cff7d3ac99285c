package dev.referee.twin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One simulated call: its script, its judge and everything that takes part in it. Lives on the twin's thread. */
final class CallSim {

    final World world;
    final String id;
    final CallScript script;
    final Ids ids;
    final Judge judge;
    final ParentLeg parent;
    final List<AgentSession> sessions = new ArrayList<>();
    final List<CalledLeg> called = new ArrayList<>();
    final Instant startedAt;
    final FailingModel failing = new FailingModel(this);

    /** REST updates of this call so far, for {@link Switches#CARRIER_REST_TIMES}. */
    int restUpdates;

    CallSim(World world, String id, CallScript script, long seed) {
        this.world = world;
        this.id = id;
        this.script = script;
        this.ids = new Ids(seed);
        this.startedAt = now();
        this.judge = new Judge(world.loop::now, world.options.aloneMax(), world.options.owedMax());
        this.parent = new ParentLeg(this);
    }

    <T> T get(Switch<T> what) {
        return script.get(what);
    }

    Instant now() {
        return world.loop.now();
    }

    /** Something later, with this call's jitter. */
    Loop.Timer after(long ms, Runnable task) {
        return world.loop.after(ms + ids.jitter(get(Switches.JITTER_MS)), task);
    }

    /** The caller leaves, if the script says that this is the moment. */
    void callerMayLeave(Faults.Caller moment) {
        if (get(Switches.CALLER) == moment) {
            after(get(Switches.CALLER_MS), () -> parent.flow.callerLeaves("as ordered: " + moment));
        }
    }
}

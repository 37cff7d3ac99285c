package dev.referee.twin;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all calls of one twin share. Belongs to the twin's thread, except for the options. */
final class World {

    static final int HISTORY_MAX = 1_000;

    final TwinOptions options;
    final Loop loop;
    final Traffic traffic;
    final Poster poster;

    /** OpenAI's sessions by call id; ended ones stay until the call is forgotten. */
    final Map<String, AgentSession> sessions = new HashMap<>();

    /** The carrier's legs by SID, callers' and called. */
    final Map<String, Leg> legs = new HashMap<>();

    /** The own SIP headers of the latest agent leg of each call, for {@link Faults.Correlation#REUSED}. */
    final Map<String, Map<String, String>> sentHeaders = new LinkedHashMap<>();

    private volatile @Nullable URI gateway;

    /** @param time null for the real one */
    World(TwinOptions options, @Nullable TwinTime time) {
        this.options = options;
        this.loop = new Loop(time);
        this.traffic = new Traffic(loop);
        this.poster = new Poster(loop, options, traffic);
        this.gateway = options.gateway();
    }

    /** Drops what a finished call has left here. */
    void forget(CallSim call) {
        call.sessions.forEach(session -> sessions.remove(session.id));
        call.called.forEach(leg -> legs.remove(leg.sid));
        legs.remove(call.parent.sid);
        sentHeaders.remove(call.id);
    }

    void gateway(URI base) {
        gateway = base;
    }

    /** The Voice URL of the account's numbers, with the connection overrides that the README advises. */
    String voiceUrl() {
        return gateway("/twiml/inbound") + "#ct=2000&rt=5000&tt=15000&rc=5&rp=ct,rt,5xx";
    }

    /** The address of a path at the gateway. */
    String gateway(String path) {
        URI base = gateway;
        if (base == null) {
            throw new IllegalStateException("the twin does not know its gateway yet: call Twin.gateway(URI)");
        }
        return base.toString().replaceAll("/+$", "") + path;
    }
}

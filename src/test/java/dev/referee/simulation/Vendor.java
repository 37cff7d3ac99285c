package dev.referee.simulation;

import dev.referee.call.CallId;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Samples;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** OpenAI: sessions, their webhooks and sockets, and the four verbs of call control. */
final class Vendor {

    private static final Duration GIVES_UP = Duration.ofSeconds(120);

    /** One session, and with it the agent's leg. */
    static final class Session {
        final CallId id;
        final String dialId;
        final Phone phone;
        final String webhookId;
        boolean alive = true;
        boolean rejected;
        int accepts;
        boolean acknowledged;
        final Set<SimNode> attached = new LinkedHashSet<>();

        Session(CallId id, String dialId, Phone phone) {
            this.id = id;
            this.dialId = dialId;
            this.phone = phone;
            this.webhookId = "wh-" + id;
        }
    }

    private final Cluster cluster;
    private final Timeline time;
    private final Map<CallId, Session> sessions = new LinkedHashMap<>();

    Vendor(Cluster cluster) {
        this.cluster = cluster;
        this.time = cluster.time();
    }

    Iterable<Session> all() {
        return sessions.values();
    }

    Session session(CallId id) {
        return Objects.requireNonNull(sessions.get(id));
    }

    Session announce(Phone phone, String dialId) {
        Session session = new Session(new CallId("rtc_" + sessions.size()), dialId, phone);
        sessions.put(session.id, session);
        webhook(session, 0);
        if (time.oneIn(10)) {
            time.in(10, 5_000, () -> webhook(session, 99));
        }
        return session;
    }

    /** Sent again with growing pauses until it is acknowledged. */
    private void webhook(Session session, int attempt) {
        cluster.http(
                1,
                (node, answer) -> node.webhook(session.webhookId, session.id, stored -> answer.accept(stored)),
                stored -> {
                    session.acknowledged |= Boolean.TRUE.equals(stored);
                    if (!Boolean.TRUE.equals(stored)) {
                        webhookAgain(session, attempt);
                    }
                },
                why -> webhookAgain(session, attempt));
    }

    private void webhookAgain(Session session, int attempt) {
        if (attempt < 8) {
            int pause = 500 << attempt;
            time.in(pause, pause + 200, () -> webhook(session, attempt + 1));
        }
    }

    boolean isAccepted(CallId id) {
        Session session = sessions.get(id);
        return session != null && session.alive && session.accepts > 0;
    }

    RequestResult accept(CallId id) {
        Session session = session(id);
        if (!session.alive) {
            return Samples.OVER;
        }
        if (session.accepts == 0) {
            session.accepts++;
            time.note(() -> "OpenAI accepts " + id);
            session.phone.agentAnswers(session);
            time.in(GIVES_UP, () -> {
                if (session.phone.isOver()) {
                    session.alive = false;
                }
            });
        }
        return Samples.ACCEPTED;
    }

    RequestResult reject(CallId id) {
        Session session = session(id);
        if (!session.alive || session.accepts > 0) {
            return Samples.OVER;
        }
        session.rejected = true;
        session.phone.sessionEnds(session, "failed");
        return Samples.ACCEPTED;
    }

    RequestResult hangUp(CallId id) {
        Session session = session(id);
        if (!session.alive) {
            return Samples.OVER;
        }
        time.in(50, 400, () -> session.phone.sessionEnds(session, "completed"));
        return Samples.ACCEPTED;
    }

    RequestResult refer(CallId id) {
        Session session = session(id);
        return session.alive ? session.phone.refer(session) : Samples.OVER;
    }

    /** The session is over: its sockets close a little later. */
    void end(Session session) {
        session.alive = false;
        boolean clean = time.oneIn(2);
        for (SimNode node : Set.copyOf(session.attached).stream()
                .sorted(java.util.Comparator.comparing(one -> one.name))
                .toList()) {
            time.in(50, 2_000, () -> node.socketEnds(session.id, clean));
        }
        session.attached.clear();
    }

    void attached(CallId id, SimNode node) {
        Session session = session(id);
        session.attached.add(node);
        if (cluster.fault(10)) {
            time.in(100, 20_000, () -> {
                if (session.attached.remove(node)) {
                    time.note(() -> "the sideband of " + id + " is reset");
                    node.socketEnds(id, false);
                }
            });
        }
    }

    void speaks(CallId id) {
        session(id).phone.agentSpoke();
    }
}

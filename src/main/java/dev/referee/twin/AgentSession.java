package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's side of one agent leg: announced, accepted or not, with a model and its sidebands. */
final class AgentSession {

    private static final long GHOST_MS = 30_000;

    /** Within this long the end of a sideband that the gateway gave up has been noticed here. */
    private static final long GIVEN_UP_MS = 1_000;

    final String id;
    final CallSim call;
    final AgentLeg leg;
    final List<Map.Entry<String, String>> sipHeaders;
    final AgentModel model;

    private final List<SidebandPeer> peers = new ArrayList<>();
    private State state = State.PENDING;
    private boolean ghost;
    private int accepts;
    private int attaches;
    private long lostAtMs;
    private long acceptedAtMs;
    private long endedAtMs;
    private ObjectNode config = Json.object();
    private @Nullable Reply accept;
    private Loop.@Nullable Timer deadline;
    private Loop.@Nullable Timer limit;
    private long expiresAt;

    /** What OpenAI knows of the call. */
    enum State {
        /** Announced, waiting for accept or reject. */
        PENDING,
        /** Accepted. */
        ACCEPTED,
        /** Over, by whomever. */
        ENDED
    }

    AgentSession(AgentLeg leg, List<Map.Entry<String, String>> sipHeaders) {
        this.leg = leg;
        this.call = leg.call;
        this.sipHeaders = List.copyOf(sipHeaders);
        this.id = call.ids.mixed(call.get(Switches.CALL_IDS), 32);
        this.model = new AgentModel(this, call.sessions.isEmpty());
        call.sessions.add(this);
        call.judge.session(id);
        call.world.sessions.put(id, this);
    }

    State state() {
        return state;
    }

    boolean live() {
        return state == State.ACCEPTED;
    }

    ObjectNode config() {
        return config;
    }

    /** Milliseconds since it ended. */
    long endedMsAgo() {
        return call.now().toEpochMilli() - endedAtMs;
    }

    long acceptedMsAgo() {
        return call.now().toEpochMilli() - acceptedAtMs;
    }

    /** The INVITE has arrived. */
    void invited() {
        if (state == State.PENDING && !leg.over()) {
            new Webhooks(this).announce();
            deadline = call.after(call.get(Switches.ACCEPT_DEADLINE_MS), () -> {
                if (state == State.PENDING) {
                    call.judge.tell("nobody accepted in time");
                    end();
                    leg.endedByFarEnd("failed", 400, 13224);
                }
            });
        }
    }

    /** Counts the requests to accept that were well formed; true for the first. */
    boolean firstAccept() {
        return accepts++ == 0;
    }

    /**
     * Whether the gateway knew that its accept took when it accepted again: not if it gave up waiting for the answer.
     *
     * @param again the answer from which it knows now
     */
    boolean knewOfAccept(Reply again) {
        boolean knew = accept != null && !accept.unheard();
        accept = again;
        return knew;
    }

    void accepted(ObjectNode body, Reply answer) {
        state = State.ACCEPTED;
        accept = answer;
        acceptedAtMs = call.now().toEpochMilli();
        config = body;
        stopDeadline();
        int lasts = call.get(Switches.SESSION_SECONDS);
        expiresAt = call.now().getEpochSecond() + lasts;
        limit = call.after(lasts * 1000L, this::expire);
        call.judge.tell("accepted");
        if (!ghost) {
            leg.ringing();
            call.after(call.get(Switches.ANSWER_MS), leg::answered);
        } else {
            call.judge.tell("the agent talks to nobody: the caller had left");
            call.after(GHOST_MS, () -> {
                if (live()) {
                    call.judge.complain("an agent was left talking to nobody for " + GHOST_MS + " ms");
                    end();
                }
            });
        }
    }

    /** Unix seconds at which OpenAI ends the session. */
    long expiresAt() {
        return expiresAt;
    }

    /** OpenAI's limit (facts/openai-realtime-sip.md §3, observed): an error, then the session and its leg are over. */
    private void expire() {
        if (!live()) {
            return;
        }
        call.judge.tell("the session has reached its limit");
        ObjectNode event = event("error");
        event.putObject("error")
                .put("type", "invalid_request_error")
                .put("code", "session_expired")
                .put("message", "Your session hit the maximum duration of 60 minutes.");
        emit(event);
        hungUp();
    }

    void rejected(int sip) {
        end();
        boolean busy = sip == 486 || sip == 600 || sip == 603;
        leg.endedByFarEnd(busy ? "busy" : "failed", sip, 0);
    }

    /** The gateway hangs up. */
    void hungUp() {
        boolean answered = leg.answeredAt != null;
        end();
        leg.endedByFarEnd(answered ? "completed" : "failed", answered ? 200 : 480, 0);
    }

    /** The carrier's leg is gone. */
    void legEnded(boolean hadAnswered) {
        if (state == State.PENDING && !hadAnswered && call.get(Switches.GHOST_ACCEPT) == Faults.GhostAccept.SUCCEEDS) {
            ghost = true; // nothing tells OpenAI's clients of the CANCEL
        } else {
            end();
        }
    }

    private void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            endedAtMs = call.now().toEpochMilli();
            stopDeadline();
            if (limit != null) {
                limit.cancel();
            }
            model.stop();
            List.copyOf(peers).forEach(SidebandPeer::cut);
            peers.clear();
        }
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel();
        }
    }

    // ---- sideband

    void attached(SidebandPeer peer) {
        attaches++;
        List<SidebandPeer> before = List.copyOf(peers);
        if (!before.isEmpty()) {
            call.after(GIVEN_UP_MS, () -> {
                if (live() && before.stream().anyMatch(peers::contains)) {
                    call.judge.complain("a second sideband was opened beside the first");
                }
            });
        }
        peers.add(peer);
        call.judge.tell("sideband attached");
        peer.send(event("session.created").set("session", model.sessionObject()));
        for (int i = 1; i <= call.get(Switches.BURST); i++) {
            ObjectNode frame = event("rate_limits.updated");
            frame.putArray("rate_limits")
                    .addObject()
                    .put("name", "requests")
                    .put("limit", 1000)
                    .put("remaining", i);
            peer.send(frame);
        }
        if (attaches == 1 && leg.answeredAt != null) {
            model.greetingIsDue();
        }
        boolean thrownOut = call.failing.throwsOut(attaches);
        int times = call.get(Switches.SIDEBAND_TIMES);
        boolean among = times == 0 || attaches <= times;
        if (thrownOut || among && call.get(Switches.SIDEBAND) != Faults.Sideband.STAYS) {
            call.after(call.get(Switches.SIDEBAND_MS), () -> lose(peer, thrownOut));
        }
    }

    private void lose(SidebandPeer peer, boolean thrownOut) {
        if (!live() || !peers.remove(peer)) {
            return;
        }
        lostAtMs = call.now().toEpochMilli();
        call.judge.tell(thrownOut ? "the session is thrown out" : "sideband lost while the call lives");
        if (thrownOut) {
            peer.send(call.failing.frame(this, null));
            peer.close(1008);
            return;
        }
        switch (call.get(Switches.SIDEBAND)) {
            case GOES_AWAY -> peer.close(1001);
            case CLOSES_CLEANLY -> peer.close(1000);
            default -> peer.cut();
        }
    }

    /** Milliseconds since the sideband was lost as ordered; negative if it was not. */
    long lostMsAgo() {
        return lostAtMs == 0 ? -1 : call.now().toEpochMilli() - lostAtMs;
    }

    void detached(SidebandPeer peer) {
        if (peers.remove(peer) && live()) {
            call.judge.tell("the gateway let go of the sideband");
        }
    }

    /** How many sidebands were opened. */
    int attaches() {
        return attaches;
    }

    /** Sends an event to everybody who listens; nobody does, it is lost. */
    void emit(ObjectNode event) {
        peers.forEach(peer -> peer.send(event));
    }

    ObjectNode event(String type) {
        return Json.object().put("type", type).put("event_id", call.ids.mixed("event_", 21));
    }
}

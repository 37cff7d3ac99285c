package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's four verbs and the handshake of the sideband (facts/openai-realtime-sip.md §2, §3). */
final class OpenAiApi {

    /** After this long a gateway must have seen that the session is over. */
    private static final long NOTICE_MS = 1_000;

    private final World world;

    OpenAiApi(World world) {
        this.world = world;
    }

    boolean unauthorized(HttpServerRequest request, Reply reply) {
        String header = request.getHeader("Authorization");
        if (("Bearer " + world.options.openAi().apiKey()).equals(header)) {
            return false;
        }
        reply.openAiError(
                401,
                header == null ? null : "invalid_api_key",
                header == null ? "Missing bearer authentication in header" : "Incorrect API key provided.",
                null);
        return true;
    }

    void verb(HttpServerRequest request, String callId, String verb, String body, Reply reply) {
        AgentSession session = world.sessions.get(callId);
        if (session != null) {
            reply.noted(session.call.judge.exchange("in", verb, "POST", request.uri(), body));
        }
        if (unauthorized(request, reply)) {
            return;
        }
        if (session == null) {
            reply.callNotFound();
            return;
        }
        switch (verb) {
            case "accept" -> accept(session, body, reply);
            case "reject" -> reject(session, body, reply);
            case "refer" -> refer(session, body, reply);
            default -> hangup(session, reply);
        }
    }

    // ---- accept

    private void accept(AgentSession session, String body, Reply reply) {
        Judge judge = session.call.judge;
        if (session.state() == AgentSession.State.ACCEPTED) {
            if (session.knewOfAccept(reply)) {
                judge.complain("accepted twice");
            } else {
                judge.tell("accept is sent again, as its answer came too late");
            }
            reply.openAiError(400, "decision_already_made", "The call has already been accepted.", null);
            return;
        }
        if (session.state() == AgentSession.State.ENDED) {
            reply.callNotFound();
            return;
        }
        ObjectNode config = Json.readObject(body);
        AcceptBody.Problem problem = config == null ? AcceptBody.unreadable() : AcceptBody.check(config);
        if (config == null || problem != null) {
            AcceptBody.Problem found = problem == null ? AcceptBody.unreadable() : problem;
            judge.complain("accept: " + found.message());
            reply.openAiError(400, found.code(), found.message(), found.parameter());
            return;
        }
        boolean first = session.firstAccept();
        switch (session.call.get(Switches.ACCEPT)) {
            case WORKS -> accepted(session, config, reply);
            case ERROR_ONCE -> {
                if (first) {
                    unavailable(reply);
                } else {
                    accepted(session, config, reply);
                }
            }
            case ERROR_ALWAYS -> unavailable(reply);
            case TOO_MANY_ONCE -> {
                if (first) {
                    reply.header("Retry-After", "1")
                            .openAiError(429, "rate_limit_exceeded", "Rate limit reached, try again.", null);
                } else {
                    accepted(session, config, reply);
                }
            }
            case REFUSED -> reply.openAiError(400, "invalid_value", "The call was refused, as ordered.", null);
            case GONE -> reply.callNotFound();
            case HANG_ONCE -> {
                if (first) {
                    reply.never();
                } else {
                    accepted(session, config, reply);
                }
            }
        }
    }

    private static void accepted(AgentSession session, ObjectNode config, Reply reply) {
        reply.empty(200);
        session.accepted(config, reply);
    }

    private static void unavailable(Reply reply) {
        reply.openAiError(503, null, "The server is overloaded or not ready yet.", null);
    }

    private void reject(AgentSession session, String body, Reply reply) {
        if (session.state() != AgentSession.State.PENDING) {
            reply.callNotFound();
            return;
        }
        ObjectNode json = Json.readObject(body);
        int status = json == null ? 603 : json.path("status_code").asInt(603);
        reply.empty(200);
        session.call.judge.tell("rejected with " + status);
        session.rejected(status);
    }

    private void hangup(AgentSession session, Reply reply) {
        if (session.state() == AgentSession.State.ENDED) {
            reply.callNotFound();
            return;
        }
        reply.empty(200);
        session.call.judge.tell("OpenAI hangs up");
        session.call.after(20, session::hungUp);
    }

    /** A hangup too many is harmless; a /refer means that the gateway believes in a call that is long over. */
    private static void late(AgentSession session) {
        if (session.endedMsAgo() > NOTICE_MS) {
            session.call.judge.complain("/refer long after the session ended");
        }
    }

    // ---- refer

    private void refer(AgentSession session, String body, Reply reply) {
        CallSim call = session.call;
        if (!session.live()) {
            if (session.state() == AgentSession.State.ENDED) {
                late(session);
            } else {
                call.judge.complain("/refer before accept");
            }
            reply.callNotFound();
            return;
        }
        ObjectNode json = Json.readObject(body);
        String target = json == null ? "" : json.path("target_uri").asText("");
        if (json == null || json.size() != 1 || target.isEmpty()) {
            call.judge.complain("/refer takes target_uri and nothing else");
            reply.openAiError(
                    400, "missing_required_parameter", "Missing required parameter: 'target_uri'.", "target_uri");
            return;
        }
        if (!target.matches("(tel:\\+[0-9]{3,15}|sips?:.+)")) {
            call.judge.complain("/refer with an unusable target " + target);
        }
        call.judge.tell("/refer arrives");
        call.callerMayLeave(Faults.Caller.LEAVES_IN_TRANSFER);
        carryOut(session, target, reply);
    }

    private void carryOut(AgentSession session, String target, Reply reply) {
        CallSim call = session.call;
        Faults.Refer how = call.get(Switches.REFER);
        long answerMs =
                how == Faults.Refer.SLOW ? call.get(Switches.REFER_SLOW_MS) : call.get(Switches.REFER_ANSWER_MS);
        if (how == Faults.Refer.HANG) {
            reply.never();
            return;
        }
        call.after(answerMs, () -> {
            if (how != Faults.Refer.SILENT && how != Faults.Refer.VENDOR_EVENT_ONLY) {
                named(call, answerMs, reply);
            }
            switch (how) {
                case ERROR -> reply.text(500, "text/plain", "Internal Server Error");
                case NOT_FOUND -> reply.callNotFound();
                default -> {
                    reply.empty(200);
                    vendorEvent(session, how);
                    wire(session, target, how);
                }
            }
        });
    }

    /**
     * The headers that OpenAI's answers have in general. That a /refer which works has them is an assumption; one that did
     * nothing was seen with {@code content-length: 0} and neither of the first two (facts/openai-realtime-sip.md §2.2).
     */
    private static void named(CallSim call, long tookMs, Reply reply) {
        reply.header("x-request-id", call.ids.hex("req_"))
                .header("openai-processing-ms", Long.toString(tookMs))
                .header("openai-version", "2020-10-01")
                .header("cf-ray", call.ids.hex("").substring(0, 16) + "-SYD")
                .header("date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    private static void vendorEvent(AgentSession session, Faults.Refer how) {
        String ordered = session.call.get(Switches.REFER_VENDOR_EVENT);
        String type = ordered.isEmpty() && how == Faults.Refer.VENDOR_EVENT_ONLY ? "call.transferred" : ordered;
        if (!type.isEmpty()) {
            session.call.judge.tell("vendor event " + type);
            session.emit(session.event(type).put("call_id", session.id));
        }
    }

    private static void wire(AgentSession session, String target, Faults.Refer how) {
        CallSim call = session.call;
        switch (how) {
            case WORKS, SLOW -> leave(session, target, call.get(Switches.REFER_DELAY_MS), 1);
            case TWICE -> leave(session, target, call.get(Switches.REFER_DELAY_MS), 2);
            case LATE -> leave(session, target, call.get(Switches.REFER_LATE_MS), 1);
            case CARRIER_REFUSES ->
                call.after(
                        call.get(Switches.REFER_DELAY_MS),
                        () -> call.judge.tell("the carrier refuses the REFER with 403"));
            default -> call.judge.tell("no REFER leaves OpenAI");
        }
    }

    private static void leave(AgentSession session, String target, long ms, int posts) {
        session.call.after(ms, () -> {
            session.call.judge.tell("the REFER reaches the carrier");
            session.call.parent.flow.referred(session.leg, target, posts);
        });
    }

    // ---- sideband

    /** Decides on a handshake: the session, or null when {@code reply} has refused it. */
    @Nullable
    AgentSession attach(HttpServerRequest request, Reply reply) {
        AgentSession session = world.sessions.get(String.valueOf(request.getParam("call_id")));
        if (session != null) {
            reply.noted(session.call.judge.exchange("in", "attach", "GET", request.uri(), ""));
        }
        if (unauthorized(request, reply)) {
            return null;
        }
        if (session == null || !session.live()) {
            reply.callNotFound();
            return null;
        }
        CallSim call = session.call;
        if (request.getHeader("OpenAI-Beta") != null) {
            call.judge.complain("the sideband was opened with the header OpenAI-Beta");
            reply.callNotFound();
            return null;
        }
        if (!request.params().names().equals(Set.of("call_id"))) {
            call.judge.complain("the sideband takes call_id and nothing else");
        }
        Faults.Attach how = call.get(Switches.ATTACH);
        boolean early = how == Faults.Attach.RACE && session.acceptedMsAgo() < call.get(Switches.ATTACH_RACE_MS);
        if (how == Faults.Attach.NEVER || early) {
            reply.callNotFound();
            return null;
        }
        return session.lostMsAgo() >= 0 && refusesAgain(session, reply) ? null : session;
    }

    private static boolean refusesAgain(AgentSession session, Reply reply) {
        Faults.Reattach how = session.call.get(Switches.REATTACH);
        boolean early = session.lostMsAgo() < session.call.get(Switches.REATTACH_MS);
        if (how == Faults.Reattach.GONE) {
            reply.callNotFound();
        } else if (how == Faults.Reattach.LATER && early) {
            unavailable(reply);
        } else if (how == Faults.Reattach.RESETS && early) {
            reply.reset();
        } else {
            return false;
        }
        return true;
    }
}

package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The carrier's REST API for calls: update, fetch, and the list of the legs of a call (facts/twilio-voice.md §5). */
final class TwilioApi {

    private static final int TWIML_MAX = 4_000;

    private final World world;

    TwilioApi(World world) {
        this.world = world;
    }

    boolean refused(HttpServerRequest request, String account, Reply reply) {
        TwinOptions.Twilio known = world.options.twilio();
        String shown = request.getHeader("Authorization");
        boolean key = known.restKey() != null
                && basic(known.restKey(), String.valueOf(known.restSecret())).equals(shown);
        if (!key && !basic(known.accountSid(), known.authToken()).equals(shown)) {
            reply.header("WWW-Authenticate", "Basic realm=\"Twilio API\"").twilioError(401, 20003, "Authenticate");
            return true;
        }
        if (!account.equals(known.accountSid())) {
            notFound(request, reply);
            return true;
        }
        return false;
    }

    private static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    private static void notFound(HttpServerRequest request, Reply reply) {
        reply.twilioError(404, 20404, "The requested resource " + request.path() + " was not found");
    }

    // ---- one call

    void call(HttpServerRequest request, String account, String sid, String body, Reply reply) {
        Leg leg = world.legs.get(sid);
        boolean update = request.method().name().equals("POST");
        if (leg != null) {
            String kind = update ? "update-call" : "fetch-call";
            reply.noted(leg.call.judge.exchange("in", kind, request.method().name(), request.uri(), body));
            // as Twilio's REST API does; not in the fact sheet, so an assumption
            reply.header("Twilio-Request-Id", leg.call.ids.hex("RQ")).header("Twilio-Request-Duration", "0.020");
        }
        if (refused(request, account, reply)) {
            return;
        }
        if (leg == null) {
            notFound(request, reply);
        } else if (update) {
            update(leg, form(body), reply);
        } else if (down(leg.call, reply)) {
            leg.call.judge.tell("carrier REST is down");
        } else {
            reply.json(200, leg.toJson());
        }
    }

    private static boolean down(CallSim call, Reply reply) {
        if (call.get(Switches.CARRIER_REST) == Faults.CarrierRest.DOWN) {
            reply.text(503, "text/html", "<html><body><h1>503 Service Unavailable</h1></body></html>");
            return true;
        }
        return false;
    }

    private void update(Leg leg, Map<String, String> form, Reply reply) {
        CallSim call = leg.call;
        Faults.CarrierRest how = call.get(Switches.CARRIER_REST);
        int times = call.get(Switches.CARRIER_REST_TIMES);
        if (times > 0 && call.restUpdates >= times) {
            how = Faults.CarrierRest.WORKS;
        }
        call.restUpdates++;
        call.judge.tell("REST update arrives");
        call.callerMayLeave(Faults.Caller.LEAVES_IN_TRANSFER);
        switch (how) {
            case DOWN -> down(call, reply);
            case RESETS -> reply.reset();
            case TOO_MANY -> reply.twilioError(429, 20429, "Too Many Requests");
            case ERROR_500_NOT_APPLIED -> serverError(reply);
            case HANGS -> {
                reply.never();
                call.judge.tell("the REST update hangs, not applied");
            }
            case WORKS, SLOW_FETCH, IGNORED, APPLIED_BUT_500, APPLIED_BUT_HANGS, LATE_APPLY ->
                checked(leg, form, how, reply);
        }
    }

    private static void serverError(Reply reply) {
        reply.twilioError(500, 20500, "Internal Server Error");
    }

    private void checked(Leg leg, Map<String, String> form, Faults.CarrierRest how, Reply reply) {
        String url = form.get("Url");
        String twiml = form.get("Twiml");
        String status = form.get("Status");
        CallSim call = leg.call;
        if (leg.over()) {
            reply.twilioError(400, 21220, "Call is not in-progress. Cannot redirect.");
            return;
        }
        if (url != null && twiml != null || (url == null && twiml == null && status == null)) {
            call.judge.complain("a REST update wants exactly one of Url, Twiml and Status");
            reply.twilioError(400, 20001, "Exactly one of Url, Twiml or Status is needed");
            return;
        }
        if (url != null && !TwimlDocument.isAbsolute(url)) {
            call.judge.complain("a REST update with a relative Url");
            reply.twilioError(400, 21205, "Url is not a valid URL: " + url);
            return;
        }
        if (!form.getOrDefault("Method", "POST").matches("GET|POST")) {
            reply.twilioError(400, 21209, "Method is not valid");
            return;
        }
        if (status != null) {
            hangUp(leg, status, reply);
        } else if (!(leg instanceof ParentLeg parent)) {
            call.judge.complain("the twin does not redirect called legs");
            reply.twilioError(400, 21220, "Call is not in-progress. Cannot redirect.");
        } else if (parent.answeredAt == null
                && call.get(Switches.REDIRECT_WHILE_RINGING) == Faults.RedirectWhileRinging.REFUSED) {
            reply.twilioError(400, 21220, "Call is not in-progress. Cannot redirect.");
        } else if (twiml != null) {
            inline(parent, twiml, how, reply);
        } else {
            String method = form.getOrDefault("Method", "POST");
            carryOut(parent, how, reply, () -> parent.flow.redirect(String.valueOf(url), method, fetchMs(call, how)));
        }
    }

    private static long fetchMs(CallSim call, Faults.CarrierRest how) {
        return call.get(
                how == Faults.CarrierRest.SLOW_FETCH ? Switches.CARRIER_SLOW_FETCH_MS : Switches.CARRIER_FETCH_MS);
    }

    private void inline(ParentLeg parent, String twiml, Faults.CarrierRest how, Reply reply) {
        if (twiml.length() > TWIML_MAX) {
            reply.twilioError(400, 21617, "Twiml is longer than 4000 characters");
            return;
        }
        try {
            TwimlDocument document = TwimlDocument.parse(twiml);
            carryOut(parent, how, reply, () -> parent.flow.redirect(document));
        } catch (TwimlDocument.Unusable e) {
            parent.call.judge.complain(e.code + ": " + e.getMessage() + " in an inline Twiml");
            reply.twilioError(400, e.code, String.valueOf(e.getMessage()));
        }
    }

    /** The answer comes before the TwiML runs (assumption, facts/twilio-voice.md §5.3). */
    private static void carryOut(ParentLeg parent, Faults.CarrierRest how, Reply reply, Runnable apply) {
        switch (how) {
            case APPLIED_BUT_500 -> {
                apply.run();
                serverError(reply);
            }
            case APPLIED_BUT_HANGS -> {
                reply.never();
                apply.run();
            }
            case IGNORED -> reply.json(200, parent.toJson());
            case LATE_APPLY -> {
                serverError(reply);
                parent.call.after(parent.call.get(Switches.CARRIER_LATE_MS), apply);
            }
            default -> {
                reply.json(200, parent.toJson());
                apply.run();
            }
        }
    }

    private static void hangUp(Leg leg, String status, Reply reply) {
        if (!status.equals("completed") && !status.equals("canceled")) {
            reply.twilioError(400, 21218, "Status is not valid");
            return;
        }
        if (leg instanceof ParentLeg parent) {
            parent.flow.end("completed", "ended by REST");
        } else if (leg instanceof CalledLeg called) {
            called.endedByFarEnd("completed", 200, 0);
        }
        reply.json(200, leg.toJson());
    }

    // ---- the list

    void list(HttpServerRequest request, String account, Reply reply) {
        if (refused(request, account, reply)) {
            return;
        }
        String parent = request.getParam("ParentCallSid");
        String status = request.getParam("Status");
        ObjectNode page = Json.object();
        ArrayNode calls = page.putArray("calls");
        Leg leg = parent == null ? null : world.legs.get(parent);
        if (leg != null) {
            leg.call
                    .judge
                    .exchange("in", "list-calls", "GET", request.uri(), "")
                    .with(200);
            for (CalledLeg called : leg.call.called) {
                if (parent.equals(called.parentSid()) && (status == null || status.equals(called.status))) {
                    calls.add(called.toJson());
                }
            }
        }
        String uri = request.uri();
        page.put("page", 0).put("page_size", 50).put("start", 0).put("end", Math.max(0, calls.size() - 1));
        page.put("uri", uri).put("first_page_uri", uri).putNull("next_page_uri").putNull("previous_page_uri");
        reply.json(200, page);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.isEmpty() ? new String[0] : body.split("&")) {
            String[] both = pair.split("=", 2);
            String value = both.length > 1 ? both[1] : "";
            form.put(
                    URLDecoder.decode(both[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return form;
    }
}

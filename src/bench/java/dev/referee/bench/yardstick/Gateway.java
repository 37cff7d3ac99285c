package dev.referee.bench.yardstick;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the vendors ask. Everything runs on one event loop, so the calls are in plain maps; a call is forgotten when the
 * caller's leg is over.
 */
final class Gateway extends AbstractVerticle {

    private static final String READINESS = "/actuator/health/readiness";
    private static final Set<String> OVER = Set.of("completed", "busy", "failed", "no-answer", "canceled");

    private static final long TOKEN_MS = 120_000;

    private final Options options;
    private final Documents documents;
    private final Signatures signatures;
    private final Map<String, Call> calls = new HashMap<>();
    private final Map<String, Call> byToken = new HashMap<>();
    private final Map<String, Call> bySession = new HashMap<>();
    private @Nullable Vendors vendors;

    Gateway(Options options) {
        this.options = options;
        documents = new Documents(options);
        signatures = new Signatures(options.authToken(), options.webhookSecret());
    }

    @Override
    public void start(Promise<Void> listening) {
        vendors = new Vendors(vertx, options);
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(options.port()))
                .requestHandler(this::handle)
                .listen()
                .<Void>mapEmpty()
                .onComplete(listening);
    }

    private void handle(HttpServerRequest request) {
        if (request.method() == HttpMethod.POST) {
            request.body().onSuccess(body -> posted(request, body));
        } else if (request.path().equals(READINESS)) {
            request.response()
                    .end(new JsonObject()
                            .put("status", "UP")
                            .put("calls", calls.size())
                            .encode());
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private void posted(HttpServerRequest request, Buffer body) {
        if (request.path().equals("/openai/webhook")) {
            webhook(request, body);
            return;
        }
        Map<String, List<String>> form =
                new QueryStringDecoder(body.toString(StandardCharsets.UTF_8), false).parameters();
        String signature = request.getHeader("X-Twilio-Signature");
        if (signatures.isCarriers(options.publicUrl() + request.uri(), form, signature)) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/xml")
                    .end(answer(request, form));
        } else {
            request.response().setStatusCode(403).end();
        }
    }

    // ---- OpenAI

    private void webhook(HttpServerRequest request, Buffer body) {
        if (!signatures.isVendors(request.headers(), body)) {
            request.response().setStatusCode(400).end();
            return;
        }
        JsonObject event;
        try {
            event = body.toJsonObject();
        } catch (DecodeException broken) {
            request.response().setStatusCode(400).end();
            return;
        }
        request.response().end();
        if (event.getString("type", "").equals("realtime.call.incoming")) {
            incoming(event.getJsonObject("data"));
        }
    }

    private void incoming(JsonObject data) {
        String session = data.getString("call_id");
        if (bySession.containsKey(session)) {
            return; // a repeat
        }
        Call call = byToken.remove(token(data));
        if (call == null) {
            vendors().reject(session);
        } else {
            bySession.put(session, call);
            call.announced(session);
        }
    }

    private static String token(JsonObject data) {
        for (Object each : data.getJsonArray("sip_headers")) {
            JsonObject header = (JsonObject) each;
            if (Documents.TOKEN_HEADER.equalsIgnoreCase(header.getString("name"))) {
                return header.getString("value", "");
            }
        }
        return "";
    }

    // ---- the carrier

    private String answer(HttpServerRequest request, Map<String, List<String>> form) {
        String path = request.path();
        if (path.equals("/twiml/inbound")) {
            return inbound(value(form, "CallSid"));
        }
        boolean ofChild = path.equals("/twilio/agent-leg") || path.equals("/twilio/target-leg");
        Call call = calls.get(value(form, ofChild ? "ParentCallSid" : "CallSid"));
        if (call == null) {
            return path.startsWith("/twilio/") ? Documents.EMPTY : Documents.HANGUP;
        }
        String status = value(form, "CallStatus");
        if (ofChild) {
            call.leg(path.equals("/twilio/agent-leg"), status);
            return Documents.EMPTY;
        }
        boolean bridged = path.equals("/twiml/transfer-ended")
                && value(form, "DialBridged").equals("true");
        String document = OVER.contains(status) ? Documents.HANGUP : document(call, path, bridged, request, form);
        if (document.equals(Documents.HANGUP) || document.equals(Documents.APOLOGY)) {
            forget(call, bridged ? "bridged" : "ended");
        }
        return document;
    }

    private String document(
            Call call, String path, boolean bridged, HttpServerRequest request, Map<String, List<String>> form) {
        return switch (path) {
            case "/twiml/refer" -> call.referArrived();
            case "/twiml/transfer" -> call.redirectFetched();
            case "/twiml/agent-ended" ->
                call.agentEnded(value(form, "DialCallStatus").equals("completed"));
            case "/twiml/transfer-ended" ->
                bridged ? Documents.HANGUP : call.notAnswered(Integer.parseInt(request.getParam("n", "0")));
            case "/twiml/wait" -> call.isMoving() ? documents.waiting() : Documents.HANGUP;
            default -> Documents.EMPTY;
        };
    }

    /** A new caller, or the same question again: then the old token is void. */
    private String inbound(String sid) {
        Call before = calls.get(sid);
        if (before != null) {
            forget(before, "asked again");
        }
        Call call = new Call(
                vertx, vendors(), documents, options, sid, UUID.randomUUID().toString());
        calls.put(sid, call);
        byToken.put(call.token, call);
        call.unlessAnnounced(TOKEN_MS, () -> forget(call, "lost"));
        return documents.dialAgent(call.token);
    }

    private void forget(Call call, String how) {
        calls.remove(call.sid());
        byToken.remove(call.token);
        bySession.remove(call.session());
        call.end(how);
    }

    private Vendors vendors() {
        return Objects.requireNonNull(vendors, "not started");
    }

    private static String value(Map<String, List<String>> form, String name) {
        List<String> values = form.get(name);
        return values == null ? "" : values.get(0);
    }
}

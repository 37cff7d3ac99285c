package dev.referee.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The answer to one request of the gateway. It goes out at most once; never answering is also possible. */
final class Reply {

    private final HttpServerRequest request;
    private final Traffic traffic;
    private Judge.@Nullable Answered note;
    private boolean kept;
    private boolean gone;
    private boolean never;
    private boolean unheard;

    Reply(HttpServerRequest request, Traffic traffic) {
        this.request = request;
        this.traffic = traffic;
        // in place of that of the connection's request before: whoever asks again on it has heard the answer
        request.connection().closeHandler(ignored -> unheard = true);
    }

    /** The client closed the connection before it asked for anything else on it: it lost patience, or it died. */
    boolean unheard() {
        return unheard;
    }

    /** It will never be answered: the gateway must lose patience. */
    void never() {
        never = true;
    }

    /** The request has been dealt with; what is not answered by now will be later. */
    void orLater() {
        if (!gone && !never) {
            kept = true;
            traffic.keeps();
            request.response().closeHandler(ignored -> over());
        }
    }

    private void over() {
        gone = true;
        if (kept) {
            kept = false;
            traffic.keepsNoLonger();
        }
    }

    /** The judge who is told the status. */
    void noted(Judge.Answered by) {
        note = by;
    }

    void empty(int status) {
        send(status, null, "");
    }

    void json(int status, ObjectNode body) {
        send(status, "application/json", body.toString());
    }

    void text(int status, String type, String body) {
        send(status, type, body);
    }

    /** OpenAI's error envelope (facts/openai-realtime-sip.md §2.2). */
    void openAiError(int status, @Nullable String code, String message, @Nullable String parameter) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", status >= 500 ? "server_error" : "invalid_request_error")
                .put("param", parameter)
                .put("code", code);
        json(status, body);
    }

    void callNotFound() {
        openAiError(404, "call_id_not_found", "No session found for the provided call_id", null);
    }

    /** The carrier's error body (facts/twilio-voice.md §5.2). */
    void twilioError(int status, int code, String message) {
        json(
                status,
                Json.object()
                        .put("code", code)
                        .put("message", message)
                        .put("more_info", "https://www.twilio.com/docs/errors/" + code)
                        .put("status", status));
    }

    /** Adds a header; before the answer. */
    Reply header(String name, String value) {
        request.response().putHeader(name, value);
        return this;
    }

    /** Closes the connection without an answer. */
    void reset() {
        over();
        request.connection().close();
    }

    private void send(int status, @Nullable String type, String body) {
        over();
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (type != null) {
            response.putHeader("Content-Type", type);
        }
        response.setStatusCode(status).end(body);
        if (note != null) {
            note.with(status);
        }
    }
}

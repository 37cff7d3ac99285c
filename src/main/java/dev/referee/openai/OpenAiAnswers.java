package dev.referee.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.json.Json;
import dev.referee.tool.PlainText;
import dev.referee.transfer.RequestResult;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of the call-control API means (facts/openai-realtime-sip.md §2.2). OpenAI declares no error status for
 * any of the four verbs, so the table follows what was observed and is careful otherwise.
 *
 * <table>
 * <caption>Answer to result</caption>
 * <tr><th>Answer</th><th>Result</th></tr>
 * <tr><td>2xx</td><td>Accepted</td></tr>
 * <tr><td>404, or 400 with call_id_not_found</td><td>AlreadyOver</td></tr>
 * <tr><td>400 to accept with decision_already_made</td><td>Accepted: by an attempt whose answer was lost; the sideband tells
 * (documented for GPT-Live only, facts/openai-realtime-sip.md §2.2)</td></tr>
 * <tr><td>other 3xx and 4xx</td><td>Refused</td></tr>
 * <tr><td>5xx to refer</td><td>Refused: the fallback starts at once (contract §5 (5))</td></tr>
 * <tr><td>5xx to another verb</td><td>Unknown: it may have been applied</td></tr>
 * <tr><td>never connected</td><td>NotSent</td></tr>
 * <tr><td>timeout or reset afterwards</td><td>Unknown</td></tr>
 * </table>
 */
public final class OpenAiAnswers {

    private static final ObjectMapper JSON = Json.mapper();
    private static final int REASON_CHARS_MAX = 200;

    /** Of the two decisions, only accept is ever sent after a decision of ours. */
    private static final String DECIDED = "decision_already_made";

    /** The four things one can ask of a call. */
    public enum Verb {
        ACCEPT,
        REJECT,
        REFER,
        HANGUP
    }

    /**
     * A result, and whether asking again is sensible.
     *
     * @param retryable true for /accept only, after 408, 429, 5xx, or no answer: a caller is ringing, and a second accept
     *     of the same call harms nobody. The others are never repeated.
     */
    public record Answer(RequestResult result, boolean retryable) {}

    private OpenAiAnswers() {}

    /**
     * Reads an answer.
     *
     * @param status HTTP status
     * @param body as text, or null; anything but OpenAI's error envelope is fine
     * @param requestId header {@code x-request-id}, or null: a /refer that did nothing answered 200 without one (§4.1,
     *     observed), so the timeline shows which it was, but nothing depends on it
     */
    public static Answer classify(Verb verb, int status, @Nullable String body, @Nullable String requestId) {
        JsonNode error = error(body);
        String code = error.path("code").asText("");
        String reason = reason(status, code, error.path("message").asText(""), requestId);
        if (status >= 200 && status < 300 || verb == Verb.ACCEPT && code.equals(DECIDED)) {
            return new Answer(new RequestResult.Accepted(status, reason), false);
        }
        if (status == 404 || (status == 400 && code.equals("call_id_not_found"))) {
            return new Answer(new RequestResult.AlreadyOver(status, code, reason), false);
        }
        boolean retryable = verb == Verb.ACCEPT && (status >= 500 || status == 429 || status == 408);
        boolean proven = (status >= 300 && status < 500) || verb == Verb.REFER;
        return new Answer(
                proven ? new RequestResult.Refused(status, code, reason) : new RequestResult.Unknown(reason),
                retryable);
    }

    /** Reads a failure of the HTTP client; its causes are looked through. */
    public static Answer failed(Verb verb, Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (neverConnected(at)) {
                return new Answer(
                        new RequestResult.NotSent(
                                "not connected: " + at.getClass().getSimpleName()),
                        verb == Verb.ACCEPT);
            }
            reason = at.getClass().getSimpleName();
        }
        return new Answer(new RequestResult.Unknown("no answer: " + reason), verb == Verb.ACCEPT);
    }

    private static boolean neverConnected(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException
                || failure instanceof UnresolvedAddressException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof ConnectTimeoutException
                || failure instanceof ConnectionRequestTimeoutException
                || failure instanceof SSLHandshakeException;
    }

    private static JsonNode error(@Nullable String body) {
        try {
            JsonNode tree = body == null || body.isBlank() ? null : JSON.readTree(body);
            return tree == null ? JSON.missingNode() : tree.path("error");
        } catch (JsonProcessingException notJson) {
            return JSON.missingNode();
        }
    }

    private static String reason(int status, String code, String message, @Nullable String requestId) {
        StringBuilder text = new StringBuilder().append(status);
        if (!code.isEmpty()) {
            text.append(' ').append(code);
        }
        if (!message.isEmpty()) {
            text.append(": ").append(PlainText.of(message.replaceAll("\\s+", " ")));
        }
        String said = cut(text.toString());
        return masked(said)
                + (requestId == null || requestId.isBlank() ? " (no x-request-id)" : " (" + cut(requestId) + ")");
    }

    private static String cut(String text) {
        return text.length() <= REASON_CHARS_MAX ? text : text.substring(0, REASON_CHARS_MAX) + "…";
    }

    /** An error may quote the number that it refuses; reasons reach the log. */
    private static String masked(String text) {
        return text.replaceAll("(\\+?[0-9]{2})[0-9]{4,}([0-9]{2})", "$1…$2");
    }
}

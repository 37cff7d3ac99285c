package dev.referee.twilio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.twilio.base.Page;
import com.twilio.http.HttpMethod;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Call;
import dev.referee.call.CarrierCallId;
import dev.referee.transfer.RequestResult;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * What Referee asks of Twilio's REST API (facts/twilio-voice.md §5). Each call sends at most one request and
 * blocks for at most the timeout; expected failures are values. Thread-safe.
 *
 * <table>
 * <caption>Answer to result</caption>
 * <tr><th>Answer</th><th>Result</th></tr>
 * <tr><td>2xx with a call</td><td>Accepted</td></tr>
 * <tr><td>400 with 21220, 404 with 20404</td><td>AlreadyOver</td></tr>
 * <tr><td>other 4xx, 429 too</td><td>Refused</td></tr>
 * <tr><td>5xx, 3xx, 2xx without a call, timeout, reset</td><td>Unknown</td></tr>
 * <tr><td>never connected</td><td>NotSent</td></tr>
 * </table>
 */
public final class CarrierClient {

    private static final int REASON_CHARS_MAX = 200;
    private static final Duration NOW = Duration.ofMillis(50);

    private final CarrierRest rest;
    private final String accountSid;
    private final URI base;

    /**
     * A client for one account.
     *
     * @param user API key, or the account's id
     * @param password the key's secret, or the auth token
     * @param baseUrl without slash at the end, such as {@code https://api.twilio.com}; of the region that has the calls
     * @param connectTimeout for the connection; 1 s is plenty
     * @param timeout for each whole exchange
     */
    public CarrierClient(
            String user,
            String password,
            String accountSid,
            String baseUrl,
            Duration connectTimeout,
            Duration timeout) {
        this.rest = new CarrierRest(user, password, accountSid, connectTimeout, timeout);
        this.accountSid = accountSid;
        this.base = URI.create(baseUrl);
    }

    /** Moves a caller to the document at {@code url}, which Twilio then fetches by POST: that fetch is the evidence. */
    public RequestResult redirect(CarrierCallId call, URI url) {
        return update(call, client -> Call.updater(accountSid, call.value())
                .setUrl(url)
                .setMethod(HttpMethod.POST)
                .update(client));
    }

    /** Ends a leg. */
    public RequestResult complete(CarrierCallId call) {
        return update(call, client -> Call.updater(accountSid, call.value())
                .setStatus(Call.UpdateStatus.COMPLETED)
                .update(client));
    }

    /** Asks how a leg stands. */
    public CarrierStatus fetchStatus(CarrierCallId call) {
        CarrierRest.Outcome<Call> outcome =
                rest.send(base, client -> Call.fetcher(accountSid, call.value()).fetch(client));
        RequestResult result = classify(call, outcome);
        if (result instanceof RequestResult.Accepted && outcome.result() != null) {
            Call.Status status = outcome.result().getStatus();
            return new CarrierStatus.Seen(CallStatus.of(status == null ? null : status.toString()));
        }
        return result instanceof RequestResult.AlreadyOver over && over.status() == 404
                ? new CarrierStatus.NotFound()
                : new CarrierStatus.Unavailable(result.reason());
    }

    /**
     * The legs that the carrier dialled for this caller, newest first; 50 at most, which is far more than a transfer dials.
     * Facts/twilio-voice.md §5.1, documented.
     *
     * @return empty if the carrier does not say
     */
    public Optional<List<CarrierLeg>> fetchLegs(CarrierCallId parent) {
        CarrierRest.Outcome<Page<Call>> outcome = rest.send(base, client -> Call.reader(accountSid)
                .setParentCallSid(parent.value())
                .firstPage(client));
        return Optional.ofNullable(outcome.result())
                .map(page -> page.getRecords().stream().map(CarrierClient::leg).toList());
    }

    private static CarrierLeg leg(Call call) {
        Call.Status status = call.getStatus();
        return new CarrierLeg(
                Objects.requireNonNullElse(call.getSid(), ""),
                Objects.requireNonNullElse(call.getTo(), ""),
                CallStatus.of(status == null ? null : status.toString()),
                up(status, call.getDuration()));
    }

    private static Duration up(Call.@Nullable Status status, @Nullable String seconds) {
        boolean said = status == Call.Status.COMPLETED && seconds != null && seconds.matches("[0-9]{1,9}");
        return said ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }

    /**
     * Loads what the first request needs, which takes tenths of a second, so that the first transfer after a start does
     * not wait for it. Sends nothing to the carrier: the address is one of this machine where nobody listens.
     */
    public static void warmUp() {
        CarrierCallId nobody = new CarrierCallId("CA" + "0".repeat(32));
        Call.fromJson("{\"sid\":\"" + nobody.value() + "\"}", CarrierRest.JSON);
        new CarrierClient("nobody", "nothing", "AC", "http://127.0.0.1:1", NOW, NOW)
                .redirect(nobody, URI.create("http://127.0.0.1:1/"));
    }

    private RequestResult update(CarrierCallId call, Function<TwilioRestClient, Call> request) {
        CarrierRest.Outcome<Call> outcome = rest.send(base, request);
        return classify(call, outcome).with(seen(outcome));
    }

    /** Status and harmless headers, for the books; nothing without an answer. */
    private static Map<String, String> seen(CarrierRest.Outcome<Call> outcome) {
        if (outcome.answer() == null) {
            return Map.of();
        }
        Map<String, String> seen = new HashMap<>();
        seen.put("status", Integer.toString(outcome.answer().getStatusCode()));
        outcome.headers().forEach((name, value) -> seen.put("header." + name, value));
        return seen;
    }

    private static RequestResult classify(CarrierCallId call, CarrierRest.Outcome<Call> outcome) {
        Response answer = outcome.answer();
        if (answer == null) {
            return failed(outcome.failure());
        }
        int status = answer.getStatusCode();
        if (status >= 200 && status < 300) {
            Call known = outcome.result();
            return known != null && call.value().equals(known.getSid())
                    ? new RequestResult.Accepted(status, status + " " + known.getStatus())
                    : new RequestResult.Unknown(status + " without this call in the answer");
        }
        if (status < 400 || status >= 500) {
            return new RequestResult.Unknown(status + " of the carrier: it may have been applied");
        }
        JsonNode error = error(answer.getContent());
        String code = error.path("code").asText("");
        String message = error.path("message").asText(error.path("detail").asText(""));
        String reason = reason(status, code, message);
        boolean over = (status == 400 && code.equals("21220")) || (status == 404 && code.equals("20404"));
        return over
                ? new RequestResult.AlreadyOver(status, code, reason)
                : new RequestResult.Refused(status, code, reason);
    }

    private static RequestResult failed(@Nullable Throwable failure) {
        String name = failure == null ? "nothing" : failure.getClass().getSimpleName();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (neverConnected(at)) {
                return new RequestResult.NotSent(
                        "not connected: " + at.getClass().getSimpleName());
            }
        }
        return new RequestResult.Unknown("no answer: " + name);
    }

    private static boolean neverConnected(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException
                || failure instanceof UnresolvedAddressException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof SSLHandshakeException;
    }

    private static JsonNode error(@Nullable String body) {
        try {
            JsonNode tree = body == null || body.isBlank() ? null : CarrierRest.JSON.readTree(body);
            return tree == null ? CarrierRest.JSON.missingNode() : tree;
        } catch (JsonProcessingException notJson) {
            return CarrierRest.JSON.missingNode();
        }
    }

    /** An error may quote the number that it refuses; reasons reach the log. */
    private static String reason(int status, String code, String message) {
        String text = (status + " " + code + (message.isEmpty() ? "" : ": " + message))
                .replaceAll("\\s+", " ")
                .strip()
                .replaceAll("(\\+[0-9]{2})[0-9]{4,}([0-9]{2})", "$1…$2");
        return text.length() <= REASON_CHARS_MAX ? text : text.substring(0, REASON_CHARS_MAX) + "…";
    }
}

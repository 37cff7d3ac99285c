package dev.referee.twilio;

import com.twilio.exception.ApiConnectionException;
import com.twilio.http.HttpClient;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import dev.referee.scope.TraceParent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request of twilio-java once, whatever happens, and remembers how it ended. The SDK's own client sends a POST up
 * to three times on 5xx, ignores timeouts given to it, and has no base URL (facts/twilio-voice.md §6); a redirect sent
 * twice would ring a phone twice. For one request only; not thread-safe.
 */
final class SingleSendHttpClient extends HttpClient {

    private static final List<String> NAMING = List.of("date", "twilio-request-id", "twilio-request-duration");
    private static final int VALUE_MAX = 120;

    private final java.net.http.HttpClient http;
    private final URI base;
    private final Duration timeout;
    private boolean sent;
    private @Nullable Response answer;
    private @Nullable Throwable failure;
    private Map<String, String> headers = Map.of();

    /** The connections below: kept open between requests, and never led elsewhere by an answer. */
    static java.net.http.HttpClient connections(Duration connectTimeout) {
        return java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * A client for one request.
     *
     * @param base replaces scheme, host and port of the SDK's URL, and goes before its path
     * @param timeout for the whole exchange
     */
    SingleSendHttpClient(java.net.http.HttpClient http, URI base, Duration timeout) {
        this.http = http;
        this.base = base;
        this.timeout = timeout;
    }

    /** The answer, or null when there was none. */
    @Nullable
    Response answer() {
        return answer;
    }

    /** Those headers of the answer that name it and are harmless, by their name in small letters. */
    Map<String, String> headers() {
        return headers;
    }

    /** Why there was no answer, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public Response reliableRequest(Request request) {
        return makeRequest(request);
    }

    @Override
    public Response reliableRequest(Request request, int[] retryCodes, int retries, long delayMillis) {
        return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
        if (sent) {
            throw new IllegalStateException("this client sends one request, once");
        }
        sent = true;
        CompletableFuture<HttpResponse<String>> exchange =
                http.sendAsync(translate(request), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            // The request's own timeout ends with the headers; this one also bounds a body that trickles in.
            HttpResponse<String> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            Response result = new Response(response.body(), response.statusCode());
            answer = result;
            headers = named(response.headers());
            return result;
        } catch (ExecutionException failed) {
            throw failed(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException late) {
            exchange.cancel(true);
            throw failed(late);
        } catch (InterruptedException interrupted) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw failed(interrupted);
        }
    }

    private static Map<String, String> named(HttpHeaders answer) {
        Map<String, String> named = new HashMap<>();
        for (String name : NAMING) {
            answer.firstValue(name)
                    .filter(value -> value.length() <= VALUE_MAX)
                    .ifPresent(value -> named.put(name, value));
        }
        return named;
    }

    private ApiConnectionException failed(Throwable cause) {
        failure = cause;
        return new ApiConnectionException("no answer of the carrier", cause instanceof IOException io ? io : null);
    }

    private HttpRequest translate(Request request) {
        String url = request.constructURL().toString();
        int path = url.indexOf('/', url.indexOf("://") + 3);
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(base + url.substring(path))).header("Accept", "application/json");
        String authorization = request.getAuthString();
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        String trace = TraceParent.current();
        if (trace != null) {
            builder.header(TraceParent.HEADER, trace);
        }
        if (request.getMethod() == HttpMethod.POST) {
            builder.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(request.encodeFormBody()));
        } else {
            builder.method(request.getMethod().name(), HttpRequest.BodyPublishers.noBody());
        }
        return builder.build();
    }
}

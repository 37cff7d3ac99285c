package dev.referee.preflight;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One request of the preflight: sent once, never redirected, bounded in time. */
final class Http {

    static final Duration TIMEOUT = Duration.ofSeconds(8);

    private Http() {}

    static Answer send(HttpRequest.Builder request) throws InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        Instant sent = Instant.now();
        CompletableFuture<HttpResponse<String>> exchange = http.sendAsync(
                request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            HttpResponse<String> response = exchange.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body(), response.headers(), "", sent, Instant.now());
        } catch (ExecutionException failed) {
            return none(reason(failed.getCause()), sent);
        } catch (TimeoutException late) {
            exchange.cancel(true);
            return none("no answer within " + TIMEOUT.toSeconds() + " s", sent);
        }
    }

    private static Answer none(String reason, Instant sent) {
        return new Answer(
                0, "", HttpHeaders.of(java.util.Map.of(), (name, value) -> true), reason, sent, Instant.now());
    }

    private static String reason(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
                return "the host's name is not known to DNS";
            }
            if (at instanceof SSLException) {
                return "TLS failed: " + at.getMessage();
            }
            if (at instanceof HttpTimeoutException) {
                return "no answer within " + TIMEOUT.toSeconds() + " s";
            }
        }
        return failure instanceof ConnectException
                ? "the connection was refused"
                : failure == null ? "no answer" : failure.getClass().getSimpleName();
    }

    /** An answer; its status is 0 where there was none, and then {@code failure} says why. */
    record Answer(int status, String body, HttpHeaders headers, String failure, Instant sent, Instant received) {

        @Nullable
        String date() {
            return headers.firstValue("Date").orElse(null);
        }
    }
}

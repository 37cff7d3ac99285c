package dev.referee.event;

import dev.referee.config.EventSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Posts the message's body to {@code referee.events.url}, signed over its very bytes; without an address it does nothing.
 * One request, no redirects; only 2xx is delivery. Thread-safe.
 */
@Component("eventPost")
public class EventPost {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final @Nullable URI url;
    private final @Nullable EventSignature signature;
    private final Duration timeout;
    private final Clock clock;
    private final HttpClient http;

    @Autowired
    EventPost(EventSettings settings) {
        // the receiver compares the timestamp with its own clock, so it is the system's, steps and all
        this(settings, Clock.systemUTC());
    }

    EventPost(EventSettings settings, Clock clock) {
        this.url = settings.url() == null ? null : URI.create(settings.url());
        this.signature = settings.secret() == null ? null : new EventSignature(settings.secret());
        this.timeout = settings.timeout();
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Sends the body as the event of the variable {@code eventId}. */
    public void send(Exchange exchange) throws NotDelivered, InterruptedException {
        String id = exchange.getVariable(EventDelivery.EVENT_ID, String.class);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        if (url != null && signature != null) {
            send(id, body == null ? new byte[0] : body, url, signature);
        }
    }

    private void send(String id, byte[] body, URI to, EventSignature by) throws NotDelivered, InterruptedException {
        Instant now = clock.instant();
        HttpRequest request = HttpRequest.newBuilder(to)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Referee")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .header("webhook-signature", by.sign(id, now, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            // the request's own timeout ends with the headers; this one also bounds a body that trickles in
            HttpResponse<Void> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() < 200 || response.statusCode() > 299) {
                String asked = response.headers().firstValue("Retry-After").orElse(null);
                throw NotDelivered.answered(response.statusCode(), RetryAfter.read(asked, now));
            }
        } catch (TimeoutException late) {
            throw trouble("no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException failed) {
            throw trouble("no answer: " + reason(failed.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private static NotDelivered trouble(String reason) {
        return new NotDelivered(NotDelivered.Kind.TROUBLE, reason, null);
    }

    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        String name = failure.getClass().getSimpleName();
        return failure instanceof IOException && failure.getMessage() != null
                ? name + ", " + failure.getMessage()
                : name;
    }
}

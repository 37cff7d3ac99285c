package dev.referee.twilio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.twilio.exception.TwilioException;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import dev.referee.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One user's way to Twilio's REST API: each request is sent once, by a twilio-java client of its own, and how it ended is a
 * value. Thread-safe.
 */
final class CarrierRest {

    /** Reads what Twilio answers. */
    static final ObjectMapper JSON = Json.mapper();

    private final java.net.http.HttpClient http;
    private final String user;
    private final String password;
    private final String accountSid;
    private final Duration timeout;

    /**
     * A way for one account.
     *
     * @param user API key, or the account's id
     * @param password the key's secret, or the auth token
     * @param connectTimeout for the connection
     * @param timeout for each whole exchange
     */
    CarrierRest(String user, String password, String accountSid, Duration connectTimeout, Duration timeout) {
        this.user = user;
        this.password = password;
        this.accountSid = accountSid;
        this.timeout = timeout;
        this.http = SingleSendHttpClient.connections(connectTimeout);
    }

    /** Sends one request to this address in place of the SDK's. */
    <T> Outcome<T> send(URI base, Function<TwilioRestClient, T> request) {
        SingleSendHttpClient once = new SingleSendHttpClient(http, base, timeout);
        TwilioRestClient client = new TwilioRestClient.Builder(user, password)
                .accountSid(accountSid)
                .httpClient(once)
                .objectMapper(JSON)
                .build();
        T result = null;
        Throwable failure = null;
        try {
            result = request.apply(client);
        } catch (TwilioException | NullPointerException failed) {
            // the SDK loses the status of an answer that is no JSON, and trips over JSON that is none of Twilio's
            failure = once.failure() == null ? failed : once.failure();
        }
        return new Outcome<>(once.answer(), once.headers(), result, failure);
    }

    /**
     * How a request ended. What was seen on the wire decides: the SDK may have made nothing of an answer.
     *
     * @param answer as it came; null without one
     * @param headers the harmless ones of the answer, see {@link SingleSendHttpClient}
     * @param result what the SDK made of it
     * @param failure why there is no result
     */
    record Outcome<T>(
            @Nullable Response answer,
            Map<String, String> headers,
            @Nullable T result,
            @Nullable Throwable failure) {

        /** The answer's header {@code Date}; null without one. */
        @Nullable
        String date() {
            return headers.get("date");
        }
    }
}

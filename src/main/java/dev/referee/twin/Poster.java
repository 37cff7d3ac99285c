package dev.referee.twin;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends the vendors' requests to the gateway and notes them with the judge. */
final class Poster {

    private static final long REPEAT_MS = 200;

    private final Loop loop;
    private final TwinOptions options;
    private final Traffic traffic;
    private final HttpClient client;

    Poster(Loop loop, TwinOptions options, Traffic traffic) {
        this.loop = loop;
        this.options = options;
        this.traffic = traffic;
        this.client = loop.vertx()
                .httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout(5_000).setKeepAliveTimeout(5))
                .with(new PoolOptions().setHttp1MaxSize(512))
                .withConnectHandler(connection -> connection.exceptionHandler(ignored -> {
                    // a gateway that goes down cuts idle connections, too; a request in flight fails on its own
                }))
                .build();
    }

    /**
     * An answer of the gateway.
     *
     * @param status 0 when there was none
     * @param type the content type
     * @param body the text, or the reason why there is none
     */
    record Answer(int status, String type, String body) {

        boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * A signed form post of the carrier, or a GET with the parameters in the query. The fragment of the URL may hold the
     * carrier's connection overrides; it is neither sent nor signed.
     */
    void carrier(
            CallSim call, String kind, String method, String url, Map<String, String> form, Consumer<Answer> done) {
        String plain = url.split("#", 2)[0];
        boolean get = method.equalsIgnoreCase("GET");
        String body = get ? "" : encode(form);
        String target = get ? plain + (plain.contains("?") ? "&" : "?") + encode(form) : plain;
        Map<String, String> headers = new HashMap<>();
        headers.put("X-Twilio-Signature", Signer.twilio(options.twilio().authToken(), target, get ? Map.of() : form));
        headers.put("I-Twilio-Idempotency-Token", call.ids.hex(""));
        headers.put("User-Agent", "TwilioProxy/1.1");
        headers.put("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
        Overrides overrides = Overrides.of(url);
        attempt(overrides, 0, new Send(call, kind, get ? "GET" : "POST", target, headers, body), done);
    }

    private void attempt(Overrides overrides, int repeat, Send send, Consumer<Answer> done) {
        post(send, overrides.totalMs(), answer -> {
            if (repeat < overrides.repeats() && overrides.repeats(answer)) {
                loop.after(REPEAT_MS, () -> attempt(overrides, repeat + 1, send, done));
            } else {
                done.accept(answer);
            }
        });
    }

    /** One request to the gateway. */
    record Send(CallSim call, String kind, String method, String url, Map<String, String> headers, String body) {}

    /** Sends it once; the answer, or the reason for none, comes within the limit. */
    void post(Send send, long limitMs, Consumer<Answer> done) {
        Judge.Answered note =
                send.call().judge.exchange("out", send.kind(), send.method(), pathOf(send.url()), send.body());
        traffic.posts();
        Once once = new Once(answer -> {
            note.with(answer.status());
            done.accept(answer);
            traffic.postAnswered();
        });
        Loop.Timer limit = loop.after(limitMs, () -> {
            once.accept(new Answer(0, "", "no answer within the limit"));
            giveUp(once.sent);
        });
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.valueOf(send.method()))
                .setAbsoluteURI(send.url())
                .setFollowRedirects(false);
        send.headers().forEach(request::putHeader);
        client.request(request)
                .compose(ready -> {
                    ready.exceptionHandler(told -> {
                        // as the answer's failure; without this the client logs our own giving up as an error
                    });
                    if (once.gone) {
                        giveUp(ready);
                        return Future.failedFuture("too late to be sent");
                    }
                    once.sent = ready;
                    return ready.send(Buffer.buffer(send.body()));
                })
                .compose(response -> response.body().map(text -> answer(response, text)))
                .onComplete(result -> {
                    limit.cancel();
                    loop.run(() -> once.accept(result.succeeded() ? result.result() : failed(result.cause())));
                });
    }

    /** As vendors do: they close the connection, and what was not sent yet never is. */
    private static void giveUp(@Nullable HttpClientRequest request) {
        if (request != null) {
            request.reset();
        }
    }

    private static Answer answer(HttpClientResponse response, Buffer body) {
        String type = response.getHeader("Content-Type");
        return new Answer(response.statusCode(), type == null ? "" : type, body.toString(StandardCharsets.UTF_8));
    }

    private static Answer failed(Throwable cause) {
        return new Answer(0, "", (cause instanceof ConnectException ? "refused: " : "broken: ") + cause.getMessage());
    }

    private static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Path and query, for the judge. */
    static String pathOf(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** Passes on the first answer only. Belongs to the twin's thread. */
    private static final class Once {
        private final Consumer<Answer> done;
        private boolean gone;

        /** What is under way, if it has been sent already. */
        private @Nullable HttpClientRequest sent;

        Once(Consumer<Answer> done) {
            this.done = done;
        }

        void accept(Answer answer) {
            if (!gone) {
                gone = true;
                done.accept(answer);
            }
        }
    }
}

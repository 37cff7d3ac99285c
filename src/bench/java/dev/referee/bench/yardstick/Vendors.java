package dev.referee.bench.yardstick;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Our requests to OpenAI, the carrier and the shop, each sent once over connections that are kept open. */
final class Vendors {

    private static final int CONNECT_MS = 2_000;
    private static final int TIMEOUT_MS = 5_000;
    private static final int CONNECTIONS_MAX = 512;
    private static final int ATTACH_ATTEMPTS = 10;
    private static final long ATTACH_PAUSE_MS = 200;

    private final Vertx vertx;
    private final Options options;
    private final HttpClient openAi;
    private final HttpClient twilio;
    private final HttpClient orders;
    private final WebSocketClient sidebands;
    private final String bearer;
    private final String basic;

    Vendors(Vertx vertx, Options options) {
        this.vertx = vertx;
        this.options = options;
        openAi = client(options.openAi());
        twilio = client(options.twilio());
        orders = client(options.orders());
        sidebands = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setDefaultHost(options.openAi().getHost())
                .setDefaultPort(port(options.openAi()))
                .setSsl(isTls(options.openAi()))
                .setConnectTimeout(CONNECT_MS)
                .setMaxConnections(Integer.MAX_VALUE)); // the default is 50
        bearer = "Bearer " + options.apiKey();
        basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (options.accountSid() + ":" + options.authToken()).getBytes(StandardCharsets.UTF_8));
    }

    private HttpClient client(URI base) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setDefaultHost(base.getHost())
                        .setDefaultPort(port(base))
                        .setSsl(isTls(base))
                        .setConnectTimeout(CONNECT_MS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX)); // the default is 5
    }

    private static boolean isTls(URI base) {
        return base.getScheme().equals("https");
    }

    private static int port(URI base) {
        return base.getPort() >= 0 ? base.getPort() : isTls(base) ? 443 : 80;
    }

    // ---- OpenAI

    Future<Void> accept(String session) {
        return verb(session, "accept", Frames.SESSION);
    }

    Future<Void> reject(String session) {
        return verb(session, "reject", new JsonObject().put("status_code", 603).toBuffer());
    }

    Future<Void> refer(String session, String number) {
        return verb(
                session,
                "refer",
                new JsonObject().put("target_uri", "tel:" + number).toBuffer());
    }

    Future<Void> hangup(String session) {
        return verb(session, "hangup", Buffer.buffer());
    }

    private Future<Void> verb(String session, String verb, Buffer body) {
        String path = options.openAi().getPath() + "/realtime/calls/" + session + "/" + verb;
        RequestOptions request = request(HttpMethod.POST, path)
                .putHeader(HttpHeaders.AUTHORIZATION, bearer)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return openAi.request(request)
                .compose(ready -> ready.send(body))
                .compose(Vendors::successful)
                .mapEmpty();
    }

    /**
     * Opens the sideband. The agent's handlers are set before, so that no frame can be missed; the session may not be there
     * yet, so the handshake is tried a few times.
     */
    void attach(Agent agent) {
        attach(agent, 1);
    }

    private void attach(Agent agent, int attempt) {
        ClientWebSocket socket = sidebands.webSocket();
        agent.listenTo(socket);
        WebSocketConnectOptions handshake = new WebSocketConnectOptions();
        handshake.setURI(options.openAi().getPath() + "/realtime?call_id=" + agent.session());
        handshake.setTimeout(TIMEOUT_MS).setAllowOriginHeader(false).putHeader(HttpHeaders.AUTHORIZATION, bearer);
        Future<WebSocket> opened = socket.connect(handshake);
        opened.onSuccess(agent::attached).onFailure(failure -> {
            boolean early = failure instanceof UpgradeRejectedException; // after a timeout two might be open
            if (early && attempt < ATTACH_ATTEMPTS && !agent.isOver()) {
                vertx.setTimer(ATTACH_PAUSE_MS, timer -> attach(agent, attempt + 1));
            }
        });
    }

    // ---- the carrier and the shop

    /** Moves a caller to the document at {@code url}. */
    Future<Void> redirect(String callSid, String url) {
        String path = options.twilio().getPath() + "/2010-04-01/Accounts/" + options.accountSid() + "/Calls/" + callSid
                + ".json";
        RequestOptions request = request(HttpMethod.POST, path)
                .putHeader(HttpHeaders.AUTHORIZATION, basic)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded");
        String form = "Url=" + URLEncoder.encode(url, StandardCharsets.UTF_8) + "&Method=POST";
        return twilio.request(request)
                .compose(ready -> ready.send(form))
                .compose(Vendors::successful)
                .mapEmpty();
    }

    /** What the shop says of an order. */
    Future<String> order(String order) {
        return orders.request(request(HttpMethod.GET, options.orders().getPath() + "/" + order))
                .compose(ready -> ready.send())
                .compose(answer -> answer.statusCode() == 404
                        ? Future.succeededFuture("There is no order " + order + ".")
                        : successful(answer).compose(HttpClientResponse::body).map(Buffer::toString));
    }

    private static RequestOptions request(HttpMethod method, String path) {
        return new RequestOptions().setMethod(method).setURI(path).setTimeout(TIMEOUT_MS);
    }

    private static Future<HttpClientResponse> successful(HttpClientResponse answer) {
        return answer.statusCode() / 100 == 2
                ? Future.succeededFuture(answer)
                : Future.failedFuture("answered " + answer.statusCode());
    }
}

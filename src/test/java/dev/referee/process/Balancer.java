package dev.referee.process;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What stands before the nodes on a public address: hands each request to the next node, and to the one after it if nobody
 * listens there. While no node listens at all it keeps the request for a while ({@code lb_try_duration} of Caddy,
 * {@code retries} with {@code redispatch} of HAProxy). A request that had reached a node when that died is answered 502, for
 * nobody can know what became of it.
 */
final class Balancer implements AutoCloseable {

    private static final Set<String> DROPPED = Set.of("transfer-encoding", "content-length", "connection", "host");
    private static final long AGAIN_MS = 50;
    private static final String READY = "/actuator/health/readiness";
    private static final long LOOK_MS = 300;
    private static final long LOOK_LIMIT_MS = 1_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final AtomicInteger turn = new AtomicInteger();
    private final int port;
    private volatile List<Integer> nodes = List.of();
    private final Set<Integer> away = ConcurrentHashMap.newKeySet();
    private volatile long limitMs;
    private volatile long keepMs;
    private volatile Predicate<String> toAll = path -> false;
    private volatile ToIntFunction<String> instead = path -> 0;
    private volatile String insteadBody = "";
    private volatile ToIntFunction<String> first = path -> turn.getAndIncrement();

    Balancer(Vertx vertx, long keepMs) {
        this.vertx = vertx;
        this.keepMs = keepMs;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setConnectTimeout(1_000),
                new PoolOptions().setHttp1MaxSize(512));
        this.port = Wait.join(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                        .requestHandler(this::handle)
                        .listen(0))
                .actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void nodes(Integer... ports) {
        nodes = List.of(ports);
    }

    /**
     * From now on each node is asked whether it is ready, gets nothing while it says no or nothing, and a request that
     * it does not answer for so long goes to the other as well, for every node takes repeats as such ({@code retry-on
     * response-timeout} of HAProxy).
     */
    void watch(long limitMs) {
        this.limitMs = limitMs;
        vertx.setPeriodic(LOOK_MS, timer -> nodes.forEach(this::look));
    }

    private void look(int node) {
        client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(node)
                        .setURI(READY)
                        .setTimeout(LOOK_LIMIT_MS)
                        .setConnectTimeout(LOOK_LIMIT_MS)
                        .setIdleTimeout(LOOK_LIMIT_MS))
                .compose(HttpClientRequest::send)
                .map(answer -> answer.statusCode() == 200)
                .otherwise(false)
                .onSuccess(ready -> {
                    if (ready) {
                        away.remove(node);
                    } else {
                        away.add(node);
                    }
                });
    }

    /** Those that are ready; all, if none is. */
    private List<Integer> ready() {
        List<Integer> all = nodes;
        List<Integer> ready = all.stream().filter(node -> !away.contains(node)).toList();
        return ready.isEmpty() ? all : ready;
    }

    /** Requests with such a path reach every node at once; the first answer counts. */
    void toAll(Predicate<String> which) {
        toAll = which;
    }

    /** The index of the node that gets a request with such a path, if it listens. */
    void first(ToIntFunction<String> which) {
        first = which;
    }

    /** Requests with such a path reach nobody and get this status; 0 for those that are handed on. */
    void instead(ToIntFunction<String> status, String body) {
        instead = status;
        insteadBody = body;
    }

    void inTurn() {
        instead = path -> 0;
        first = path -> turn.getAndIncrement();
        toAll = path -> false;
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            int status = instead.applyAsInt(request.path());
            if (status != 0) {
                request.response()
                        .setStatusCode(status)
                        .putHeader("Content-Type", "application/json")
                        .end(insteadBody);
                return;
            }
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(keepMs);
            Promise<Answer> first = Promise.promise();
            List<Integer> all = nodes;
            int copies = toAll.test(request.path()) ? all.size() : 1;
            int start = this.first.applyAsInt(request.path());
            for (int i = 0; i < copies; i++) {
                attempt(request, body, start + i, 0, until).onSuccess(first::tryComplete);
            }
            first.future().onSuccess(answer -> answer.to(request));
        });
    }

    private Future<Answer> attempt(HttpServerRequest request, Buffer body, int start, int tried, long until) {
        List<Integer> all = ready();
        if (tried >= all.size()) {
            if (System.nanoTime() < until) {
                Promise<Answer> later = Promise.promise();
                vertx.setTimer(AGAIN_MS, timer -> attempt(request, body, start, 0, until)
                        .onComplete(later));
                return later.future();
            }
            return Future.succeededFuture(Answer.of(502));
        }
        int node = all.get(Math.floorMod(start + tried, all.size()));
        long sent = System.nanoTime();
        return send(request, body, node).recover(broken -> {
            boolean silent = limitMs > 0 && System.nanoTime() - sent >= TimeUnit.MILLISECONDS.toNanos(limitMs);
            if (broken instanceof ConnectException || silent) {
                return attempt(request, body, start, tried + 1, until);
            }
            return Future.succeededFuture(Answer.of(502));
        });
    }

    private Future<Answer> send(HttpServerRequest request, Buffer body, int node) {
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(node)
                .setIdleTimeout(limitMs)
                .setMethod(HttpMethod.valueOf(request.method().name()))
                .setURI(request.uri());
        request.headers().forEach(header -> {
            if (!DROPPED.contains(header.getKey().toLowerCase(java.util.Locale.ROOT))) {
                options.addHeader(header.getKey(), header.getValue());
            }
        });
        return client.request(options).compose(ready -> ready.send(body)).compose(answer -> answer.body()
                .map(text -> new Answer(answer, answer.statusCode(), text)));
    }

    @Override
    public void close() {
        client.close();
    }

    private record Answer(HttpClientResponse from, int status, Buffer body) {

        static Answer of(int status) {
            return new Answer(null, status, Buffer.buffer());
        }

        void to(HttpServerRequest request) {
            var response = request.response().setStatusCode(status);
            if (from != null) {
                for (String name : List.of("Content-Type", "Retry-After")) {
                    if (from.getHeader(name) != null) {
                        response.putHeader(name, from.getHeader(name));
                    }
                }
            }
            if (!response.closed()) {
                response.end(body);
            }
        }
    }
}

package dev.referee.twin;

import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The front door on loopback of both vendors and the shop. An address that none of them has is a complaint. */
final class TwinServer {

    private static final Pattern VERB = Pattern.compile("/v1/realtime/calls/([^/]+)/(accept|reject|refer|hangup)");
    private static final Pattern CALL = Pattern.compile("/2010-04-01/Accounts/([^/]+)/Calls/([^/]+)\\.json");
    private static final Pattern LIST = Pattern.compile("/2010-04-01/Accounts/([^/]+)/Calls\\.json");

    private static final Pattern ACCOUNT = Pattern.compile("/2010-04-01/Accounts/([^/]+)\\.json");
    private static final Pattern NUMBERS = Pattern.compile("/2010-04-01/Accounts/([^/]+)/IncomingPhoneNumbers\\.json");

    private static final Pattern OWN_NAME = Pattern.compile("(?i)localhost|127\\.0\\.0\\.1|\\[::1]|.+\\.test");

    private final World world;
    private final OpenAiApi openAi;
    private final TwilioApi twilio;
    private final AccountApi account;
    private final Consumer<String> complain;
    private final Traffic traffic;
    private final HttpServer server;

    private TwinServer(World world, Consumer<String> complain) {
        this.world = world;
        this.openAi = new OpenAiApi(world);
        this.twilio = new TwilioApi(world);
        this.account = new AccountApi(world, openAi, twilio);
        this.complain = complain;
        this.traffic = world.traffic;
        this.server = world.loop
                .vertx()
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(world.options.port()));
    }

    /** Opens the door; gives the port. */
    static int open(World world, Consumer<String> complain) throws IOException {
        TwinServer it = new TwinServer(world, complain);
        it.server.requestHandler(it::handle);
        it.server.connectionHandler(connection -> connection.exceptionHandler(ignored -> {
            // the gateway has cut a connection: its socket or its timeout, nothing to judge
        }));
        try {
            return it.server
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .actualPort();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the twin cannot listen on port " + world.options.port() + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void handle(HttpServerRequest request) {
        Reply reply = new Reply(request, traffic);
        if (isOfAPage(request)) {
            reply.openAiError(403, null, "Pages in a browser have no business here", null);
            return;
        }
        traffic.step();
        if (request.path().equals("/v1/realtime") && request.headers().contains("Upgrade")) {
            attach(request, reply);
            return;
        }
        request.body()
                .onSuccess(body -> {
                    route(request, body.toString(StandardCharsets.UTF_8), reply);
                    reply.orLater();
                })
                .onFailure(ignored -> reply.reset());
    }

    /** No gateway says where it comes from, and names that end in {@code .test} are nobody's (RFC 6761). */
    private static boolean isOfAPage(HttpServerRequest request) {
        HostAndPort asked = request.authority();
        return request.headers().contains("Origin")
                || request.headers().contains("Sec-Fetch-Site")
                || asked != null && !OWN_NAME.matcher(asked.host()).matches();
    }

    private void attach(HttpServerRequest request, Reply reply) {
        AgentSession session = openAi.attach(request, reply);
        if (session != null) {
            traffic.attaching();
            request.toWebSocket()
                    .onSuccess(socket -> {
                        traffic.attached(socket);
                        session.attached(new SidebandPeer(socket, request.connection(), session, traffic));
                    })
                    .onFailure(ignored -> traffic.notAttached());
        }
    }

    private void route(HttpServerRequest request, String body, Reply reply) {
        String method = request.method().name();
        Matcher verb = VERB.matcher(request.path());
        Matcher call = CALL.matcher(request.path());
        Matcher list = LIST.matcher(request.path());
        if (method.equals("POST") && verb.matches()) {
            String callId = verb.group(1).replace("%7E", "~"); // which some clients encode
            openAi.verb(request, callId, verb.group(2), body, reply);
        } else if ((method.equals("POST") || method.equals("GET")) && call.matches()) {
            twilio.call(request, call.group(1), call.group(2), body, reply);
        } else if (method.equals("GET") && list.matches()) {
            twilio.list(request, list.group(1), reply);
        } else if (method.equals("GET") && Shop.PATH.matcher(request.path()).matches()) {
            Shop.answer(world, request.path().substring("/orders/".length()), reply);
        } else if (!method.equals("GET") || !asked(request, reply)) {
            complain.accept("no such address: " + method + " " + request.path());
            reply.openAiError(404, null, "Invalid URL (" + method + " " + request.path() + ")", null);
        }
    }

    /** Answers what is asked about the accounts; false if this asks for something else. */
    private boolean asked(HttpServerRequest request, Reply reply) {
        Matcher one = ACCOUNT.matcher(request.path());
        Matcher numbers = NUMBERS.matcher(request.path());
        if (request.path().equals("/v1/models")) {
            account.models(request, reply);
        } else if (one.matches()) {
            account.account(request, one.group(1), reply);
        } else if (numbers.matches()) {
            account.numbers(request, numbers.group(1), reply);
        } else if (request.path().equals("/v1/DialingPermissions/Countries")) {
            account.permissions(request, reply);
        } else {
            return false;
        }
        return true;
    }
}

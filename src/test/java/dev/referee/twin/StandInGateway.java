package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.http.Headers;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.twilio.security.RequestValidator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Referee's part in a few lines, for testing the twin: it verifies every signature with the vendors' own libraries and follows
 * the contract for one call at a time. It knows no fences; the twin must survive that.
 */
final class StandInGateway implements AutoCloseable {

    private static final Set<Faults.Refer> REFERS_THAT_ARRIVE =
            Set.of(Faults.Refer.WORKS, Faults.Refer.TWICE, Faults.Refer.SLOW);

    /** How long it waits for referUrl before it redirects; zero or less = never. */
    volatile long evidenceMs = 400;

    /** The numbers of the only target, dialled in order. */
    volatile List<String> numbers = List.of("+61290001111");

    /** Uses /hangup instead of the carrier's REST API. */
    volatile boolean releases;

    /** Whether it answers OpenAI's webhook by accepting. */
    volatile boolean accepts = true;

    /** Added to the accept body. */
    volatile ObjectNode extraConfig = Json.object();

    /** How many webhooks it answers 500 before it works. */
    volatile int webhookRefusals;

    /** How many response.create it sends at once. */
    volatile int greetings = 1;

    /** Further headers of the sideband's handshake. */
    volatile Map<String, String> socketHeaders = Map.of();

    /** What it answers to /twiml/inbound instead of the usual. */
    volatile String inbound = "";

    /** What it answers to referUrl instead of the target: a document that rings nobody. */
    volatile String waitDocument = "";

    /** The webhook-ids and the correlation headers seen. */
    final List<String> webhookIds = new CopyOnWriteArrayList<>();

    final List<String> tokens = new CopyOnWriteArrayList<>();
    final List<String> badSignatures = new CopyOnWriteArrayList<>();
    final List<JsonNode> events = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> posts = new CopyOnWriteArrayList<>();
    final List<String> closes = new CopyOnWriteArrayList<>();

    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile boolean open = true;
    private final Twin twin;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "stand-in");
        thread.setUncaughtExceptionHandler((who, what) -> {
            if (open) {
                failures.add(what);
            }
        });
        return thread;
    });
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient client = HttpClient.newBuilder().executor(workers).build();
    private final RequestValidator validator;
    private final com.openai.client.OpenAIClient openAi;
    private final Map<String, String> parents = new ConcurrentHashMap<>();
    private final Map<String, Boolean> referred = new ConcurrentHashMap<>();
    private final Map<String, Boolean> seen = new ConcurrentHashMap<>();

    StandInGateway(Twin twin) throws IOException {
        this.twin = twin;
        this.validator = new RequestValidator(twin.options().twilio().authToken());
        this.openAi = com.openai.client.okhttp.OpenAIOkHttpClient.builder()
                .apiKey(twin.options().openAi().apiKey())
                .webhookSecret(twin.options().openAi().webhookSecret())
                .baseUrl(twin.openAiUrl().toString())
                .maxRetries(0)
                .build();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::handle);
        server.start();
        twin.gateway(URI.create(base()));
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    // ---- HTTP in

    private void handle(HttpExchange http) throws IOException {
        String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try (http) {
            if (http.getRequestURI().getPath().equals("/openai/webhook")) {
                answer(http, webhook(http, body), "");
            } else {
                Map<String, String> form = form(body);
                String url = base() + http.getRequestURI();
                if (!validator.validate(url, form, http.getRequestHeaders().getFirst("X-Twilio-Signature"))) {
                    badSignatures.add(url);
                }
                posts.add(form);
                answer(http, 200, twiml(http.getRequestURI(), form));
            }
        }
    }

    private static void answer(HttpExchange http, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", "text/xml");
        http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        http.getResponseBody().write(bytes);
    }

    private int webhook(HttpExchange http, String body) {
        webhookIds.add(http.getRequestHeaders().getFirst("webhook-id"));
        if (webhookRefusals > 0) {
            webhookRefusals = webhookRefusals - 1;
            return 500;
        }
        Headers.Builder headers = Headers.builder();
        http.getRequestHeaders().forEach((name, values) -> headers.put(name, values));
        UnwrapWebhookEvent event;
        try {
            event = openAi.webhooks()
                    .unwrap(WebhookVerificationParams.builder()
                            .payload(body)
                            .headers(headers.build())
                            .build());
        } catch (RuntimeException e) {
            badSignatures.add("webhook: " + e.getMessage());
            return 400;
        }
        if (event.isRealtimeCallIncoming() && accepts) {
            var data = event.asRealtimeCallIncoming().data();
            if (seen.putIfAbsent(data.callId(), true) == null) {
                String parent = data.sipHeaders().stream()
                        .filter(header -> header.name().equalsIgnoreCase("X-Referee-Call"))
                        .map(header -> header.value())
                        .findFirst()
                        .orElse("");
                tokens.add(parent);
                parents.put(data.callId(), parent);
                workers.execute(() -> accept(data.callId()));
            }
        }
        return 200;
    }

    private String twiml(URI uri, Map<String, String> form) {
        String sid = form.getOrDefault("CallSid", "");
        String step = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return switch (uri.getPath()) {
            case "/twiml/inbound" -> inbound.isEmpty() ? agent(sid) : inbound;
            case "/twiml/agent-done" ->
                form.get("CallStatus").equals("in-progress") && releasing.remove(sid) != null
                        ? target(0)
                        : form.get("DialCallStatus").equals("failed") ? target(0) : "<Response><Hangup/></Response>";
            case "/twiml/refer" -> {
                if (!waitDocument.isEmpty()) {
                    yield waitDocument;
                }
                referred.put(sid, true);
                yield target(0);
            }
            case "/twiml/target" -> target(Integer.parseInt(step));
            case "/twiml/target-done" -> {
                int next = Integer.parseInt(step) + 1;
                if ("true".equals(form.get("DialBridged"))) {
                    yield "<Response><Hangup/></Response>";
                }
                yield next < numbers.size() ? target(next) : referred.containsKey(sid) ? "<Response/>" : agent(sid);
            }
            default -> "<Response/>";
        };
    }

    private final Map<String, Boolean> releasing = new ConcurrentHashMap<>();

    private String agent(String sid) {
        return """
                <?xml version="1.0" encoding="UTF-8"?><Response><Dial answerOnBridge="true" action="%1$s/twiml/agent-done"
                 referUrl="%1$s/twiml/refer" timeout="20"><Sip statusCallback="%1$s/twilio/status"
                 statusCallbackEvent="initiated ringing answered completed">sip:%2$s@sip.api.openai.com;transport=tls?X-Referee-Call=%3$s</Sip>
                </Dial></Response>""".formatted(base(), twin.options().openAi().projectId(), sid);
    }

    private String target(int index) {
        return """
                <Response><Dial answerOnBridge="true" action="%1$s/twiml/target-done?%2$d" timeout="5"><Number
                 statusCallback="%1$s/twilio/status" statusCallbackEvent="initiated ringing answered completed">%3$s</Number>
                </Dial></Response>""".formatted(base(), index, numbers.get(index));
    }

    // ---- calls out

    private void accept(String callId) {
        String config = Json.object()
                .put("type", "realtime")
                .put("model", "gpt-realtime-2.1")
                .put("instructions", "You are the receptionist.")
                .setAll((ObjectNode)
                        Json.object().set("tools", AgentModel.items(tool("transfer_call"), tool("end_call"))))
                .toString();
        ObjectNode body = Json.readObject(config);
        body.setAll(extraConfig);
        if (openAi(callId, "accept", body.toString()) != 200) {
            return;
        }
        WebSocket.Builder socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + twin.options().openAi().apiKey());
        socketHeaders.forEach(socket::header);
        socket.buildAsync(
                URI.create(twin.openAiUrl().toString().replace("http:", "ws:") + "/realtime?call_id=" + callId),
                new Listener(callId));
    }

    private static ObjectNode tool(String name) {
        return Json.object().put("type", "function").put("name", name);
    }

    private final class Listener implements WebSocket.Listener {
        private final String callId;
        private final StringBuilder text = new StringBuilder();
        private final List<String> functions = new ArrayList<>();

        Listener(String callId) {
            this.callId = callId;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                ObjectNode event = Json.readObject(text.toString());
                text.setLength(0);
                events.add(event);
                if (event.path("type").asText().equals("session.created")) {
                    for (int i = 0; i < greetings; i++) {
                        socket.sendText("{\"type\":\"response.create\"}", true)
                                .toCompletableFuture()
                                .join();
                    }
                }
                if (event.path("type").asText().equals("response.done")) {
                    responseDone(socket, event.path("response"));
                }
            }
            socket.request(1);
            return null;
        }

        private void responseDone(WebSocket socket, JsonNode response) {
            for (JsonNode item : response.path("output")) {
                if (item.path("type").asText().equals("function_call")
                        && response.path("status").asText().equals("completed")) {
                    functions.add(item.path("call_id").asText());
                    if (item.path("name").asText().equals("transfer_call")) {
                        workers.execute(() ->
                                transfer(callId, socket, item.path("call_id").asText()));
                    } else {
                        workers.execute(() -> openAi(callId, "hangup", ""));
                    }
                }
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closes.add("close " + code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closes.add("cut");
        }
    }

    private void transfer(String callId, WebSocket socket, String functionCall) {
        String parent = parents.getOrDefault(callId, "");
        int status = openAi(callId, "refer", "{\"target_uri\":\"tel:" + numbers.get(0) + "\"}");
        // on a slow machine a REFER that works may be late; falling back then would test the machine, not the twin
        boolean works = REFERS_THAT_ARRIVE.contains(twin.call(callId).script().get(Switches.REFER));
        if (evidenceMs > 0 && !(works && waitDocument.isEmpty())) {
            timers.schedule(
                    () -> {
                        if (!referred.containsKey(parent)) {
                            workers.execute(() -> fallBack(callId, parent));
                        }
                    },
                    status == 200 ? evidenceMs : 0,
                    TimeUnit.MILLISECONDS);
        }
        TwinCall call = twin.call(callId);
        workers.execute(() -> {
            try {
                if (call.await(
                        it -> it.story().stream().anyMatch(line -> line.text().contains("back with the same agent")),
                        Duration.ofSeconds(10))) {
                    socket.sendText(
                                    "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\","
                                            + "\"call_id\":\"" + functionCall + "\",\"output\":\"nobody answered\"}}",
                                    true)
                            .join();
                    socket.sendText("{\"type\":\"response.create\"}", true).join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void fallBack(String callId, String parent) {
        if (releases) {
            releasing.put(parent, true);
            openAi(callId, "hangup", "");
        } else {
            rest("/Calls/" + parent + ".json", Map.of("Url", base() + "/twiml/target?0", "Method", "POST"));
        }
    }

    int openAi(String callId, String verb, String body) {
        return send(HttpRequest.newBuilder(URI.create(twin.openAiUrl() + "/realtime/calls/" + callId + "/" + verb))
                        .header(
                                "Authorization",
                                "Bearer " + twin.options().openAi().apiKey())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    HttpResponse<String> rest(String path, Map<String, String> form) {
        String user = twin.options().twilio().accountSid() + ":"
                + twin.options().twilio().authToken();
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));
        return send(HttpRequest.newBuilder(URI.create(twin.twilioUrl() + "/2010-04-01/Accounts/"
                        + twin.options().twilio().accountSid() + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.isEmpty() ? new String[0] : body.split("&")) {
            String[] both = pair.split("=", 2);
            form.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    @Override
    public void close() {
        open = false;
        server.stop(0);
        timers.shutdownNow();
        workers.shutdownNow();
        openAi.close();
    }
}

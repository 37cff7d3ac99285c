package dev.referee.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.referee.call.CarrierCallId;
import dev.referee.transfer.RequestResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CarrierClientTest {

    private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    private static final CarrierCallId CALL = new CarrierCallId("CA0123456789abcdef0123456789abcdef");
    private static final String PATH = "/2010-04-01/Accounts/" + ACCOUNT + "/Calls/" + CALL + ".json";
    private static final String KNOWN =
            "{\"sid\":\"" + CALL + "\",\"status\":\"in-progress\",\"some_new_field\":{\"a\":1}}";
    private static final URI TARGET = URI.create("https://voice.example.com/twiml/t?t=1&n=2");

    private record Seen(String method, String path, String authorization, String body) {}

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile Answer answer = exchange -> send(exchange, 200, "application/json", KNOWN);

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(body, StandardCharsets.UTF_8)));
            answer.to(exchange);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        done.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private CarrierClient client(Duration timeout) {
        return client(server.getAddress().getPort(), timeout);
    }

    private static CarrierClient client(int port, Duration timeout) {
        return new CarrierClient(ACCOUNT, "token", ACCOUNT, "http://127.0.0.1:" + port, Duration.ofSeconds(1), timeout);
    }

    private CarrierClient client() {
        return client(Duration.ofSeconds(10));
    }

    @Test
    void a_redirect_is_one_post_of_url_and_method() {
        RequestResult result = client().redirect(CALL, TARGET);

        assertThat(result.with(Map.of())).isEqualTo(new RequestResult.Accepted(200, "200 in-progress"));
        assertThat(seen).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo(PATH);
            assertThat(request.authorization())
                    .isEqualTo("Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjp0b2tlbg==");
            assertThat(request.body().split("&"))
                    .containsExactlyInAnyOrder(
                            "Url=https%3A%2F%2Fvoice.example.com%2Ftwiml%2Ft%3Ft%3D1%26n%3D2", "Method=POST");
        });
    }

    @Test
    void a_hang_up_is_one_post_of_the_status() {
        RequestResult result = client().complete(CALL);

        assertThat(result).isInstanceOf(RequestResult.Accepted.class);
        assertThat(seen).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo(PATH);
            assertThat(request.body()).isEqualTo("Status=completed");
        });
    }

    @Test
    void a_key_signs_in_for_the_same_account_below_a_base_path() {
        CarrierClient keyed = new CarrierClient(
                "SK1",
                "secret",
                ACCOUNT,
                "http://127.0.0.1:" + server.getAddress().getPort() + "/base",
                Duration.ofSeconds(1),
                Duration.ofSeconds(10));

        keyed.complete(CALL);

        assertThat(seen).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/base" + PATH);
            assertThat(request.authorization()).isEqualTo("Basic U0sxOnNlY3JldA==");
        });
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "400, 21220, AlreadyOver",
        "404, 20404, AlreadyOver",
        "400, 21205, Refused",
        "400, 20404, Refused",
        "404, 21220, Refused",
        "401, 20003, Refused",
        "403, 20003, Refused",
        "408, 0, Refused",
        "409, 0, Refused",
        "429, 20429, Refused",
        "500, 20500, Unknown",
        "502, 0, Unknown",
        "503, 20503, Unknown",
        "504, 0, Unknown"
    })
    void every_error_has_its_result_and_is_sent_once(int status, String code, String expected) {
        answer = exchange -> send(
                exchange,
                status,
                "application/json",
                "{\"code\":" + code + ",\"message\":\"Call +61491570006 is not in-progress.\",\"status\":" + status
                        + "}");

        RequestResult redirect = client().redirect(CALL, TARGET);

        assertThat(redirect.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(redirect.reason()).startsWith(String.valueOf(status)).doesNotContain("61491570006");
        assertThat(seen).hasSize(1);
    }

    @Test
    void a_newer_error_format_keeps_its_code() {
        answer = exchange -> send(
                exchange,
                400,
                "application/problem+json",
                "{\"type\":\"x\",\"title\":\"t\",\"detail\":\"over\",\"code\":21220}");

        assertThat(client().redirect(CALL, TARGET).with(Map.of()))
                .isEqualTo(new RequestResult.AlreadyOver(400, "21220", "400 21220: over"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void an_html_error_page_is_sent_once_and_unknown(int status) {
        answer = exchange -> send(exchange, status, "text/html", "<html><body>Service Unavailable</body></html>");

        assertThat(client().redirect(CALL, TARGET)).isInstanceOf(RequestResult.Unknown.class);
        assertThat(client().complete(CALL)).isInstanceOf(RequestResult.Unknown.class);
        assertThat(seen).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>", "{}", "[]", "{\"sid\":\"CAffffffffffffffffffffffffffffffff\"}", "{\"sid\":", "null"
            })
    void a_yes_without_this_call_proves_nothing(String body) {
        answer = exchange -> send(exchange, 200, "application/json", body);

        assertThat(client().redirect(CALL, TARGET)).isInstanceOf(RequestResult.Unknown.class);
        assertThat(seen).hasSize(1);
    }

    @Test
    void a_404_without_twilios_code_is_refused() {
        answer = exchange -> send(exchange, 404, "text/html", "<html>not here</html>");

        assertThat(client().redirect(CALL, TARGET).with(Map.of())).isEqualTo(new RequestResult.Refused(404, "", "404"));
    }

    @Test
    void of_an_answer_only_what_names_it_is_kept() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Twilio-Request-Id", "RQ0123");
            exchange.getResponseHeaders().set("Twilio-Request-Duration", "0.052");
            exchange.getResponseHeaders().set("Set-Cookie", "session=secret");
            send(exchange, 429, "application/json", "{\"code\":20429}");
        };

        assertThat(client().redirect(CALL, TARGET).seen())
                .containsEntry("status", "429")
                .containsEntry("header.twilio-request-id", "RQ0123")
                .containsEntry("header.twilio-request-duration", "0.052")
                .containsOnlyKeys(
                        "status", "header.date", "header.twilio-request-id", "header.twilio-request-duration");
    }

    @Test
    void an_http_redirect_is_not_followed() {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            send(exchange, 307, "text/plain", "");
        };

        assertThat(client().redirect(CALL, TARGET)).isInstanceOf(RequestResult.Unknown.class);
        assertThat(seen).hasSize(1);
    }

    @Test
    void silence_is_unknown_after_the_timeout_and_sent_once() {
        answer = exchange -> await();

        assertThat(client(Duration.ofMillis(300)).redirect(CALL, TARGET))
                .isEqualTo(new RequestResult.Unknown("no answer: TimeoutException"));
        assertThat(seen).hasSize(1);
    }

    @Test
    void a_body_that_never_ends_is_unknown_after_the_timeout() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        };

        assertThat(client(Duration.ofMillis(300)).redirect(CALL, TARGET)).isInstanceOf(RequestResult.Unknown.class);
        assertThat(seen).hasSize(1);
    }

    @Test
    void a_reset_after_the_request_is_unknown_and_sent_once() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            threads.submit(() -> {
                while (true) {
                    try (Socket socket = listener.accept()) {
                        connections.incrementAndGet();
                        socket.getInputStream().read(new byte[65536]);
                        socket.setSoLinger(true, 0);
                    }
                }
            });

            RequestResult result =
                    client(listener.getLocalPort(), Duration.ofSeconds(10)).redirect(CALL, TARGET);

            assertThat(result).isInstanceOf(RequestResult.Unknown.class);
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void a_refused_connection_and_an_unknown_host_were_never_sent() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        CarrierClient nowhere = new CarrierClient(
                ACCOUNT, "token", ACCOUNT, "http://carrier.invalid", Duration.ofSeconds(5), Duration.ofSeconds(10));

        assertThat(client(free, Duration.ofSeconds(10)).redirect(CALL, TARGET))
                .isInstanceOf(RequestResult.NotSent.class);
        assertThat(nowhere.redirect(CALL, TARGET)).isInstanceOf(RequestResult.NotSent.class);
    }

    @Test
    void an_interrupted_request_is_unknown_and_the_thread_stays_interrupted() {
        Thread.currentThread().interrupt();

        RequestResult result = client().redirect(CALL, TARGET);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isInstanceOf(RequestResult.Unknown.class);
    }

    @Test
    void a_status_is_fetched_with_one_get() {
        assertThat(client().fetchStatus(CALL)).isEqualTo(new CarrierStatus.Seen(CallStatus.IN_PROGRESS));
        assertThat(seen).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo(PATH);
        });
    }

    @Test
    void a_status_that_cannot_be_had_says_so() {
        answer = exchange ->
                send(exchange, 404, "application/json", "{\"code\":20404,\"message\":\"x\",\"status\":404}");
        assertThat(client().fetchStatus(CALL)).isEqualTo(new CarrierStatus.NotFound());

        answer = exchange -> send(exchange, 503, "text/html", "<html>");
        assertThat(client().fetchStatus(CALL)).isInstanceOf(CarrierStatus.Unavailable.class);

        answer = exchange ->
                send(exchange, 200, "application/json", "{\"sid\":\"" + CALL + "\",\"status\":\"dancing\"}");
        assertThat(client().fetchStatus(CALL)).isEqualTo(new CarrierStatus.Seen(CallStatus.UNKNOWN));
        assertThat(seen).hasSize(3);
    }

    @Test
    void legs_are_listed_by_their_parent() {
        answer = exchange -> send(exchange, 200, "application/json", """
                {"calls":[
                  {"sid":"CA1","parent_call_sid":"%s","to":"+61491570006","status":"in-progress"},
                  {"sid":"CA3","parent_call_sid":"%s","to":"+61491570156","status":"no-answer","duration":"1"},
                  {"sid":"CA2","parent_call_sid":"%s","to":"sip:proj_x@sip.api.openai.com","status":"completed","duration":"7"}],
                 "page":0,"page_size":50,"next_page_uri":null}""".formatted(CALL, CALL, CALL));

        assertThat(client().fetchLegs(CALL))
                .contains(List.of(
                        new CarrierLeg("CA1", "+61491570006", CallStatus.IN_PROGRESS, Duration.ZERO),
                        new CarrierLeg("CA3", "+61491570156", CallStatus.NO_ANSWER, Duration.ZERO),
                        new CarrierLeg(
                                "CA2", "sip:proj_x@sip.api.openai.com", CallStatus.COMPLETED, Duration.ofSeconds(7))));
        assertThat(seen).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).contains("/Calls.json").contains("ParentCallSid=" + CALL);
        });
    }

    @Test
    void legs_that_cannot_be_had_are_not_taken_for_none() {
        answer = exchange -> send(exchange, 503, "text/html", "<html>");
        assertThat(client().fetchLegs(CALL)).isEmpty();

        answer = exchange -> send(exchange, 200, "text/html", "<html>");
        assertThat(client().fetchLegs(CALL)).isEmpty();
    }

    private void await() {
        try {
            done.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}

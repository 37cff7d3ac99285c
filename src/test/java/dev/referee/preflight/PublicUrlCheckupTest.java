package dev.referee.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.referee.preflight.Finding.Level;
import dev.referee.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** The way from the public address to here, through proxies that are right and proxies that are not. */
class PublicUrlCheckupTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.find();
    private HttpServer proxy;

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.stop(0);
        }
    }

    private MockEnvironment settings(String publicUrl) {
        return new MockEnvironment()
                .withProperty("server.port", Integer.toString(port))
                .withProperty("server.address", "127.0.0.1")
                .withProperty("referee.public-url", publicUrl)
                .withProperty("referee.twilio.auth-token", "token");
    }

    private List<Finding> run(String publicUrl) throws Exception {
        return new PublicUrlCheckup(true).run(new Surroundings(settings(publicUrl)));
    }

    /** A proxy that hands everything on to our port, path and query changed as wanted. */
    private String proxy(UnaryOperator<String> change) throws IOException {
        return proxy(change, body -> body);
    }

    private String proxy(UnaryOperator<String> change, UnaryOperator<String> rewrite) throws IOException {
        return serve(exchange -> {
            String body = rewrite.apply(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String path = change.apply(exchange.getRequestURI().toString());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (name.toLowerCase(java.util.Locale.ROOT).startsWith("x-")) {
                    request.header(name, values.get(0));
                }
            });
            try {
                HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                send(exchange, answer.statusCode(), answer.body());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private String serve(Handler handler) throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", handler::handle);
        proxy.start();
        return "http://127.0.0.1:" + proxy.getAddress().getPort();
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void last(List<Finding> found, Level level, String what) {
        Finding last = found.get(found.size() - 1);
        assertThat(last.level()).as(last.toString()).isEqualTo(level);
        assertThat(last.toString()).contains(what);
    }

    @Test
    void a_proxy_that_leaves_requests_as_they_are_is_fine() throws Exception {
        last(run(proxy(path -> path)), Level.OK, "signatures survive the way");
    }

    @Test
    void a_path_of_the_public_address_has_to_be_taken_away_by_the_proxy() throws Exception {
        String url = proxy(path -> path.replaceFirst("/voice", "")) + "/voice";
        last(run(url), Level.OK, "signatures survive the way");

        proxy.stop(0);
        last(run(proxy(path -> path) + "/voice"), Level.ERROR, "answers 503");
    }

    @Test
    void a_proxy_that_changes_the_body_breaks_signatures() throws Exception {
        last(run(proxy(path -> path, body -> body.replace("%E2%98%8E", ""))), Level.ERROR, "arrives changed");
    }

    @Test
    void a_proxy_that_decodes_the_query_breaks_signatures() throws Exception {
        last(run(proxy(path -> path.replace("%2B", "+"))), Level.ERROR, "arrives changed");
    }

    @Test
    void a_proxy_that_drops_the_path_leads_elsewhere() throws Exception {
        last(run(proxy(path -> "/")), Level.ERROR, "answers 503");
    }

    @Test
    void a_redirect_is_named() throws Exception {
        String url = serve(exchange -> {
            exchange.getResponseHeaders().add("Location", "https://voice.example.com/");
            send(exchange, 301, new byte[0]);
        });

        last(run(url), Level.ERROR, "redirects (301)");
    }

    @Test
    void somebody_else_who_answers_everything_is_not_us() throws Exception {
        String url = serve(exchange -> send(exchange, 200, "hello".getBytes(StandardCharsets.UTF_8)));

        last(run(url), Level.ERROR, "answered by somebody else");
    }

    @Test
    void nobody_there_is_an_error() throws Exception {
        last(run("http://127.0.0.1:" + FreePort.find()), Level.ERROR, "not reached from here");
    }

    @Test
    void our_own_port_in_other_hands_is_told() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            String url = serve(exchange -> send(exchange, 502, new byte[0]));

            last(run(url), Level.WARNING, "GET /api/preflight");
            assertThat(taken.isBound()).isTrue();
        }
    }

    @Test
    void the_port_is_free_again_afterwards() throws Exception {
        run("http://127.0.0.1:" + port);

        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void an_address_of_this_machine_is_a_warning_except_with_the_twin() throws Exception {
        MockEnvironment settings = settings("http://127.0.0.1:" + port);

        assertThat(new PublicUrlCheckup(true)
                        .run(new Surroundings(settings))
                        .get(0)
                        .level())
                .isEqualTo(Level.WARNING);
        settings.setActiveProfiles("twin");
        assertThat(new PublicUrlCheckup(true)
                        .run(new Surroundings(settings))
                        .get(0)
                        .level())
                .isEqualTo(Level.OK);
    }

    @Test
    void a_public_address_in_the_clear_and_a_private_one_are_warnings() throws Exception {
        assertThat(run("http://voice.invalid").get(0).toString())
                .startsWith("warning")
                .contains("in the clear");
        assertThat(new PublicUrlCheckup(false)
                        .run(new Surroundings(new MockEnvironment()
                                .withProperty("referee.public-url", "https://10.255.255.1.invalid")))
                        .get(0)
                        .level())
                .isEqualTo(Level.OK);
        assertThat(new PublicUrlCheckup(false)
                        .run(new Surroundings(
                                new MockEnvironment().withProperty("referee.public-url", "https://192.168.0.1")))
                        .get(0)
                        .toString())
                .startsWith("warning")
                .contains("private address");
    }
}

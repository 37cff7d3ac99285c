package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.referee.config.SettingsFixture;
import dev.referee.scope.TraceParent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenAiHttpTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final List<Map<String, List<String>>> heard = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            heard.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        TraceParent.set(null);
        server.stop(0);
    }

    @Test
    void a_request_has_the_key_and_no_trace_unless_there_is_one() throws IOException {
        post();

        assertThat(heard.get(0)).containsEntry("Authorization", List.of("Bearer sk-twin-not-a-real-key"));
        assertThat(heard.get(0)).doesNotContainKey("Traceparent");
    }

    @Test
    void the_trace_of_the_thread_goes_along() throws IOException {
        TraceParent.set(TRACE);

        post();

        assertThat(heard.get(0)).containsEntry("Traceparent", List.of(TRACE));
    }

    private void post() throws IOException {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new OpenAiHttp().openAiKey(SettingsFixture.twin().settings()).configureHttpClient(builder);
        try (CloseableHttpClient client = builder.build()) {
            client.execute(
                    new HttpPost("http://127.0.0.1:" + server.getAddress().getPort() + "/"), response -> null);
        }
    }
}

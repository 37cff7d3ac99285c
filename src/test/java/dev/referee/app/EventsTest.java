package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.referee.RefereeApplication;
import dev.referee.ledger.Outbox;
import dev.referee.openai.WebhookVerifier;
import dev.referee.testkit.FreePort;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.Switches;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Post-call events of the whole application, over a restart, with a receiver that is away at first. */
class EventsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final List<String> verdicts = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.find();
    private final int twinPort = FreePort.find();
    private HttpServer receiver;
    private volatile int status = 200;
    private ConfigurableApplicationContext app;

    @BeforeEach
    void startReceiver() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        WebhookVerifier verifier = new WebhookVerifier(SECRET, Clock.systemUTC());
        receiver.createContext("/ended", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            verdicts.add(headers.getFirst("webhook-id") + " "
                    + verifier.verify(
                            headers.get("webhook-id"),
                            headers.get("webhook-timestamp"),
                            headers.get("webhook-signature"),
                            body));
            received.add(body);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.close();
        }
        receiver.stop(0);
    }

    private void startApp() {
        app = new SpringApplicationBuilder(RefereeApplication.class)
                .profiles("twin")
                .run(
                        "--server.port=" + port,
                        "--referee.twin.port=" + twinPort,
                        "--camel.main.routes-reload-enabled=false",
                        "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("referee"),
                        "--referee.events.url=http://127.0.0.1:"
                                + receiver.getAddress().getPort() + "/ended",
                        "--referee.events.secret=" + SECRET,
                        "--referee.transfer.evidence-timeout=400ms");
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(url(path)).build(), BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> post(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(url(path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Test
    void a_call_is_told_whole_and_signed_and_what_was_refused_is_told_after_a_restart_when_it_is_asked_for()
            throws Exception {
        status = 410;
        startApp();
        TwinCall call = app.getBean(Twin.class).placeCall(AppTest.fast().with(Switches.REFER, Refer.SILENT));
        assertThat(call.awaitOver(LIMIT)).as(call::toString).isTrue();

        await("a dead letter")
                .atMost(LIMIT)
                .until(() -> app.getBean(Outbox.class).counts().dead() == 1);
        assertThat(received).hasSize(1);
        JsonNode dead = JSON.readTree(get("/api/events/dead"));
        String eventId = dead.at("/0/eventId").asText();
        assertThat(dead.at("/0/failure").asText()).isEqualTo("answered 410");
        assertThat(dead.at("/0/carrierCallId").asText()).isEqualTo(call.parentSid());
        assertThat(JSON.readTree(get("/actuator/health"))
                        .at("/components/events/details/dead")
                        .asInt())
                .isOne();
        assertThat(get("/actuator/prometheus")).contains("referee_events_dead 1.0");

        app.close();
        status = 200;
        startApp();
        assertThat(post("/api/events/evt_unknown/resend").statusCode()).isEqualTo(404);
        assertThat(post("/api/events/" + eventId + "/resend").statusCode()).isEqualTo(202);

        await("it is delivered").atMost(LIMIT).until(() -> JSON.readTree(get("/api/events/" + eventId))
                .path("deliveredAt")
                .isTextual());
        assertThat(verdicts).containsExactly(eventId + " VALID", eventId + " VALID");
        JsonNode event = JSON.readTree(received.get(1));
        assertThat(event.path("type").asText()).isEqualTo("call.ended");
        assertThat(event.path("data")).isEqualTo(JSON.readTree(get("/api/calls/" + call.parentSid())));
        assertThat(event.at("/data/transfers/0/outcome").asText()).isEqualTo("bridged");
        assertThat(event.at("/data/from").asText()).startsWith("+").doesNotContain("…");
        assertThat(JSON.readTree(get("/api/events")).path("dead").asInt()).isZero();
    }
}

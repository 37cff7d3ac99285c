package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.testkit.FreePort;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.Switches;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import dev.referee.twin.TwinOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a real process with callers on the line. */
class DrainTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private final int port = FreePort.find();
    private Twin twin;
    private Process app;

    @BeforeEach
    void startTwin() throws Exception {
        twin = Twin.start(TwinOptions.usual());
        twin.gateway(URI.create(url("")));
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.destroyForcibly();
        }
        twin.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private void startApp() throws IOException {
        TwinOptions options = twin.options();
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classpath,
                "dev.referee.RefereeApplication",
                "--spring.profiles.active=live",
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("referee"),
                "--referee.public-url=" + url(""),
                "--referee.openai.api-key=" + options.openAi().apiKey(),
                "--referee.openai.webhook-secret=" + options.openAi().webhookSecret(),
                "--referee.openai.project-id=" + options.openAi().projectId(),
                "--referee.openai.base-url=" + twin.openAiUrl(),
                "--referee.twilio.account-sid=" + options.twilio().accountSid(),
                "--referee.twilio.auth-token=" + options.twilio().authToken(),
                "--referee.twilio.base-url=" + twin.twilioUrl(),
                "--referee.admin.token=token-of-the-drain-test",
                "--referee.transfer.evidence-timeout=2500ms"));
        app = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        await().atMost(LIMIT).until(() -> status("/actuator/health/readiness") == 200);
    }

    private int status(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url(path))).build(), BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException refused) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private HttpResponse<String> post(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path)))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static boolean has(TwinCall call, String text) {
        return call.story().stream().anyMatch(line -> line.text().contains(text));
    }

    @Test
    void a_transfer_is_finished_talks_are_left_alone_and_the_exit_code_is_0() throws Exception {
        startApp();
        TwinCall talking = twin.placeCall(AppTest.fast().with(Switches.THINK_MS, 120_000));
        TwinCall moving = twin.placeCall(AppTest.fast()
                .with(Switches.REFER, Refer.SILENT)
                .with(Switches.HUMAN_RING_MS, 1_500)
                .with(Switches.HUMAN_TALK_MS, 120_000));
        assertThat(talking.await(it -> has(it, "GREET"), LIMIT)).as(this::log).isTrue();
        await().atMost(LIMIT).until(() -> !moving.exchanges("refer").isEmpty());

        app.destroy();
        await().atMost(LIMIT).until(() -> log().contains("no new calls are taken"));
        HttpResponse<String> webhook = post("/openai/webhook");
        HttpResponse<String> inbound = post("/twiml/inbound");

        assertThat(webhook.statusCode()).isEqualTo(503);
        assertThat(webhook.headers().firstValue("Retry-After")).contains("1");
        assertThat(inbound.body()).contains("<Redirect method=\"POST\">" + url("/twiml/inbound?again=1"));
        assertThat(status("/actuator/health/readiness")).isEqualTo(503);
        CompletableFuture<Process> exit = app.onExit();
        assertThat(exit.get(40, TimeUnit.SECONDS).exitValue()).as(this::log).isZero();
        assertThat(log()).contains("no transfer runs here any more");
        assertThat(moving.exchanges("update-call")).hasSize(1);
        assertThat(talking.isOver()).as("the agent still has the caller").isFalse();
        assertThat(moving.bridges()).as("with a human by now").hasSize(1);
        assertThat(moving.violations()).isEmpty();

        startApp();
        await().atMost(LIMIT).until(() -> log().contains("looking after them"));
        assertThat(talking.exchanges("hangup")).isEmpty();
        assertThat(talking.violations()).isEmpty();
    }

    @Test
    void a_page_that_watches_is_let_go_and_holds_nothing_up() throws Exception {
        startApp();
        HttpRequest live = HttpRequest.newBuilder(URI.create(url("/api/live")))
                .header("Authorization", "Bearer token-of-the-drain-test")
                .build();
        HttpResponse<InputStream> page = HTTP.send(live, BodyHandlers.ofInputStream());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body().read()).isEqualTo('e');

        app.destroy();

        CompletableFuture<byte[]> rest = CompletableFuture.supplyAsync(() -> {
            try {
                return page.body().readAllBytes();
            } catch (IOException cut) {
                throw new UncheckedIOException(cut);
            }
        });
        assertThat(rest.get(40, TimeUnit.SECONDS))
                .as("an orderly end, and no cut")
                .isNotEmpty();
        assertThat(app.onExit().get(40, TimeUnit.SECONDS).exitValue())
                .as(this::log)
                .isZero();
        assertThat(log()).doesNotContain("requests still active").doesNotContain("Failed to shut down");
    }
}

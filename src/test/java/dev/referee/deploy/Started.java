package dev.referee.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The program as somebody else starts it, under profile twin; it is gone at the end, whatever happened.
 *
 * @param process that runs
 * @param port on which it answers
 * @param log what it said
 */
record Started(Process process, int port, Path log) implements AutoCloseable {

    static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    static Started start(List<String> command, Path folder, Path log) throws IOException {
        int port = freePort();
        Map<String, String> environment = Map.of(
                "SPRING_PROFILES_ACTIVE", "twin",
                "SERVER_PORT", Integer.toString(port),
                "REFEREE_TWIN_PORT", Integer.toString(freePort()));
        return new Started(process(command, folder, environment, log).start(), port, log);
    }

    /** A process that finds the Java of this test. */
    static ProcessBuilder process(List<String> command, Path folder, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> all = builder.environment();
        all.putAll(environment);
        all.put("JAVA_HOME", JAVA_HOME.toString());
        all.put("PATH", JAVA_HOME.resolve("bin") + File.pathSeparator + all.getOrDefault("PATH", ""));
        return builder;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isReady() throws InterruptedException {
        return status("/actuator/health/readiness") == 200;
    }

    /** The status of a GET; 0 without an answer. */
    int status(String path) throws InterruptedException {
        assertThat(process.isAlive()).as("it runs, see %s", log).isTrue();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** SIGTERM; gives the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(Shipped.STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

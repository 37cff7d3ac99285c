package dev.referee.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The packed jar as a process of its own, with its output in a file. It runs in an empty folder, so that neither the
 * project's {@code config/} nor its {@code routes/} win over the packed copies.
 */
final class Jar implements AutoCloseable {

    static final Path WORK = Path.of(System.getProperty("referee.work", "target/processes"));

    static final String RUNNING_JAVA = ProcessHandle.current().info().command().orElse("java");

    private static final Path JAR = Path.of(System.getProperty("referee.jar", "target/referee.jar"));
    private static final Duration START = Duration.ofSeconds(180);
    private static final AtomicInteger STARTS = new AtomicInteger();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Process process;
    private final int port;
    private final Path log;
    private final Thread hook;

    private Jar(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts it; {@link #awaitReady()} tells when it serves. */
    static Jar start(String name, Path folder, int port, List<String> arguments) {
        return start(RUNNING_JAVA, name, folder, port, List.of(), arguments);
    }

    /** The same, with a Java of its own and options for it. */
    static Jar start(String java, String name, Path folder, int port, List<String> options, List<String> arguments) {
        try {
            Files.createDirectories(folder);
            Files.createDirectories(WORK);
            Path log = WORK.resolve(name + "-" + STARTS.incrementAndGet() + ".log");
            List<String> command =
                    new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m"));
            command.addAll(options);
            command.addAll(List.of(
                    "-jar", JAR.toAbsolutePath().toString(), "--server.port=" + port, "--server.address=127.0.0.1"));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            return new Jar(builder.start(), port, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    /** Waits until it says that it is ready. */
    Jar awaitReady() {
        await("ready: " + log).pollInterval(Duration.ofMillis(50)).atMost(START).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("it stopped with " + process.exitValue() + ", see " + log);
            }
            return status("/actuator/health/readiness") == 200;
        });
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** SIGTERM; gives the exit code. */
    int terminate(Duration most) {
        process.destroy();
        return awaitExit(most);
    }

    /** {@code kill -STOP}: it does nothing any more, but its sockets stay open. */
    void freeze() {
        run("kill", "-STOP", Long.toString(process.pid()));
    }

    /** {@code kill -CONT}: it goes on as if no time had passed. */
    void thaw() {
        run("kill", "-CONT", Long.toString(process.pid()));
    }

    /** No file of it may grow beyond so many bytes, as on a full disk; {@code unlimited} makes room again. */
    void fileSize(String most) {
        run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + most + ":");
    }

    private static void run(String... command) {
        try {
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException(List.of(command) + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int awaitExit(Duration most) {
        try {
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("still running after " + most + ", see " + log);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The status of a GET; 0 without an answer. */
    int status(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url(path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As an operator. */
    String get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url(path))
                    .timeout(Duration.ofSeconds(10))
                    .header("Authorization", "Bearer " + Gateways.OPERATOR)
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String post(String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url(path))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The value of a metric in Prometheus' text, summed over its labels; 0 if there is none. */
    double metric(String name, String... labels) {
        return get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(name))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The values of one metric by its labels. */
    Map<String, Double> series(String name) {
        Map<String, Double> values = new TreeMap<>();
        get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .forEach(line -> values.put(
                        line.substring(name.length(), line.lastIndexOf(' ')),
                        Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
        return values;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}

package dev.referee.bench;

import dev.referee.twin.Twin;
import dev.referee.twin.TwinOptions;
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
import java.util.concurrent.TimeUnit;

/** A gateway as a process of its own: the packed jar, or the yardstick. Its output goes into a file of its folder. */
final class Gateway implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 60;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Process process;
    private final int port;
    private final Path log;
    private final long begunAt;

    private Gateway(Process process, int port, Path log, long begunAt) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.begunAt = begunAt;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts it in an empty folder; {@link #awaitReady()} tells when it serves.
     *
     * @param java the command before the program's own arguments
     * @param arguments its own
     */
    static Gateway start(Path folder, int port, List<String> java, List<String> arguments) {
        try {
            Files.createDirectories(folder);
            Path log = folder.resolve("gateway.log");
            List<String> command = new ArrayList<>(java);
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Gateway(process, port, log, System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of a gateway that works with this twin, in the words of the jar. */
    static List<String> settings(Twin twin, int port, Duration evidenceTimeout, String database) {
        TwinOptions options = twin.options();
        return List.of(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--spring.profiles.active=live",
                "--spring.datasource.url=" + database,
                "--referee.public-url=http://127.0.0.1:" + port,
                "--referee.openai.base-url=" + twin.openAiUrl(),
                "--referee.openai.api-key=" + options.openAi().apiKey(),
                "--referee.openai.webhook-secret=" + options.openAi().webhookSecret(),
                "--referee.openai.project-id=" + options.openAi().projectId(),
                "--referee.twilio.base-url=" + twin.twilioUrl(),
                "--referee.twilio.account-sid=" + options.twilio().accountSid(),
                "--referee.twilio.auth-token=" + options.twilio().authToken(),
                "--referee.tools.order-status.url=http://127.0.0.1:" + twin.port() + "/orders",
                "--referee.agents.default.tools=order_status",
                "--referee.transfer.evidence-timeout=" + evidenceTimeout.toMillis() + "ms",
                // nearly every REFER of these calls is silent; an open breaker would save them the wait
                "--referee.breaker.minimum-calls=1000",
                "--referee.breaker.sliding-window=1000",
                "--referee.breaker.failure-rate=100",
                "--referee.breaker.bulkhead=10000",
                "--referee.limits.calls=10000",
                "--referee.limits.transfers=10000",
                "--referee.limits.commands=50000",
                "--server.tomcat.max-connections=16384");
    }

    /** The same for the yardstick. */
    static List<String> yardstick(Twin twin, int port, Duration evidenceTimeout) {
        TwinOptions options = twin.options();
        return List.of(
                "--port=" + port,
                "--public-url=http://127.0.0.1:" + port,
                "--openai=" + twin.openAiUrl(),
                "--api-key=" + options.openAi().apiKey(),
                "--webhook-secret=" + options.openAi().webhookSecret(),
                "--project-id=" + options.openAi().projectId(),
                "--twilio=" + twin.twilioUrl(),
                "--account-sid=" + options.twilio().accountSid(),
                "--auth-token=" + options.twilio().authToken(),
                "--evidence-timeout=" + evidenceTimeout.toMillis());
    }

    /** Waits until it says that it is ready; gives the milliseconds since its start. */
    double awaitReady() {
        long end = begunAt + START.toNanos();
        do {
            if (!process.isAlive()) {
                throw new IllegalStateException("it stopped with " + process.exitValue() + ", see " + log);
            }
            if (status("/actuator/health/readiness") == 200) {
                return sinceStartMs();
            }
            Pause.ms(5);
        } while (System.nanoTime() < end); // one that runs already is asked once
        throw new IllegalStateException("not ready after " + START + ", see " + log);
    }

    /** Milliseconds since its start. */
    double sinceStartMs() {
        return (System.nanoTime() - begunAt) / 1e6;
    }

    private int status(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url().resolve(path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What it has used up to now. */
    Proc used() {
        return Proc.of(process.pid());
    }

    /** The peak of its memory is from now on that of what comes. */
    void forgetPeak() {
        Proc.forgetPeak(process.pid());
    }

    /** Has its garbage collected, so that what is left is what it needs. */
    void collectGarbage(Path javaHome) {
        try {
            Process jcmd = new ProcessBuilder(
                            javaHome.resolve("bin/jcmd").toString(), Long.toString(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (jcmd.waitFor() != 0) {
                throw new IllegalStateException("jcmd ended with " + jcmd.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}

package dev.referee.masking;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.referee.scope.CallScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.slf4j.MDC;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.FileSystemResource;

/**
 * A line of a call's log, from the logger to the bytes that would be written, with all that stands before the appender; beside
 * bare Logback with the same pattern, which masks nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogLineBenchmark {

    private static final String FORMAT = "{} {} {}{}";
    private static final String CALL = "rtc_u1_9b4c1d7e20f84c55a3b7f1c2d3e4f5a6";
    private static final String TRANSFER = "t-k3v9q0x7m2b8n4c6z1w5y0aaaa";

    /** A line without and one with what must be masked; most have nothing. */
    @Param({"words", "number"})
    private String kind = "words";

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private Logger masked = logger(OutputStream.nullOutputStream());
    private Logger bare = masked;
    private String detail = "";

    @Setup
    public void prepare() throws IOException {
        MDC.put(CallScope.CALL, CALL);
        MDC.put(CallScope.CALL_KEY, "c-k3v9q0x7m2b8n4c6z1w5y0bbbb");
        MDC.put(CallScope.TRANSFER_ID, TRANSFER);
        MDC.put(CallScope.WHOSE, CALL + " " + TRANSFER + " ");
        detail = kind.equals("words")
                ? " mechanism=refer verdict=silent reason=\"no evidence\" after=4.000s"
                : " mechanism=redirect to=tel:+61491570006 number=1 sid=CA0123456789abcdef0123456789abcdef";
        check();
        masked = withMasks(OutputStream.nullOutputStream());
        bare = logger(OutputStream.nullOutputStream());
    }

    @Benchmark
    public void masked() {
        masked.info(FORMAT, "+5.805s", "referee ", "verdict", detail);
    }

    @Benchmark
    public void bare() {
        bare.info(FORMAT, "+5.805s", "referee ", "verdict", detail);
    }

    /** Refuses to measure a line that is not as people see it. */
    private void check() {
        masked = withMasks(seen);
        masked();
        String line = seen.toString(StandardCharsets.UTF_8);
        String expected = " INFO  " + CALL + " " + TRANSFER + " +5.805s referee  verdict"
                + detail.replace("+61491570006", "+61…06") + System.lineSeparator();
        if (!line.endsWith(expected)) {
            throw new IllegalStateException("not the line that was expected: " + line);
        }
    }

    private static Logger withMasks(OutputStream out) {
        Logger logger = logger(out);
        MaskedLog.standBefore(
                logger.getLoggerContext(),
                new Secrets(List.of(
                        "sk-proj-0123456789abcdefghij",
                        "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWo=",
                        "fedcba9876543210fedcba9876543210",
                        "an-admin-token")));
        return logger;
    }

    private static Logger logger(OutputStream out) {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(pattern());
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(out);
        appender.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
        return context.getLogger("referee.story");
    }

    /** As it is configured; exceptions, of which the lines have none, are Logback's own. */
    private static String pattern() {
        try {
            return Objects.requireNonNull(new YamlPropertySourceLoader()
                            .load("settings", new FileSystemResource(Path.of("config/application.yaml")))
                            .get(0)
                            .getProperty("logging.pattern.console"))
                    .toString()
                    .replace("%wEx", "%ex");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

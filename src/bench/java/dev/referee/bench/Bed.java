package dev.referee.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One gateway with everything that it needs: callers, a database, a folder of its own. */
final class Bed implements AutoCloseable {

    static final Duration EVIDENCE = Duration.ofSeconds(4);

    private final Callers callers = Callers.start();
    private final @Nullable EmbeddedPostgres postgres;
    private final Gateway gateway;

    private Bed(Options options, Kind kind, List<String> more) {
        try {
            Files.createDirectories(options.folder());
            Path folder =
                    Files.createTempDirectory(options.folder(), kind.name().toLowerCase(java.util.Locale.ROOT) + "-");
            int port = freePort();
            postgres = kind == Kind.POSTGRESQL ? postgres(folder) : null;
            List<String> java =
                    new ArrayList<>(List.of(options.java().resolve("bin/java").toString()));
            java.addAll(options.jvm());
            List<String> arguments = new ArrayList<>();
            if (kind == Kind.YARDSTICK) {
                java.addAll(List.of("-cp", classPath(), "dev.referee.bench.yardstick.Yardstick"));
                arguments.addAll(Gateway.yardstick(callers.twin(), port, EVIDENCE));
            } else {
                java.addAll(List.of("-jar", Extracted.jar(options).toString()));
                String database =
                        postgres == null ? "jdbc:h2:file:./data/referee" : postgres.getJdbcUrl("postgres", "postgres");
                arguments.addAll(Gateway.settings(callers.twin(), port, EVIDENCE, database));
                arguments.addAll(more);
            }
            gateway = Gateway.start(folder, port, java, arguments);
            callers.gateway(gateway.url());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it; it may not serve yet. */
    static Bed make(Options options, Kind kind, String... more) {
        return new Bed(options, kind, List.of(more));
    }

    private static EmbeddedPostgres postgres(Path folder) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("pg"))
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "256MB")
                .start();
    }

    /** Ours, for a process in another folder. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    Callers callers() {
        return callers;
    }

    Gateway gateway() {
        return gateway;
    }

    @Override
    public void close() {
        gateway.close();
        callers.close();
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

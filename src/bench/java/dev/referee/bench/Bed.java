package dev.referee.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One gateway with everything that it needs: callers, a database, a folder of its own. */
final class Bed implements AutoCloseable {

    static final Duration EVIDENCE = Duration.ofSeconds(4);

    private final Callers callers = Callers.start();
    private final @Nullable EmbeddedPostgres postgres;
    private final Options options;
    private final Kind kind;
    private final Path folder;
    private final String database;
    private final List<Gateway> gateways = new ArrayList<>();
    private int started;

    private Bed(Options options, Kind kind) {
        this.options = options;
        this.kind = kind;
        try {
            Files.createDirectories(options.folder());
            folder = Files.createTempDirectory(options.folder(), kind.name().toLowerCase(Locale.ROOT) + "-");
            postgres = kind == Kind.POSTGRESQL ? postgres(folder) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database = postgres == null
                ? "jdbc:h2:file:" + folder.resolve("node-1/data/referee")
                : postgres.getJdbcUrl("postgres", "postgres");
        start();
    }

    /** Starts a gateway, the first or another one on the same database; the callers go to it, and to those that run. */
    Gateway start() {
        int port = freePort();
        List<String> java = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        if (kind == Kind.YARDSTICK) {
            java.add(options.java().resolve("bin/java").toString());
            java.addAll(options.jvm());
            java.addAll(List.of("-cp", classPath(), "dev.referee.bench.yardstick.Yardstick"));
            arguments.addAll(Gateway.yardstick(callers.twin(), port, EVIDENCE));
        } else {
            java.addAll(Extracted.command(options));
            arguments.addAll(Gateway.settings(callers.twin(), port, EVIDENCE, database));
        }
        Gateway gateway = Gateway.start(folder.resolve("node-" + ++started), port, java, arguments);
        gateways.add(gateway);
        callers.gateways(gateways.stream().map(Gateway::url).toList());
        return gateway;
    }

    /** Stops the gateways and fills their ledger with these finished calls; {@link #start} goes on. */
    void fill(int first, int last) {
        gateways.forEach(Gateway::close);
        gateways.clear();
        try {
            PastCalls.fill(database, postgres == null ? "" : "postgres", first, last);
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger could not be filled", e);
        }
    }

    /** Starts it; it may not serve yet. */
    static Bed make(Options options, Kind kind) {
        return new Bed(options, kind);
    }

    private static EmbeddedPostgres postgres(Path folder) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("pg"))
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "8GB") // or it writes everything again and again while it is filled
                .start();
    }

    /** Ours, for a process in another folder. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Callers callers() {
        return callers;
    }

    /** The one that was started last. */
    Gateway gateway() {
        return gateways.get(gateways.size() - 1);
    }

    /** Stops the one that was started last; the callers go to the others. */
    void stopLast() {
        gateways.remove(gateways.size() - 1).close();
        callers.gateways(gateways.stream().map(Gateway::url).toList());
    }

    /** What those that run have used up to now, together. */
    Proc used() {
        return gateways.stream().map(Gateway::used).reduce(Proc.NOTHING, Proc::plus);
    }

    /** The peak of their memory is from now on that of what comes. */
    void forgetPeak() {
        gateways.forEach(Gateway::forgetPeak);
    }

    @Override
    public void close() {
        gateways.forEach(Gateway::close);
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

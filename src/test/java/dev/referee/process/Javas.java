package dev.referee.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The Java installations that processes are tested on: the one that runs the tests, and one with virtual threads beside it. */
final class Javas {

    private static final int VIRTUAL_THREADS = 21;

    private Javas() {}

    /** By version: the running one, and the newest from 21 on that lies in the same folder, if there is one and it is another. */
    static Map<Integer, Path> all() {
        Path running = Path.of(System.getProperty("java.home"));
        Map<Integer, Path> found = new LinkedHashMap<>();
        found.put(Runtime.version().feature(), running.resolve("bin/java"));
        try (Stream<Path> beside = Files.list(running.getParent())) {
            beside.filter(home -> version(home).orElse(0) >= VIRTUAL_THREADS)
                    .max(Comparator.comparing(home -> version(home).orElseThrow()))
                    .ifPresent(home -> found.putIfAbsent(version(home).orElseThrow(), home.resolve("bin/java")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Optional<Integer> version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        Properties words = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            words.load(reader);
        } catch (IOException e) {
            return Optional.empty();
        }
        String version = words.getProperty("JAVA_VERSION", "").replace("\"", "");
        return version.isEmpty()
                ? Optional.empty()
                : Optional.of(Runtime.Version.parse(version).feature());
    }
}

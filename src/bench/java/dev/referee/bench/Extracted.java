package dev.referee.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The packed jar as it is meant to be run: extracted by its own tool, once for each build. */
final class Extracted {

    private Extracted() {}

    /** The command that starts it: Java, its options, the jar. */
    static List<String> command(Options options) {
        List<String> command =
                new ArrayList<>(List.of(options.java().resolve("bin/java").toString()));
        command.addAll(options.jvm());
        Path jar = jar(options);
        if (options.cached()) {
            command.add("-XX:AOTCache=" + cache(options, jar.getParent()));
        }
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static Path jar(Options options) {
        try {
            Path folder = options.folder()
                    .resolve("app-" + Files.getLastModifiedTime(options.jar()).toMillis());
            Path jar = folder.resolve(options.jar().getFileName());
            if (!Files.exists(jar)) {
                run(
                        options,
                        options.java().resolve("bin/java").toString(),
                        "-Djarmode=tools",
                        "-jar",
                        options.jar().toString(),
                        "extract",
                        "--destination",
                        folder.toString());
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trained once, with the options with which it will be used. */
    private static Path cache(Options options, Path folder) {
        Path cache = folder.resolve("referee.aot");
        if (!Files.exists(cache)) {
            List<String> train = new ArrayList<>(List.of("deploy/aot-cache.sh", folder.toString()));
            train.addAll(options.jvm());
            run(options, train.toArray(String[]::new));
        }
        return cache;
    }

    private static void run(Options options, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put("JAVA_HOME", options.java().toString());
            if (builder.start().waitFor() != 0) {
                throw new IllegalStateException(List.of(command) + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

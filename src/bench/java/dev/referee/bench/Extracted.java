package dev.referee.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The packed jar as it is meant to be run: extracted by its own tool, once for each build. */
final class Extracted {

    private Extracted() {}

    /** The jar of the extracted folder. */
    static Path jar(Options options) {
        try {
            Path folder = options.folder()
                    .resolve("app-" + Files.getLastModifiedTime(options.jar()).toMillis());
            Path jar = folder.resolve(options.jar().getFileName());
            if (!Files.exists(jar)) {
                Process extract = new ProcessBuilder(List.of(
                                options.java().resolve("bin/java").toString(),
                                "-Djarmode=tools",
                                "-jar",
                                options.jar().toString(),
                                "extract",
                                "--destination",
                                folder.toString()))
                        .inheritIO()
                        .start();
                if (extract.waitFor() != 0) {
                    throw new IllegalStateException(options.jar() + " cannot be extracted; is it the packed jar?");
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package dev.referee.deploy;

import dev.referee.deploy.Containerfile.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Does what a container file says, in its order, with a folder for each stage in place of the image's root. */
final class ImageBuild {

    private static final Path JAR = Path.of(System.getProperty("referee.jar", "target/referee.jar"));
    private static final Duration LIMIT = Duration.ofSeconds(180);

    private final Path work;
    private int stage;
    private Path workdir;

    private ImageBuild(Path work) {
        this.work = work;
        this.workdir = work;
    }

    /** Builds below this folder; gives the folder in which the image's program would start. */
    static Path run(Containerfile file, Path work) throws Exception {
        ImageBuild build = new ImageBuild(work);
        for (Instruction instruction : file.instructions()) {
            build.follow(instruction);
        }
        return build.workdir;
    }

    private void follow(Instruction instruction) throws Exception {
        switch (instruction.word()) {
            case "FROM" -> stage++;
            case "WORKDIR" -> workdir = Files.createDirectories(inside(stage, instruction.rest()));
            case "COPY" -> copy(instruction.words());
            case "RUN" -> run(instruction.rest());
            default -> {} // of the image as it runs
        }
    }

    private Path inside(int stage, String path) {
        return work.resolve("stage-" + stage + path);
    }

    private void copy(List<String> words) throws IOException {
        if (words.get(0).startsWith("--from=")) {
            tree(inside(stage - 1, words.get(1)), workdir.resolve(words.get(2)));
        } else {
            Path source = words.get(0).equals("target/referee.jar") ? JAR : Path.of(words.get(0));
            Files.copy(source, workdir.resolve(words.get(1)).resolve(source.getFileName()));
        }
    }

    /** Copies what is in a folder, times included: the archive is for files of these very times. */
    static void tree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path path : (Iterable<Path>) files::iterator) {
                Path copy = to.resolve(from.relativize(path).toString()).normalize();
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private void run(String line) throws Exception {
        String here = line.replace(" /app", " " + workdir);
        Process process = Started.process(List.of("bash", "-c", here), workdir, Map.of(), work.resolve("build.log"))
                .start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(line + " failed:\n" + Shipped.read(work.resolve("build.log")));
        }
    }
}

package dev.referee.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.deploy.Containerfile.Instruction;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Does what the container file says, in its order, with a folder in place of the image's root; then starts what the image
 * would start, and what systemd would start. An engine is not needed, and what only an engine does (the base image, the user)
 * is not shown. Java is that of the test, so before 25 there is an archive of classes instead of the AOT cache.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeployIT {

    private static final Path WORK = Path.of(System.getProperty("referee.work", "target/processes"), "deploy")
            .toAbsolutePath();
    private static final Path JAR = Path.of(System.getProperty("referee.jar", "target/referee.jar"));
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final boolean AOT = Runtime.version().feature() >= 25;

    private final Containerfile file = Containerfile.read();
    private final Path app = root().resolve("app");
    private int stage;
    private Path workdir = root();

    /** Of the stage that is being built. */
    private Path root() {
        return WORK.resolve("stage-" + Math.max(1, file.all("FROM").size()));
    }

    @BeforeAll
    void build() throws Exception {
        delete(WORK);
        for (Instruction instruction : file.instructions()) {
            switch (instruction.word()) {
                case "FROM" -> stage++;
                case "WORKDIR" -> workdir = Files.createDirectories(inside(stage, instruction.rest()));
                case "COPY" -> copy(instruction.words());
                case "RUN" -> run(instruction.rest());
                default -> {} // of the image as it runs
            }
        }
    }

    private static Path inside(int stage, String path) {
        return WORK.resolve("stage-" + stage + path);
    }

    private void copy(List<String> words) throws IOException {
        if (words.get(0).startsWith("--from=")) {
            copyTree(inside(stage - 1, words.get(1)), workdir.resolve(words.get(2)));
        } else {
            Path source = words.get(0).equals("target/referee.jar") ? JAR : Path.of(words.get(0));
            Files.copy(source, workdir.resolve(words.get(1)).resolve(source.getFileName()));
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
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
        Process process = process(List.of("bash", "-c", line.replace(" /app", " " + app)), workdir, Map.of(), "build")
                .start();

        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(line).isTrue();
        assertThat(process.exitValue()).as("%s, see build.log", line).isZero();
    }

    @Test
    void the_image_has_layers_an_archive_and_a_place_for_data() throws Exception {
        assertThat(app.resolve("referee.jar")).isRegularFile();
        assertThat(app.resolve("lib")).isDirectoryContaining("glob:**/camel-core*.jar");
        assertThat(archive()).isRegularFile();
        assertThat(Files.size(archive())).isGreaterThan(10_000_000);
        assertThat(Files.getPosixFilePermissions(app.resolve("data"))).hasSize(9);
        assertThat(app.resolve("data")).isEmptyDirectory();
    }

    private Path archive() {
        return app.resolve(AOT ? "referee.aot" : "referee.jsa");
    }

    @Test
    void the_image_starts_is_healthy_answers_the_probes_and_ends_with_0() throws Exception {
        List<String> command = command(file.last("ENTRYPOINT").exec(), "/app");
        copyTree(Path.of("deploy/kubernetes/config"), Files.createDirectories(app.resolve("config")));

        try (Running running = start("image", command, app)) {
            assertThat(running.process().info().command().orElseThrow()).contains("java");
            await().atMost(LIMIT).until(() -> running.status("/actuator/health/readiness") == 200);

            assertThat(healthy(running.port())).isZero();
            assertThat(healthy(freePort())).isNotZero();
            assertThat(Manifest.the("Deployment", "referee").json().findValues("httpGet"))
                    .hasSize(3)
                    .allSatisfy(probe -> assertThat(
                                    running.status(probe.path("path").asText()))
                            .isEqualTo(200));
            assertThat(running.stop()).isZero();
        }
    }

    private int healthy(int port) throws Exception {
        List<String> check = file.last("HEALTHCHECK").exec();
        Process process = process(check, app, Map.of("SERVER_PORT", Integer.toString(port)), "health")
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void the_unit_starts_on_its_folders_and_ends_with_0() throws Exception {
        Path state = Files.createDirectories(WORK.resolve("state"));

        try (Running running = start("unit", command(ServiceUnit.command(), "/opt/referee"), state)) {
            await().atMost(LIMIT).until(() -> running.status("/actuator/health/readiness") == 200);

            assertThat(state.resolve("data")).isDirectoryContaining("glob:**/twin.mv.db");
            assertThat(running.stop()).isZero();
        }
    }

    /** As it stands there, with this Java, and the archive that this Java can have. */
    private List<String> command(List<String> words, String folder) {
        List<String> command = new ArrayList<>();
        for (String word : words) {
            command.add(word.replace(folder + "/", app + "/"));
        }
        assertThat(command.get(0)).endsWith("java");
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (!AOT) {
            command.replaceAll(word -> word.startsWith("-XX:AOTCache=") ? "-XX:SharedArchiveFile=" + archive() : word);
        }
        command.add(1, AOT ? "-XX:AOTMode=on" : "-Xshare:on"); // it starts with the archive or not at all
        return command;
    }

    private static Running start(String name, List<String> command, Path folder) throws IOException {
        int port = freePort();
        Map<String, String> environment = Map.of(
                "SPRING_PROFILES_ACTIVE", "twin",
                "SERVER_PORT", Integer.toString(port),
                "REFEREE_TWIN_PORT", Integer.toString(freePort()));
        return new Running(process(command, folder, environment, name).start(), port);
    }

    private static ProcessBuilder process(
            List<String> command, Path folder, Map<String, String> environment, String log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        new File(WORK.toFile(), log + ".log")));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .merge("PATH", Path.of(System.getProperty("java.home"), "bin").toString(), (path, java) ->
                        java + File.pathSeparator + path);
        return builder;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
            }
        }
        Files.createDirectories(folder);
    }

    /** A started program; it is gone at the end, whatever happened. */
    private record Running(Process process, int port) implements AutoCloseable {

        int status(String path) throws InterruptedException {
            assertThat(process.isAlive()).as("it runs, see %s", WORK).isTrue();
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
}

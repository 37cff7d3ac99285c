package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar referee.jar --preflight} as a person runs it. */
class PreflightIT {

    @TempDir
    Path folder;

    private Path out;

    private int run(String... arguments) throws Exception {
        out = folder.resolve("out.txt");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                Path.of(System.getProperty("referee.jar", "target/referee.jar"))
                        .toAbsolutePath()
                        .toString(),
                "--preflight"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(REFEREE|OPENAI|TWILIO|SPRING)_.*"));
        Process process = builder.start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it does not end: " + Files.readString(out));
        }
        return process.exitValue();
    }

    @Test
    void with_the_twin_everything_is_fine_and_nothing_is_left_behind() throws Exception {
        int exit = run("--server.port=" + FreePort.find(), "--referee.twin.port=" + FreePort.find());

        List<String> lines = Files.readAllLines(out);
        assertThat(exit).as(lines::toString).isZero();
        assertThat(lines).allMatch(line -> line.startsWith("ok ") || line.startsWith("preflight: "));
        assertThat(lines.get(lines.size() - 1)).endsWith("0 warnings, 0 errors");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void without_settings_it_names_them_all_and_fails() throws Exception {
        int exit = run("--spring.profiles.active=live", "--server.port=" + FreePort.find());

        String text = Files.readString(out);
        assertThat(exit).as(text).isOne();
        assertThat(text)
                .contains("OPENAI_API_KEY", "TWILIO_AUTH_TOKEN", "REFEREE_PUBLIC_URL", "REFEREE_ADMIN_TOKEN")
                .doesNotContain("Exception");
    }

    @Test
    void it_is_fine_beside_a_running_node_too_and_after_it_and_a_start_ends_with_the_page() throws Exception {
        int port = FreePort.find();
        String[] ports = {"--server.port=" + port, "--referee.twin.port=" + FreePort.find()};
        try (Jar node = Jar.start("preflight", folder, port, List.of(ports[1])).awaitReady()) {
            await().untilAsserted(() -> assertThat(Files.readAllLines(node.log()))
                    .last()
                    .asString()
                    .endsWith("Referee is ready: http://localhost:" + port + "/ (twin: no real calls)"));

            assertThat(run(ports)).as(() -> text(out)).isZero();
            assertThat(text(out))
                    .contains("a running node has the H2 file open")
                    .endsWith("0 warnings, 0 errors\n");

            assertThat(node.terminate(Duration.ofSeconds(60))).isZero();
        }

        assertThat(run(ports)).as(() -> text(out)).isZero();
        assertThat(text(out)).contains("the schema is up to date").endsWith("0 warnings, 0 errors\n");
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            assertThat(files).containsExactly(folder.resolve("data/twin.mv.db"));
        }
    }

    @Test
    void a_root_key_with_a_slip_is_told_with_its_line_and_ends_a_start() throws Exception {
        Files.createDirectory(folder.resolve("config"));
        Files.writeString(
                folder.resolve("config/application.yaml"), "refere: {public-url: 'https://voice.example.com'}\n");

        assertThat(run("--server.port=" + FreePort.find(), "--referee.twin.port=" + FreePort.find()))
                .isOne();
        assertThat(text(out)).contains("config/application.yaml:1: refere is no setting: write referee");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

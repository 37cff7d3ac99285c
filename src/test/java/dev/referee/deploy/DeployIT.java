package dev.referee.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Does what the container file says; then starts what the image would start, and what systemd would start. An engine is not
 * needed, and what only an engine does (the base image, the user) is not shown. Java is that of the test, so before 25 there
 * is an archive of classes instead of the AOT cache.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeployIT {

    private static final Path WORK = Path.of(System.getProperty("referee.work", "target/processes"))
            .toAbsolutePath()
            .resolve("deploy-" + ProcessHandle.current().pid());
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final boolean AOT = Runtime.version().feature() >= 25;

    private final Containerfile file = Containerfile.read();
    private Path app = WORK;

    @BeforeAll
    void build() throws Exception {
        app = ImageBuild.run(file, Files.createDirectories(WORK));
    }

    @Test
    void the_image_has_layers_an_archive_and_a_place_for_data() throws Exception {
        assertThat(app.resolve("referee.jar")).isRegularFile();
        assertThat(app.resolve("lib")).isDirectoryContaining("glob:**/camel-core*.jar");
        assertThat(Files.size(archive())).isGreaterThan(10_000_000);
        assertThat(Files.getPosixFilePermissions(app.resolve("data"))).hasSize(9); // anybody's
    }

    @Test
    void the_image_starts_with_the_settings_of_kubernetes_is_healthy_and_ends_with_0() throws Exception {
        ImageBuild.tree(Path.of("deploy/kubernetes/config"), app.resolve("config"));

        try (Started image = start("image", command(file.last("ENTRYPOINT").exec(), "/app"), app)) {
            await().atMost(LIMIT).until(image::isReady);

            assertThat(healthCheck(image.port())).isZero();
            assertThat(healthCheck(Started.freePort())).isNotZero();
            assertThat(Manifest.the("Deployment", "referee").json().findValues("httpGet"))
                    .hasSize(3)
                    .allSatisfy(
                            probe -> assertThat(image.status(probe.path("path").asText()))
                                    .isEqualTo(200));
            assertThat(image.stop()).isZero();
        }
    }

    private int healthCheck(int port) throws Exception {
        Process process = Started.process(
                        file.last("HEALTHCHECK").exec(),
                        app,
                        Map.of("SERVER_PORT", Integer.toString(port)),
                        WORK.resolve("health.log"))
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void the_unit_starts_keeps_its_calls_in_its_state_and_ends_with_0() throws Exception {
        Path state = Files.createDirectories(WORK.resolve("state"));

        try (Started unit = start("unit", command(ServiceUnit.command(), "/opt/referee"), state)) {
            await().atMost(LIMIT).until(unit::isReady);

            assertThat(state.resolve("data")).isDirectoryContaining("glob:**/twin.mv.db");
            assertThat(unit.stop()).isZero();
        }
    }

    private static Started start(String name, List<String> command, Path folder) throws Exception {
        return Started.start(command, folder, WORK.resolve(name + ".log"));
    }

    /** As it stands there, with this Java, and the archive that this Java can have: with that it starts, or not at all. */
    private List<String> command(List<String> words, String folder) {
        List<String> command = new ArrayList<>();
        for (String word : words) {
            String here = word.replace(folder + "/", app + "/");
            command.add(word.startsWith("-XX:AOTCache=") && !AOT ? "-XX:SharedArchiveFile=" + archive() : here);
        }
        assertThat(command.get(0)).endsWith("java");
        command.set(0, Started.JAVA_HOME.resolve("bin/java").toString());
        command.add(1, AOT ? "-XX:AOTMode=on" : "-Xshare:on");
        return command;
    }

    private Path archive() {
        return app.resolve(AOT ? "referee.aot" : "referee.jsa");
    }
}

package dev.referee.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.deploy.Containerfile.Instruction;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The container file in itself, and what may get into an image. {@link DeployIT} does what it says. */
class ContainerfileTest {

    private static final Set<String> WORDS = Set.of(
            "FROM",
            "WORKDIR",
            "COPY",
            "RUN",
            "VOLUME",
            "USER",
            "ENV",
            "EXPOSE",
            "STOPSIGNAL",
            "HEALTHCHECK",
            "ENTRYPOINT");

    private final Containerfile file = Containerfile.read();

    @Test
    void nothing_else_than_the_jar_and_the_script_gets_into_an_image() {
        List<String> sources = file.all("COPY").stream()
                .filter(copy -> !copy.rest().startsWith("--from="))
                .map(copy -> copy.words().get(0))
                .toList();
        List<String> ignored = Shipped.read(Path.of("deploy/container/Containerfile.dockerignore"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(sources).containsExactly("target/referee.jar", "deploy/aot-cache.sh");
        assertThat(ignored).containsExactly("*", "!" + sources.get(0), "!" + sources.get(1));
        assertThat(Path.of(sources.get(1))).isExecutable();
    }

    @Test
    void every_instruction_is_known_and_everything_runs_in_its_exec_form() {
        assertThat(file.instructions()).extracting(Instruction::word).allMatch(WORDS::contains);
        assertThat(file.last("ENTRYPOINT").exec()).startsWith("java").endsWith("-jar", "/app/referee.jar");
        assertThat(file.last("HEALTHCHECK").exec()).startsWith("bash", "-c");
    }

    @Test
    void the_cache_is_made_by_the_java_that_uses_it() {
        List<String> images = file.all("FROM").stream()
                .map(from -> from.words().get(0))
                .distinct()
                .toList();
        int trained = indexOf("RUN", "bash aot-cache.sh /app");

        assertThat(images).containsExactly("eclipse-temurin:25-jre");
        assertThat(trained).isGreaterThan(file.instructions().indexOf(file.last("COPY")));
        assertThat(file.last("ENTRYPOINT").exec()).contains("-XX:AOTCache=/app/referee.aot");
    }

    private int indexOf(String word, String rest) {
        return file.instructions().indexOf(new Instruction(word, rest));
    }

    @Test
    void it_does_not_run_as_root_and_stops_by_the_signal_that_drains() {
        assertThat(file.last("USER").rest()).matches("[1-9][0-9]+:[1-9][0-9]+");
        assertThat(file.last("STOPSIGNAL").rest()).isEqualTo("SIGTERM");
        assertThat(file.last("ENV").rest()).isEqualTo("SPRING_PROFILES_ACTIVE=live");
        assertThat(Shipped.setting("spring.datasource.url")).startsWith("jdbc:h2:file:./data/");
        assertThat(file.last("VOLUME").rest()).isEqualTo(file.last("WORKDIR").rest() + "/data");
    }

    @Test
    void the_template_of_settings_has_no_secret_and_all_that_live_needs() {
        assertThat(Shipped.templateValues()).containsExactly("REFEREE_PUBLIC_URL=https://voice.example.com");
        assertThat(Shipped.template())
                .contains(
                        "REFEREE_PUBLIC_URL",
                        "OPENAI_API_KEY",
                        "OPENAI_PROJECT_ID",
                        "OPENAI_WEBHOOK_SECRET",
                        "TWILIO_ACCOUNT_SID",
                        "TWILIO_AUTH_TOKEN",
                        "REFEREE_ADMIN_TOKEN")
                .allMatch(Shipped::isRead);
    }
}

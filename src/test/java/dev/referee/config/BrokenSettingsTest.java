package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

class BrokenSettingsTest {

    @TempDir
    private Path folder;

    @Test
    void a_settings_file_with_a_tab_is_named_with_its_line_and_the_remedy() throws IOException {
        Files.writeString(folder.resolve("application.yaml"), "referee:\n  targets:\n\tdesk: {}\n");
        Files.writeString(folder.resolve("application-live.yaml"), "server.port: 8080\n");

        Throwable failure = startWith(folder);

        assertThat(new BrokenSettings(List.of(folder.resolve("none"), folder)).line(failure))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith(folder.resolve("application.yaml") + ":3: is no YAML:")
                        .contains("TAB", "look at indentation"));
    }

    @Test
    void the_start_then_ends_with_that_line_alone() throws IOException {
        Files.writeString(folder.resolve("application.yaml"), "referee: [");
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        boolean reported =
                SettingsFailureReporter.report(startWith(folder), new PrintStream(said, true, StandardCharsets.UTF_8));

        assertThat(reported).isTrue();
        assertThat(said.toString(StandardCharsets.UTF_8).strip())
                .hasLineCount(1)
                .contains("is no YAML");
    }

    @Test
    void another_failure_is_left_to_others() {
        assertThat(new BrokenSettings(List.of(folder)).line(new IllegalStateException("no port")))
                .isEmpty();
    }

    private static Throwable startWith(Path folder) {
        SpringApplication application = new SpringApplication(BrokenSettingsTest.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        return catchThrowable(() -> application.run("--spring.config.location=file:" + folder + "/"));
    }
}

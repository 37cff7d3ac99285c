package dev.referee.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** All route checks without a start, so without the beans that routes name. */
class RoutesPreflightTest {

    @TempDir
    private Path folder;

    private List<EditProblem> problems() throws Exception {
        SpringApplication settings = new SpringApplication(Nothing.class);
        settings.setWebApplicationType(WebApplicationType.NONE);
        settings.setBannerMode(Banner.Mode.OFF);
        settings.setInitializers(List.of());
        settings.setRegisterShutdownHook(false);
        try (ConfigurableApplicationContext context = settings.run(
                "--referee.routes-folder=" + folder, "--spring.datasource.url=jdbc:h2:file:" + folder + "/ledger")) {
            return RoutesPreflight.problems(context.getEnvironment());
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void the_packed_files_alone_need_no_check() throws Exception {
        assertThat(problems()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    /** As somebody's own files, so that nothing is taken for proven. */
    @Test
    void the_shipped_routes_are_sound_and_nothing_is_opened() throws Exception {
        Path shipped = Path.of("routes");
        try (Stream<Path> all = Files.walk(shipped)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                write(shipped.relativize(file).toString(), Files.readString(file) + "# changed\n");
            }
        }

        assertThat(problems()).isEmpty();
        assertThat(folder)
                .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("ledger"));
    }

    @Test
    void beans_methods_options_and_expressions_are_looked_at() throws Exception {
        write("tools/a.camel.yaml", """
                - route:
                    id: a
                    from:
                      uri: tool:a
                      parameters:
                        description: A tool.
                      steps:
                        - bean:
                            ref: sesion
                        - bean:
                            ref: session
                            method: acceptWindo
                """);

        assertThat(problems())
                .extracting(EditProblem::toString)
                .satisfiesExactly(
                        bean -> assertThat(bean).contains("tools/a.camel.yaml:9: there is no bean named sesion"),
                        method -> assertThat(method)
                                .contains(
                                        "tools/a.camel.yaml:12: bean session has no method acceptWindo; it has accept,"));
    }

    @Test
    void what_only_camel_knows_is_found_too() throws Exception {
        write("tools/a.camel.yaml", """
                - route:
                    id: a
                    from:
                      uri: tool:a
                      parameters:
                        description: A tool.
                      steps:
                        - setBody:
                            expression:
                              simple:
                                expression: "${body"
                """);

        assertThat(problems()).singleElement().asString().contains("tools/a.camel.yaml:", "route a: ");
    }

    @Test
    void what_the_program_needs_must_be_there() throws Exception {
        write("call-ended.camel.yaml", "[]");

        assertThat(problems())
                .singleElement()
                .asString()
                .isEqualTo("routes: no route consumes from direct:call-ended, which the program needs: bring it back");
    }

    /** An application without a part. */
    static final class Nothing {}
}

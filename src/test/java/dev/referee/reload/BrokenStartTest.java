package dev.referee.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.referee.RefereeApplication;
import dev.referee.testkit.FreePort;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A start with routes that are not sound, in every profile. */
@ExtendWith(OutputCaptureExtension.class)
class BrokenStartTest {

    @TempDir
    private Path folder;

    private final int port = FreePort.find();

    private Throwable start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--referee.twin.port=" + FreePort.find(),
                "--referee.routes-folder=" + folder,
                "--spring.datasource.url=jdbc:h2:mem:broken-start"));
        arguments.addAll(List.of(settings));
        SpringApplication application = new SpringApplication(RefereeApplication.class);
        application.setRegisterShutdownHook(false);
        return catchThrowable(() -> application.run(arguments.toArray(String[]::new)));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void a_bean_that_is_not_there_stops_a_live_start_with_one_line(CapturedOutput output) throws IOException {
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
                """);

        Throwable stopped = start(
                "--spring.profiles.active=live",
                "--referee.admin.token=a-token-that-is-long-enough",
                "--referee.public-url=https://voice.example.com",
                "--referee.openai.api-key=sk-test",
                "--referee.openai.webhook-secret=whsec_dHdpbi13ZWJob29rLXNlY3JldC1ub3QtYS1yZWFsLW9uZQ==",
                "--referee.openai.project-id=proj_test",
                "--referee.twilio.account-sid=AC00000000000000000000000000007717",
                "--referee.twilio.auth-token=0123456789abcdef0123456789abcdef");

        assertThat(stopped).isInstanceOf(BrokenRoutes.class);
        assertThat(output.getErr().lines())
                .singleElement()
                .asString()
                .contains("tools/a.camel.yaml:9: there is no bean named sesion: check its spelling");
        assertThat(output.getAll()).doesNotContain("\tat ", "Exception");
    }

    @Test
    void what_the_program_needs_is_named_and_nothing_listens(CapturedOutput output) throws IOException {
        write("twilio-callbacks.camel.yaml", "[]");
        write("call-ended.camel.yaml", "[]");

        start();

        assertThat(output.getErr().lines())
                .contains(
                        "routes: no route consumes from platform-http:/twiml/whisper, which the program needs: bring it back",
                        "routes: no route consumes from direct:call-ended, which the program needs: bring it back")
                .allMatch(line -> line.startsWith("routes"));
        try (ServerSocket free = new ServerSocket(port)) {
            assertThat(free.isBound()).isTrue();
        } catch (IOException taken) {
            throw new AssertionError("somebody listens on " + port, taken);
        }
    }

    @Test
    void camels_own_pattern_is_refused_because_it_knows_no_checks(CapturedOutput output) {
        start("--camel.main.routes-include-pattern=file:routes/*.camel.yaml");

        assertThat(output.getErr().lines())
                .singleElement()
                .asString()
                .startsWith("camel.main.routes-include-pattern is not looked at")
                .contains("referee.routes-folder (REFEREE_ROUTES_FOLDER)");
    }
}

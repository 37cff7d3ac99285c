package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
}

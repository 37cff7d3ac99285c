package dev.referee.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit is one that systemd takes, keeps the program in its place, and lets it leave in its own time. */
class ServiceUnitTest {

    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for .*: ([0-9.]+) ");

    @TempDir
    Path folder;

    @Test
    void systemd_takes_it() throws Exception {
        Path unit = unit("");

        assertThat(analyze("verify", "--man=no", unit.toString()).lines())
                .noneMatch(line -> line.contains("referee.service")); // other units of the machine may be wrong
    }

    @Test
    void systemd_finds_a_misspelt_line() throws Exception {
        Path unit = unit("ProtectSistem=strict\n");

        assertThat(analyze("verify", "--man=no", unit.toString())).contains("ProtectSistem");
    }

    @Test
    void little_is_exposed() throws Exception {
        Matcher exposure = EXPOSURE.matcher(analyze("security", "--offline=true", "--no-pager", unit("").toString()));

        assertThat(exposure.find()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThan(2);
    }

    /** As it is, but for the Java, which is where this machine has one. */
    private Path unit(String more) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String text = Shipped.read(ServiceUnit.FILE)
                .replace("ExecStart=/usr/bin/java ", "ExecStart=" + java + " ")
                .replace("[Service]\n", "[Service]\n" + more);
        return Files.writeString(folder.resolve("referee.service"), text);
    }

    private static String analyze(String... arguments) throws Exception {
        assumeTrue(Files.isExecutable(ANALYZE), "systemd-analyze is not here: the unit is not checked by systemd");
        ProcessBuilder builder = new ProcessBuilder(ANALYZE.toString());
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assumeTrue(!answer.contains("unrecognized option"), "systemd is too old for this check");
        return answer;
    }

    @Test
    void a_node_is_given_the_time_that_it_needs_to_leave() {
        assertThat(ServiceUnit.seconds("TimeoutStopSec"))
                .isGreaterThan(Shipped.STOP)
                .isGreaterThan(Shipped.duration("referee.drain-timeout")
                        .plus(Shipped.duration("spring.lifecycle.timeout-per-shutdown-phase")));
        assertThat(ServiceUnit.the("KillMode")).isEqualTo("mixed");
        assertThat(ServiceUnit.the("Restart")).isEqualTo("always");
        assertThat(ServiceUnit.the("StartLimitIntervalSec")).isEqualTo("0");
    }

    @Test
    void it_may_write_to_its_state_only_and_java_may_compile() {
        assertThat(ServiceUnit.the("ProtectSystem")).isEqualTo("strict");
        assertThat(ServiceUnit.the("NoNewPrivileges")).isEqualTo("yes");
        assertThat(ServiceUnit.the("CapabilityBoundingSet")).isEmpty();
        assertThat(ServiceUnit.the("WorkingDirectory")).isEqualTo("/var/lib/" + ServiceUnit.the("StateDirectory"));
        assertThat(Shipped.setting("spring.datasource.url")).startsWith("jdbc:h2:file:./data/");
        assertThat(ServiceUnit.all("MemoryDenyWriteExecute")).isEmpty();
    }

    @Test
    void its_settings_are_read_and_its_secrets_are_in_a_file_of_their_own() {
        assertThat(ServiceUnit.all("Environment"))
                .containsExactly(
                        "SPRING_PROFILES_ACTIVE=live", "SPRING_CONFIG_ADDITIONAL_LOCATION=optional:file:/etc/referee/")
                .allMatch(variable -> Shipped.isRead(variable.substring(0, variable.indexOf('='))));
        assertThat(ServiceUnit.the("EnvironmentFile")).isEqualTo("/etc/referee/referee.env");
    }
}

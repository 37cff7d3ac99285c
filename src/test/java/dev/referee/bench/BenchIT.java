package dev.referee.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The benchmark runs to its end, for a moment and with few calls; what it measures then says nothing and is not looked at. */
class BenchIT {

    private static final Path WORK = Path.of(System.getProperty("referee.work", "target/processes"))
            .toAbsolutePath()
            .resolve("bench-" + ProcessHandle.current().pid());
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final String NUMBER = "-?[0-9][0-9,]*(\\.[0-9]+)?";

    /** What was said, and how it ended. */
    private record Ended(int code, String text) {

        List<String> lines(String start) {
            return text.lines().filter(line -> line.startsWith(start)).toList();
        }
    }

    @Test
    void whole_calls_are_sound_and_every_cell_of_the_report_has_its_numbers_and_the_ledger_can_be_filled_up()
            throws Exception {
        Ended bench = bench("calls", "--gateways=yardstick,h2", "--windows=1", "--steps=");

        assertThat(bench.code()).as(bench.text()).isZero();
        assertThat(bench.text()).contains("bare Vert.x", "Referee, H2");
        List<String> windows =
                bench.text().lines().filter(line -> line.contains("  sound ")).toList();
        assertThat(windows).as(bench.text()).hasSizeBetween(2, 6); // again if the machine's host was busy
        assertThat(windows).allSatisfy(line -> assertThat(line).contains("sound 10 of 10 "));
        List<String> rows = bench.lines("| ").stream().skip(1).toList();
        assertThat(rows).as(bench.text()).hasSize(7);
        String spread = NUMBER + " \\(" + NUMBER + "–" + NUMBER + "\\)";
        assertThat(rows).allSatisfy(row -> assertThat(cells(row).subList(1, 4))
                .satisfiesExactly(
                        h2 -> assertThat(h2).matches(spread),
                        ratio -> assertThat(ratio).matches(NUMBER),
                        yardstick -> assertThat(yardstick).matches(spread)));
        canBeFilled();
    }

    @Test
    void a_wrong_order_is_answered_with_what_may_be_ordered() throws Exception {
        Ended bench = bench("lunch");

        assertThat(bench.code()).isEqualTo(2);
        assertThat(bench.text()).contains("no such part: [lunch]", "in-progress");
        assertThat(refused("--speed=9")).contains("no such option: [speed]", "step-seconds");
        assertThat(refused("--gateways=oracle")).contains("no such gateway: oracle", "postgresql");
        assertThat(refused("--held=100")).contains("--held=100: more than 100 are wanted");
        assertThat(refused("--rate=many")).contains("--rate=many: a whole number is wanted");
        assertThat(refused("--history=1,-2")).contains("--history=-2: a whole number is wanted");
        assertThat(refused("--rate")).contains("--rate wants a value");
    }

    /** The ledger that the calls have left is one that can be filled. */
    private static void canBeFilled() throws Exception {
        Path data;
        try (Stream<Path> folders = Files.list(WORK)) {
            data = folders.filter(folder -> folder.getFileName().toString().startsWith("h2-"))
                    .findFirst()
                    .orElseThrow()
                    .resolve("node-1/data/referee");
        }
        String url = "jdbc:h2:file:" + data;
        long before = calls(url);

        PastCalls.fill(url, "", 1, 1_200);
        PastCalls.fill(url, "", 1_201, 1_300);

        assertThat(calls(url)).isEqualTo(before + 1_300);
    }

    private static long calls(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from calls where ended_at is not null"
                        + " and call_key in (select call_key from call_events) and call_key in (select call_key from"
                        + " transfers t join transfer_winners w on w.transfer_id = t.transfer_id)")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList();
    }

    private static String refused(String... arguments) {
        try {
            Options.of(arguments);
        } catch (IllegalArgumentException wrong) {
            return wrong.getMessage();
        }
        throw new AssertionError(Arrays.toString(arguments) + " was taken");
    }

    private static Ended bench(String... arguments) throws IOException, InterruptedException {
        Path log = Files.createDirectories(WORK).resolve(arguments[0] + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dbench.jar=" + System.getProperty("referee.jar", "target/referee.jar"),
                "dev.referee.bench.Bench"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--folder=" + WORK, "--rate=5", "--warm-up=1", "--seconds=2"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends, see %s", log)
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(log));
        } finally {
            process.destroy();
        }
    }
}

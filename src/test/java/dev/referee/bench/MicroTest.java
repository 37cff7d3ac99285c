package dev.referee.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.bench.micro.Micro;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run and their table is whole; nothing is said of the figures, which take a quiet machine and minutes. */
class MicroTest {

    private static Collection<RunResult> results = List.of();
    private static List<String> rows = List.of();

    @BeforeAll
    static void run() throws RunnerException {
        results = Micro.run(Micro.ALL, true, OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT));
        rows = Micro.table(results).lines().skip(2).toList();
    }

    @Test
    void the_table_has_a_row_for_each_part_and_sample() {
        assertThat(rows)
                .extracting(row -> row.split(" *\\| *")[1])
                .containsExactly(
                        "frame nobody takes, text to dropped: transcript-delta",
                        "frame nobody takes, text to dropped: rate-limits",
                        "frame nobody takes, text to dropped: item-added",
                        "frame nobody takes, text to dropped: audio-delta",
                        "frame nobody takes, text to dropped: audio-delta-type-last",
                        "frame nobody takes, bytes to dropped: transcript-delta",
                        "frame nobody takes, bytes to dropped: audio-delta",
                        "frame acted on, text to decoded",
                        "OpenAI signature, right",
                        "OpenAI signature, wrong",
                        "Twilio signature, right",
                        "Twilio signature, wrong",
                        "step: transfer asked for",
                        "step: REFER arrived",
                        "step: target answered",
                        "state read",
                        "state written",
                        "TwiML of an inbound call",
                        "TwiML of a transfer",
                        "a line of a call's log: words",
                        "a line of a call's log: number");
    }

    @Test
    void every_benchmark_was_run_and_stands_in_the_table() {
        assertThat(results).allSatisfy(result -> {
            double score = result.getPrimaryResult().getScore();
            assertThat(score).isPositive();
            assertThat(rows).as(result.getParams().getBenchmark()).anySatisfy(row -> assertThat(row)
                    .contains("| " + String.format(Locale.ROOT, "%.0f", score) + " |"));
        });
    }

    @Test
    void a_part_with_a_baseline_shows_the_ratio_and_the_filter_its_limit() {
        assertThat(rows)
                .filteredOn(row -> !row.startsWith("| step: "))
                .allSatisfy(row -> assertThat(row.split(" *\\| *")[6]).matches("[0-9]+\\.[0-9]{2}"));
        assertThat(rows).filteredOn(row -> row.contains("text to dropped")).allSatisfy(row -> assertThat(row)
                .matches(".*(within|beyond).* 3000 \\|"));
    }
}

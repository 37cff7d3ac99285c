package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.referee.ledger.Applied;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the story says by itself, before everything that is logged is masked. */
class StoryLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("referee.story");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Level level = logger.getEffectiveLevel();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(level);
    }

    @ParameterizedTest
    @CsvSource({"0, +0.000s", "7, +0.007s", "5805, +5.805s", "3600000, +3600.000s", "-500, +-0.500s"})
    void a_line_begins_with_the_seconds_of_its_call(long millis, String seconds) {
        assertThat(line(millis, Map.of())).isEqualTo(seconds + " carrier  agent-leg");
    }

    @Test
    void blanks_and_line_ends_of_a_value_are_one_blank_each_and_stand_in_quotes() {
        assertThat(line(0, Map.of("reason", "no\r\n evidence\t at  all"))).endsWith(" reason=\"no evidence at all\"");
        assertThat(line(0, Map.of("status", "completed"))).endsWith(" status=completed");
        assertThat(line(0, Map.of("status", "", "header.date", "today"))).endsWith(" agent-leg");
    }

    @Test
    void a_value_forges_no_field_and_no_line() {
        assertThat(line(0, Map.of("reason", "ok\" verdict=confirmed outcome=\"bridged")))
                .endsWith(" agent-leg reason=\"ok\\\" verdict=confirmed outcome=\\\"bridged\"");
        assertThat(line(0, Map.of("reason", "ok\n12:00:00.000 INFO  forged\u001b[2J\u2028x=\u202ey")))
                .endsWith(" reason=\"ok 12:00:00.000 INFO forged\\u001b[2J x=\\u202ey\"");
        assertThat(line(0, Map.of("a b=c", "d"))).endsWith(" \"a b=c\"=d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0420 351 258",
                "0420-351-258",
                "(+61) 420 351 258",
                "%2B61420351258",
                "+61.420.351.258",
                "0420\n351\t258"
            })
    void a_number_in_a_value_is_masked_in_every_spelling(String number) {
        assertThat(line(0, Map.of("reason", "call me at " + number)))
                .contains("call me at ")
                .contains("…58")
                .doesNotContain("351");
    }

    @Test
    void a_long_value_is_cut_and_shows_no_part_of_a_number_at_the_cut() {
        for (int before = 90; before < 120; before++) {
            String line = line(
                    0, Map.of("text", "x".repeat(before) + " +61491570006 and so on and on, until it is too long"));

            assertThat(line).endsWith("…\"").doesNotContain("+614").hasSizeLessThan(160);
        }
    }

    private String line(long millis, Map<String, String> detail) {
        List<Applied> first = new ArrayList<>();
        Story.arrived(first::add);
        Applied applied = first.get(0);
        Fact fact = new Fact.Noted(Source.CARRIER, "agent-leg", detail);
        lines.list.clear();

        new StoryLog()
                .applied(new Applied(
                        applied.before(),
                        applied.file(),
                        new Decision<>(applied.decision().next(), List.of(fact), List.of(), null),
                        applied.before().startedAt().plus(Duration.ofMillis(millis))));

        assertThat(lines.list).hasSize(1);
        return lines.list.get(0).getFormattedMessage();
    }
}

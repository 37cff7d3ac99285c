package dev.referee.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.preflight.Finding.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClocksTest {

    private static final Instant SENT = Instant.parse("2026-05-04T10:00:00.700Z");
    private static final Instant RECEIVED = Instant.parse("2026-05-04T10:00:01.200Z");

    private static String date(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource({
        "0, OK, agrees with",
        "1, OK, agrees with",
        "5, OK, agrees with",
        "7, WARNING, 5 s behind",
        "-7, WARNING, 6 s ahead",
        "61, WARNING, 59 s behind",
        "63, ERROR, 61 s behind",
        "-63, ERROR, 62 s ahead",
        "-4000, ERROR, 3999 s ahead"
    })
    void five_seconds_are_fine_and_a_minute_is_an_error(int theirs, Level level, String what) {
        assertThat(Clocks.compare("theirs", date(SENT.plusSeconds(theirs)), SENT, RECEIVED))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).as(finding.toString()).isEqualTo(level);
                    assertThat(finding.what()).contains(what);
                });
    }

    @Test
    void an_answer_that_does_not_say_is_no_finding() {
        assertThat(Clocks.compare("theirs", null, SENT, RECEIVED)).isEmpty();
        assertThat(Clocks.compare("theirs", "now", SENT, RECEIVED)).isEmpty();
    }
}

package dev.referee.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hours by the clock on the wall. 2026-11-23 is a Monday; Sydney's summer time begins on 2026-10-04 at 2:00. */
class OpeningTest {

    private static final ZoneId SYDNEY = ZoneId.of("Australia/Sydney");

    private static Opening opening(String hours) {
        List<Opening.Hours> ranges =
                Stream.of(hours.split(";")).map(Opening.Hours::parse).toList();
        return new Opening(SYDNEY, ranges, Set.of(LocalDate.of(2026, 12, 25)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mon-fri 09:00-17:00                    | 2026-11-23T08:59:59 | false
            mon-fri 09:00-17:00                    | 2026-11-23T09:00:00 | true
            mon-fri 09:00-17:00                    | 2026-11-23T16:59:59 | true
            mon-fri 09:00-17:00                    | 2026-11-23T17:00:00 | false
            mon-fri 09:00-17:00                    | 2026-11-22T12:00:00 | false
            mon-fri 09:00-17:00; sat 10:00-12:00   | 2026-11-28T11:00:00 | true
            mon,wed 9:00-17:00                     | 2026-11-24T11:00:00 | false
            mon,wed 9:00-17:00                     | 2026-11-25T11:00:00 | true
            fri-mon 00:00-24:00                    | 2026-11-29T23:59:59 | true
            fri-mon 00:00-24:00                    | 2026-11-24T00:00:00 | false
            fri 22:00-02:00                        | 2026-11-27T23:00:00 | true
            fri 22:00-02:00                        | 2026-11-28T01:59:59 | true
            fri 22:00-02:00                        | 2026-11-28T02:00:00 | false
            fri 22:00-02:00                        | 2026-11-27T01:00:00 | false
            fri 09:00-17:00                        | 2026-12-25T12:00:00 | false
            fri 22:00-02:00                        | 2026-12-26T01:00:00 | false
            thu 22:00-02:00                        | 2026-12-25T01:00:00 | true
            """)
    void is_open_by_the_clock_there(String hours, LocalDateTime there, boolean open) {
        assertThat(opening(hours).isOpen(there.atZone(SYDNEY).toInstant())).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({"2026-10-02T23:00:00Z, true", "2026-10-03T22:00:00Z, true", "2026-10-03T21:59:59Z, false"})
    void summer_time_moves_no_hour(java.time.Instant at, boolean open) {
        assertThat(opening("sat,sun 09:00-17:00").isOpen(at)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            always             | write days and hours, such as mon-fri 09:00-17:00
            mo-fr 09:00-17:00  | "mo" is no day: write mon, tue
            mon-tue-wed 9:00-10:00 | "mon-tue-wed" is no range of days
            mon 09:00-25:00    | "25:00" is no time of day
            mon 24:00-25:00    | "25:00" is no time of day
            mon 24:00-10:00    | a day begins at 00:00
            mon 09:00-09:00    | for a whole day write 00:00-24:00
            mon 9-17           | write days and hours
            """)
    void what_cannot_be_read_is_told_with_its_remedy(String text, String remedy) {
        assertThatThrownBy(() -> Opening.Hours.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(remedy);
    }
}

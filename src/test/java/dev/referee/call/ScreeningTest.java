package dev.referee.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.Screening.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreeningTest {

    private static Optional<Refusal> refuses(String deny, String allow, boolean anonymous, int most, String from) {
        return new Screening(list(deny), list(allow), anonymous, most).refuses(from, () -> 3);
    }

    private static List<String> list(String entries) {
        return entries == null ? List.of() : List.of(entries.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deny                   | allow                 | anonymous | an hour | from                | refused
                                   |                       | true      | 0       | +61400000001        |
            +61400000001           |                       | true      | 0       | +61400000001        | DENIED
            +61400000001           |                       | true      | 0       | +614000000012       |
            +61491*                |                       | true      | 0       | +61491570006        | DENIED
            +61491*                |                       | true      | 0       | +61490570006        |
            +1900* +61491*         |                       | true      | 0       | +61491570006        | DENIED
            +*                     |                       | true      | 0       | +61491570006        | DENIED
                                   | +61400000001          | true      | 0       | +61400000001        |
                                   | +61400000001          | true      | 0       | +61400000002        | NOT_ALLOWED
                                   | +614* +49*            | true      | 0       | +4930123456         |
            +61400000001           | +614*                 | true      | 0       | +61400000001        | DENIED
            +61491*                |                       | true      | 0       | sip:+61491570006@x  | DENIED
            sip:spam@example.com   |                       | true      | 0       | sip:spam@example.com | DENIED
                                   |                       | true      | 0       | anonymous           |
                                   |                       | false     | 0       | anonymous           | ANONYMOUS
                                   |                       | false     | 0       | +266696687          | ANONYMOUS
                                   |                       | false     | 0       | +61400000001        |
                                   | +*                    | true      | 0       | anonymous           | ANONYMOUS
            +*                     |                       | true      | 0       | anonymous           |
                                   |                       | true      | 3       | +61400000001        | TOO_MANY_CALLS
                                   |                       | true      | 4       | +61400000001        |
                                   |                       | true      | 3       | anonymous           |
            +61400000001           |                       | true      | 3       | +61400000001        | DENIED
            """, useHeadersInDisplayName = true)
    void the_first_rule_that_a_caller_breaks_is_the_reason(
            String deny, String allow, boolean anonymous, int anHour, String from, Refusal refused) {
        assertThat(refuses(deny, allow, anonymous, anHour, from)).isEqualTo(Optional.ofNullable(refused));
    }

    @ParameterizedTest
    @CsvSource({
        "'',",
        "'  ',",
        "anonymous,",
        "Anonymous,",
        "RESTRICTED,",
        "unknown,",
        "unavailable,",
        "private,",
        "+266696687,",
        "266696687,",
        "+7378742833,",
        "+2562533,",
        "+8656696,",
        "+86282452253,",
        "sip:anonymous@anonymous.invalid,",
        "sip:@example.com,",
        "+61400000001, +61400000001",
        "61400000001, +61400000001",
        "sip:+61400000001@example.com;transport=udp, +61400000001",
        "sips:61400000001@example.com, +61400000001",
        "sip:alice@example.com, sip:alice@example.com",
        "client:alice, client:alice"
    })
    void a_withheld_number_is_known_however_it_is_written(String from, String number) {
        assertThat(CallerNumber.of(from)).isEqualTo(Optional.ofNullable(number));
    }

    @Test
    void calls_are_counted_only_where_it_matters() {
        AtomicInteger asked = new AtomicInteger();

        new Screening(List.of(), List.of(), true, 0).refuses("+61400000001", asked::incrementAndGet);
        new Screening(List.of("+61*"), List.of(), true, 5).refuses("+61400000001", asked::incrementAndGet);
        new Screening(List.of(), List.of(), true, 5).refuses("anonymous", asked::incrementAndGet);

        assertThat(asked).hasValue(0);
    }

    @Test
    void reasons_are_words_for_metrics() {
        assertThat(Refusal.TOO_MANY_CALLS.word()).isEqualTo("too-many-calls");
        assertThat(Refusal.ANONYMOUS.word()).isEqualTo("anonymous");
    }
}

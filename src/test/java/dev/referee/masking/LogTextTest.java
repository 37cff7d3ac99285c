package dev.referee.masking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "completed | completed",
                "no evidence | \"no evidence\"",
                "a=b | \"a=b\"",
                "ok\" verdict=confirmed outcome=\"bridged | \"ok\\\" verdict=confirmed outcome=\\\"bridged\"",
                "a\\ | \"a\\\\\"",
                "a\\\" b=c | \"a\\\\\\\" b=c\"",
                "a\u001b[31mb | \"a\\u001b[31mb\"",
                "a\u0000b | \"a\\u0000b\"",
                "a\u202eb | \"a\\u202eb\"",
                "a\u200bb | \"a\\u200bb\"",
                "a\u00a0b | \"a\u00a0b\"",
                "a\u2028b\u2029c\u0085d | \"a b c d\"",
                "a`b | \"a`b\"",
                "Grüße | Grüße",
                "sip:…@example.com;transport=tls | \"sip:…@example.com;transport=tls\"",
                "call 0420 351 258 | \"call 04…58\"",
                "%2B61420351258 | %2B61…58"
            })
    void a_value_cannot_pass_for_another_field(String text, String value) {
        assertThat(LogText.value(text, 120)).isEqualTo(value);
    }

    @Test
    void a_value_is_cut_between_characters_and_before_its_escapes() {
        assertThat(LogText.value("abcdef", 6)).isEqualTo("abcdef");
        assertThat(LogText.value("abcdefg", 6)).isEqualTo("abcdef…");
        assertThat(LogText.value("abcde\"g", 6)).isEqualTo("\"abcde\\\"…\"");
        assertThat(LogText.value("abcde\ud83d\ude00g", 6)).isEqualTo("abcde…");
    }

    @Test
    void a_line_stays_one_line_and_reaches_no_terminal() {
        assertThat(LogText.line("a\r\n12:00:00.000 INFO  b\tc")).isEqualTo("a 12:00:00.000 INFO  b c");
        assertThat(LogText.line("a\u001b[2Jb\u2028c\u2066d")).isEqualTo("a\\u001b[2Jb c\\u2066d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "with  blanks = and \"quotes\" \\ and … é 电话 😀"})
    void a_harmless_line_stays_as_it_is(String text) {
        assertThat(LogText.line(text)).isSameAs(text);
    }
}

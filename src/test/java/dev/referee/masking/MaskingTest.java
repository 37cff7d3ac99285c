package dev.referee.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    /** The rule, as one would write it where time does not matter. */
    private static final Pattern NUMBER =
            Pattern.compile("(?<![A-Za-z0-9_-])(\\+?[0-9]{2})[0-9]{4,13}([0-9]{2})(?![A-Za-z0-9])");

    private static final Pattern SIP_USER = Pattern.compile("(sips?:)[^@\\s;>]+@");

    @ParameterizedTest
    @CsvSource({
        "+61491570006, +61…06",
        "61491570006, 61…06",
        "to=tel:+61491570006, to=tel:+61…06",
        "'call +61491570006 or +61491570156, please', 'call +61…06 or +61…56, please'",
        "12345678, 12…78",
        "12345678901234567, 12…67",
        "x+61491570006, x+61…06",
        "sip:anna@example.com, sip:…@example.com",
        "<sips:+61491570006@example.com;transport=tls>, <sips:…@example.com;transport=tls>"
    })
    void numbers_and_users_are_cut(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567",
                "123456789012345678",
                "rtc_12345678",
                "t-12345678",
                "CA12345678",
                "12345678ab",
                "٣٣٣٣٣٣٣٣٣٣",
                "anna@example.com",
                "sip:example.com",
                "+5.805s referee  verdict mechanism=refer verdict=silent reason=\"no evidence\""
            })
    void what_is_neither_stays_as_it_is(String text) {
        assertThat(Masking.mask(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void any_text_is_masked_exactly_as_the_rule_says(long seed) {
        long masked = Texts.random(seed, 50_000)
                .filter(text -> {
                    String expected = NUMBER.matcher(SIP_USER.matcher(text).replaceAll("$1…@"))
                            .replaceAll("$1…$2");
                    assertThat(Masking.mask(text)).as(text).isEqualTo(expected);
                    return !expected.equals(text);
                })
                .count();

        assertThat(masked).as("texts with something to mask").isGreaterThan(10_000);
    }

    @Test
    void a_number_is_found_wherever_it_begins_and_however_long_it_is() {
        for (int before = 0; before < 40; before++) {
            for (int digits = 1; digits < 24; digits++) {
                String text = " ".repeat(before) + "1".repeat(digits) + " 22222222";

                assertThat(Masking.mask(text)).isEqualTo(NUMBER.matcher(text).replaceAll("$1…$2"));
            }
        }
    }
}

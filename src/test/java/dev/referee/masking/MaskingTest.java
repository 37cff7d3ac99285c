package dev.referee.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    /** The rule, as one would write it where time does not matter. */
    private static final Pattern SIP_USER = Pattern.compile("(?i)(sips?:)[^@\\s;>]+@");

    private static final Pattern ESCAPE = Pattern.compile("%(25)*[0-9A-Fa-f]{2}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+61491570006 | +61…06",
                "61491570006 | 61…06",
                "to=tel:+61491570006 | to=tel:+61…06",
                "call +61491570006 or +61491570156, please | call +61…06 or +61…56, please",
                "+61491570006, +61491570156 | +61…06, +61…56",
                "12345678 | 12…78",
                "12345678901234567 | 12…67",
                "x+61491570006 | x+61…06",
                "0420351258-Bob | 04…58-Bob",
                "call 0420351258. Thanks | call 04…58. Thanks",
                "电话0420351258请 | 电话04…58请",
                "{\"to\":\"0420351258\"} | {\"to\":\"04…58\"}",
                "0420 351 258 | 04…58",
                "0420-351-258 | 04…58",
                "0420 - 351 - 258 | 04…58",
                "0420.351.258 | 04…58",
                "0420/351/258 | 04…58",
                "0420, 351, 258 | 04…58",
                "0420_351_258 | 04…58",
                "[0420] [351] [258] | [04…58]",
                "0 4 2 0 3 5 1 2 5 8 | 0 4…5 8",
                "(+61) 420 351 258 | (+61…58",
                "+61 (0)420/351258 | +61…58",
                "+61.420.351.258 | +61…58",
                "+ 61 420 351 258 | + 61…58",
                "tel:+61-420-351-258 | tel:+61…58",
                "(02) 9876 5432 | (02…32",
                "(555) 123-4567 | (55…67",
                "1-800-555-0199 | 1-8…99",
                "9876 5432 | 98…32",
                "420 351 258 | 42…58",
                "33 6 12 34 56 78 | 33…78",
                "0420\u00a0351\u202f258 | 04…58",
                "0420\u2013351\u2011258 | 04…58",
                "0420\u200b351\u00ad258 | 04…58",
                "0420\\t351\\n258 | 04…58",
                "\uff0b\uff16\uff11 \uff14\uff12\uff10 \uff13\uff15\uff11 258 | \uff0b\uff16\uff11…58",
                "\u0660\u0664\u0662\u0660\u0663\u0665\u0661\u0662\u0665\u0668 | \u0660\u0664…\u0665\u0668",
                "\u0966\u096a\u0968\u0966 \u0969\u096b\u0967 258 | \u0966\u096a…58",
                "\ud835\udfce\ud835\udfd2\ud835\udfd0\ud835\udfce 351 258 | \ud835\udfce\ud835\udfd2…58",
                "0\ufe0f\u20e34\ufe0f\u20e32\ufe0f\u20e30\ufe0f\u20e3351258 | 0\ufe0f\u20e34…58",
                "%2B61420351258 | %2B61…58",
                "%2b61%20420%20351%20258 | %2b61…58",
                "%2B61+420+351+258 | %2B61…58",
                "%252B61420351258 | %252B61…58",
                "0420%C2%A0351%E2%80%93258 | 04…58",
                "0420%A0351%A0258 | 04…58",
                "%30%34%32%30351258 | %30%34…58",
                "%D9%A0%D9%A4%D9%A2%D9%A0351258 | %D9%A0%D9%A4…58",
                "\\u002b61420351258 | \\u002b61…58",
                "/api/calls/%2B61420351258/transfer | /api/calls/%2B61…58/transfer",
                "sip:anna@example.com | sip:…@example.com",
                "SIP:anna@example.com | SIP:…@example.com",
                "<sips:+61491570006@example.com;transport=tls> | <sips:…@example.com;transport=tls>"
            })
    void numbers_and_users_are_cut_in_every_spelling(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567",
                "123456789012345678",
                "rtc_12345678",
                "rtc_u1_9b4c1d7e20f84c55a3b7f1c2d3e4f5a6",
                "t-12345678",
                "CA12345678",
                "CA12345678901234567890123456789012",
                "12345678ab",
                "12345678-1234-1234-1234-123456789012",
                "12345678-1234-4abc-8901-123456789012",
                "3f2b8c1d-1234-4567-8901-123456789012",
                "00-12345678901234567890123456789012-1234567890123456-01",
                "anna@example.com",
                "sip:example.com",
                "2026-11-30T12:34:56Z",
                "2026-11-30T12:34:56.123456789+10:00",
                "2026-11-30 12:34:56",
                "referee.2026-11-30.0.log",
                "30.11.2026 12:30",
                "01/12/2026 - 31/12/2026",
                "2024-2026",
                "12:34:05.123456789",
                "192.168.100.200:8080",
                "192.168.100.0/24",
                "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
                "10.1.62",
                "10.0.19045.2965",
                "21.0.2+13-58",
                "1,234.50",
                "12,345,678.90",
                "12 345.67 USD",
                "12 345 678 901.50",
                "12.345.678,90",
                "12 345 678,90 €",
                "USD 12345678",
                "$12345678",
                "12345678 bytes",
                "1750287018.123456",
                "0.123456789",
                "1234/5678",
                "[30/Nov/2026:12:34:56 +0000] \"GET / HTTP/1.1\" 200 1234",
                "+14400.000s referee  verdict mechanism=refer verdict=silent reason=\"no evidence\""
            })
    void what_is_neither_stays_as_it_is(String text) {
        assertThat(Masking.mask(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void no_more_than_four_digits_of_a_number_survive_however_it_is_spelled(long seed) {
        Spellings.numbers(seed, 20_000).forEach(text -> {
            String masked = Masking.mask("please call " + text + " soon");
            assertThat(ESCAPE.matcher(masked).replaceAll("").codePoints().filter(Character::isDigit))
                    .as(text)
                    .hasSizeLessThanOrEqualTo(4);
            assertThat(masked).startsWith("please call ").endsWith(" soon");
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void times_ids_prices_addresses_and_versions_are_no_numbers(long seed) {
        Spellings.others(seed, 20_000)
                .forEach(text -> assertThat(Masking.mask(text)).isSameAs(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void users_are_left_out_exactly_as_the_rule_says(long seed) {
        long masked = Texts.random(seed, 50_000)
                .map(text -> text.replaceAll("\\d", "d"))
                .filter(text -> {
                    String expected = SIP_USER.matcher(text).replaceAll("$1…@");
                    assertThat(Masking.mask(text)).as(text).isEqualTo(expected);
                    return !expected.equals(text);
                })
                .count();

        assertThat(masked).as("texts with something to mask").isGreaterThan(400);
    }

    @Test
    void a_number_is_found_wherever_it_begins_and_however_long_it_is() {
        for (int before = 0; before < 40; before++) {
            for (int digits = 1; digits < 24; digits++) {
                String text = " ".repeat(before) + "1".repeat(digits);

                String expected = digits < 8 || digits > 17 ? text : " ".repeat(before) + "11…11";
                assertThat(Masking.mask(text + "; 22222222")).isEqualTo(expected + "; 22…22");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 ",
                "1",
                "1-",
                "0420,",
                "+1",
                "1.",
                "(",
                "a1",
                "1:2:",
                "%25",
                "%25252",
                "%E2%80%AF1",
                "%E2%",
                "\\u0031"
            })
    void a_hostile_text_is_read_a_few_times_at_most(String part) {
        String text = part.repeat(1_000_000 / part.length());
        CountedText counted = new CountedText(text);

        String cut = PhoneNumbers.cut(counted);

        assertThat(cut).hasSizeLessThanOrEqualTo(text.length());
        assertThat(counted.reads()).isLessThan(20L * text.length());
    }

    @Test
    void a_hostile_address_is_read_a_few_times_at_most() {
        String text = "sip:".repeat(250_000) + "\n@" + "sip:@".repeat(200_000);

        assertThat(Masking.mask(text)).startsWith("sip:sip:");
    }
}

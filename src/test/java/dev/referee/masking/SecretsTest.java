package dev.referee.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    /** The rule, as one would write it where time does not matter. */
    private static final Pattern LOOKS_SECRET = Pattern.compile(
            "\\b(?:sk-[A-Za-z0-9_-]{8,}|whsec_[A-Za-z0-9+/=]{8,}|(?i:bearer|basic) [A-Za-z0-9._~+/=-]{8,})");

    private static final List<String> KNOWN = List.of("A1b2C3d4", "12345678annasips");

    private final Secrets secrets = new Secrets(KNOWN);

    @ParameterizedTest
    @CsvSource({
        "key sk-proj-0123456789 is wrong, key … is wrong",
        "'(whsec_MDEyMzQ1Njc4OQ==)', '(…)'",
        "Authorization: bEARer abcdefghijkl, Authorization: …",
        "basic YWJjZGVmZ2g=, …",
        "token A1b2C3d4, token …"
    })
    void what_is_known_and_what_looks_like_one_is_hidden(String text, String hidden) {
        assertThat(secrets.hide(text)).isEqualTo(hidden);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "task-0123456789", "sk-short", "the bearer came", "a basic thing", "front-desk is closed"})
    void what_is_none_stays_as_it_is(String text) {
        assertThat(secrets.hide(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void any_text_is_hidden_exactly_as_the_rule_says(long seed) {
        long hidden = Texts.random(seed, 50_000)
                .filter(text -> {
                    String expected = text;
                    for (String known : KNOWN) {
                        expected = expected.replace(known, "…");
                    }
                    expected = LOOKS_SECRET.matcher(expected).replaceAll("…");
                    assertThat(secrets.hide(text)).as(text).isEqualTo(expected);
                    return !expected.equals(text);
                })
                .count();

        assertThat(hidden).as("texts with something to hide").isGreaterThan(5_000);
    }
}

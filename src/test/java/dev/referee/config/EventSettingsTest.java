package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSettingsTest {

    private static final String URL = "https://crm.example.com/hooks?key=hunter2";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static List<SettingProblem> problems(SettingsFixture fixture) {
        return SettingsCheck.problems(fixture.environment());
    }

    @Test
    void events_are_off_by_default() {
        assertThat(problems(SettingsFixture.live())).isEmpty();
    }

    @Test
    void an_address_with_a_query_and_a_secret_is_enough() {
        assertThat(problems(
                        SettingsFixture.live().with("referee.events.url", URL).with("referee.events.secret", SECRET)))
                .isEmpty();
    }

    @Test
    void an_address_without_a_secret_says_how_to_make_one() {
        assertThat(problems(SettingsFixture.live().with("referee.events.url", URL)))
                .singleElement()
                .extracting(SettingProblem::line)
                .asString()
                .contains("REFEREE_EVENTS_SECRET", "openssl rand -base64 32")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "referee.events.url, crm.example.com/hunter2",
        "referee.events.url, https://crm.example.com/#hunter2",
        "referee.events.url, https://me:hunter2@crm.example.com/",
        "referee.events.url, ftp://crm.example.com/hunter2",
        "referee.events.secret, hunter2",
        "referee.events.secret, whsec_hunter2!",
        "referee.events.secret, whsec_aHVudGVyMg==",
        "referee.events.timeout, 2m",
        "referee.events.give-up-after, 1s",
        "referee.events.give-up-refused-after, 25h",
        "referee.events.at-once, 0"
    })
    void a_wrong_value_is_named_and_a_secret_is_not_shown(String property, String value) {
        List<SettingProblem> problems = problems(SettingsFixture.live()
                .with("referee.events.url", URL)
                .with("referee.events.secret", SECRET)
                .with(property, value));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.property()).isEqualTo(property);
            assertThat(problem.line()).doesNotContain("hunter2");
        });
    }

    @Test
    void nothing_of_it_is_printed() {
        EventSettings settings = new EventSettings(
                URL,
                SECRET,
                java.time.Duration.ofSeconds(15),
                java.time.Duration.ofHours(24),
                java.time.Duration.ofHours(1),
                16);

        assertThat(settings.toString()).isEqualTo("EventSettings[url=crm.example.com]");
        assertThat(UnknownKeys.isKnown("referee.events.uri")).isFalse();
    }
}

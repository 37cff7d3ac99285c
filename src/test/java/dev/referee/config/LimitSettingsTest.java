package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings beside {@link RefereeSettings}: checked at the same moment, with the same words. */
class LimitSettingsTest {

    private static List<String> problems(String property, String value) {
        try {
            SettingsCheck.check(SettingsFixture.twin().with(property, value).environment());
            return List.of();
        } catch (SettingsException wrong) {
            return wrong.problems().stream().map(SettingProblem::line).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "referee.drain-timeout, 11m",
        "referee.reconcile-after, 500ms",
        "referee.limits.calls, 0",
        "referee.limits.transfers, 0",
        "referee.limits.commands, 99",
        "referee.limits.requests, 0",
        "referee.limits.body-timeout, 99ms",
        "referee.limits.tools, 0",
        "referee.tools.order-status.url, shop.example.com",
        "referee.tools.order-status.url, https://shop.example.com/orders/",
        "referee.tools.order-status.timeout, 0s",
        "referee.tools.opening-hours.zone, Sydney",
        "referee.tools.opening-hours.zone, +10:00",
        "referee.tools.opening-hours.zone, UTC+10",
        "referee.tools.opening-hours.text, ''",
        "referee.tools.take-note.folder, ''",
        "referee.limits.sideband-frames, 9",
        "referee.limits.sideband-frame, 1KB",
        "referee.limits.sideband-frame, much",
        "referee.retention.calls, 59m",
        "referee.retention.webhooks, 71h",
        "referee.retention.every, 0s",
        "referee.database.lock-timeout, 1m",
        "referee.database.statement-timeout, 0s",
        "referee.database.answer-timeout, soon"
    })
    void a_value_that_cannot_work_stops_the_start_with_one_line(String property, String value) {
        assertThat(problems(property, value)).singleElement().asString().startsWith(property + " (REFEREE_");
    }

    @Test
    void the_defaults_are_fine() {
        assertThat(problems("referee.limits.calls", "500")).isEmpty();
    }

    @Test
    void keys_below_them_are_known_by_name() {
        assertThat(UnknownKeys.isKnown("referee.limits.calls")).isTrue();
        assertThat(UnknownKeys.isKnown("referee.limits.cals")).isFalse();
        assertThat(UnknownKeys.isKnown("referee.tools.take-note.folder")).isTrue();
        assertThat(UnknownKeys.isKnown("referee.tools.take-note.file")).isFalse();
        assertThat(UnknownKeys.isKnown("referee.agents.default.tools[0]")).isTrue();
        assertThat(UnknownKeys.isKnown("referee.retention.webhooks")).isTrue();
        assertThat(UnknownKeys.isKnown("referee.retention.events")).isFalse();
        assertThat(UnknownKeys.isKnown("referee.cluster.sweep")).isTrue();
        assertThat(UnknownKeys.isKnown("referee.drain-timeout")).isTrue();
    }

    @Test
    void the_pool_speaks_each_databases_words_and_the_url_wins() {
        DatabaseSettings settings =
                new DatabaseSettings(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(6));
        try (HikariDataSource h2 = new HikariDataSource();
                HikariDataSource postgres = new HikariDataSource()) {
            h2.setJdbcUrl("jdbc:h2:file:./x;LOCK_TIMEOUT=7");
            postgres.setJdbcUrl("jdbc:postgresql://db/referee?socketTimeout=9");

            DatabaseTimeouts.tune(h2, settings);
            DatabaseTimeouts.tune(postgres, settings);

            assertThat(h2.getDataSourceProperties())
                    .containsEntry("DB_CLOSE_ON_EXIT", "FALSE")
                    .doesNotContainKey("LOCK_TIMEOUT");
            assertThat(postgres.getDataSourceProperties())
                    .doesNotContainKey("socketTimeout")
                    .containsEntry("connectTimeout", "6")
                    .containsEntry(
                            "options",
                            "-c lock_timeout=2000 -c statement_timeout=4000"
                                    + " -c idle_in_transaction_session_timeout=2000");
        }
    }
}

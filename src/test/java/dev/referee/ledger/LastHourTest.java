package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ledger.LastHour.AloneMinute;
import dev.referee.ledger.LastHour.VerdictMinute;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts and times of the last hour on the packed database. */
class LastHourTest extends DatabaseTest {

    private static final Instant FROM = Instant.parse("2026-05-04T10:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    JdbcClient jdbc;
    private Rows rows;
    private LastHour hour;

    @BeforeEach
    void open() throws Exception {
        DataSource database = migrated();
        jdbc = JdbcClient.create(database);
        rows = new Rows(jdbc);
        hour = new LastHour(jdbc);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-05-04T" + time + "Z");
    }

    private String transfer(int number, String outcome, Instant requestedAt) {
        rows.call(number, outcome == null ? "transferring" : "ended", "+61400000001", requestedAt);
        return rows.transfer(number, number, "front-desk", outcome, requestedAt, LONG);
    }

    @Test
    void nothing_is_nothing() {
        assertThat(hour.counts(FROM)).isEqualTo(new LastHour.Counts(0, 0, Map.of(), Map.of()));
        assertThat(hour.verdicts(FROM)).isEmpty();
        assertThat(hour.alone(FROM)).isEmpty();
    }

    @Test
    void what_was_before_does_not_count_and_what_is_in_flight_counts_whenever_it_began() {
        transfer(1, "bridged", at("09:59:00"));
        transfer(2, "bridged", at("10:00:00"));
        transfer(3, "bridged", at("10:20:00"));
        transfer(4, "returned", at("10:20:00"));
        transfer(5, null, at("08:00:00"));

        LastHour.Counts counts = hour.counts(FROM);

        assertThat(counts.calls()).isEqualTo(3);
        assertThat(counts.inFlight()).isEqualTo(1);
        assertThat(counts.outcomes()).isEqualTo(Map.of("bridged", 2, "returned", 1));
    }

    @Test
    void verdicts_are_counted_by_mechanism_when_they_are_reached() {
        String transfer = transfer(1, "bridged", at("09:59:50"));
        rows.mechanism(transfer, "refer", "silent", at("09:59:55"), Duration.ofSeconds(6));
        rows.mechanism(transfer, "redirect", "confirmed", at("10:00:01"), Duration.ofMillis(300));
        String open = transfer(2, null, at("10:00:00"));
        rows.mechanism(open, "refer", null, at("10:00:00"), LONG);
        String old = transfer(3, "bridged", at("09:00:00"));
        rows.mechanism(old, "refer", "confirmed", at("09:00:00"), Duration.ofSeconds(1));

        assertThat(hour.counts(FROM).verdicts())
                .isEqualTo(Map.of("refer", Map.of("silent", 1), "redirect", Map.of("confirmed", 1)));
    }

    @Test
    void how_long_verdicts_took_is_told_by_the_minute() {
        for (int number = 1; number <= 3; number++) {
            String transfer = transfer(number, "bridged", at("10:05:00"));
            rows.mechanism(transfer, "refer", "silent", at("10:05:10"), Duration.ofMillis(1000L * number + 1));
        }
        rows.mechanism(transfer(4, "bridged", at("10:06:59")), "refer", "silent", at("10:06:59"), LONG);
        rows.mechanism(transfer(5, "bridged", at("10:05:00")), "refer", "confirmed", at("10:05:00"), LONG);

        assertThat(hour.verdicts(FROM))
                .containsExactly(
                        new VerdictMinute(at("10:05:00"), "refer", "confirmed", 1, 30_000, 30_000),
                        new VerdictMinute(at("10:05:00"), "refer", "silent", 3, 2001, 3001),
                        new VerdictMinute(at("10:07:00"), "refer", "silent", 1, 30_000, 30_000));
    }

    @Test
    void a_caller_is_alone_from_the_landing_until_the_first_answer_or_else_the_end() {
        String answered = transfer(1, "bridged", at("10:10:00"));
        rows.won(answered, "redirect", at("10:10:05"));
        rows.evidence(answered, "ringing", at("10:10:06"));
        rows.evidence(answered, "answered", at("10:10:09.5"));
        rows.evidence(answered, "answered", at("10:10:12"));
        String never = transfer(2, "voicemail", at("10:10:00"));
        rows.won(never, "release", at("10:10:10"));
        String waiting = transfer(3, null, at("10:10:00"));
        rows.won(waiting, "redirect", at("10:10:05"));
        String withAgent = transfer(4, "bridged", at("10:10:00"));
        rows.won(withAgent, "refer", at("10:10:05"));
        String before = transfer(5, "bridged", at("09:10:00"));
        rows.won(before, "redirect", at("09:10:05"));

        assertThat(hour.alone(FROM)).containsExactly(new AloneMinute(at("10:10:00"), 2, 12_250, 20_000));
    }
}

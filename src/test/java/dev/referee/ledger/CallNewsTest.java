package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was written down lately, on the packed database. */
class CallNewsTest extends DatabaseTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    JdbcClient jdbc;
    private CallNews news;

    @BeforeEach
    void open() throws Exception {
        DataSource database = migrated();
        jdbc = JdbcClient.create(database);
        news = new CallNews(jdbc);
    }

    private void event(int call) {
        jdbc.sql(
                        "insert into call_events (call_key, seen_at, source, type, detail) values (?, ?, 'referee', 'x', '{}')")
                .params(Rows.key(call).value(), Facts.time(NOW))
                .update();
    }

    @Test
    void events_come_in_the_order_of_their_numbers_and_only_those_that_are_asked_for() {
        Rows rows = new Rows(jdbc);
        rows.call(1, "talking", "+61400000001", NOW);
        rows.call(2, "talking", "+61400000002", NOW);
        long before = news.latest();
        event(2);
        event(1);
        event(2);

        List<CallNews.Event> all = news.after(before, 10);

        assertThat(all)
                .extracting(CallNews.Event::callKey)
                .containsExactly(
                        Rows.key(2).value(), Rows.key(1).value(), Rows.key(2).value());
        assertThat(all).extracting(CallNews.Event::callId).containsExactly("rtc_2", "rtc_1", "rtc_2");
        assertThat(news.latest()).isEqualTo(all.get(2).number());
        assertThat(news.after(before, 2)).isEqualTo(all.subList(0, 2));
        assertThat(news.after(all.get(1).number(), 10)).isEqualTo(all.subList(2, 3));
        assertThat(news.after(news.latest(), 10)).isEmpty();
    }
}

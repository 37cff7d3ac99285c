package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was written down lately, on the packed database. */
class CallNewsTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    JdbcClient jdbc;
    private JdbcConnectionPool pool;
    private CallNews news;

    DataSource database() throws Exception {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        return pool;
    }

    @BeforeEach
    void open() throws Exception {
        DataSource database = database();
        Flyway.configure().dataSource(database).load().migrate();
        jdbc = JdbcClient.create(database);
        news = new CallNews(jdbc);
    }

    @AfterEach
    void close() {
        if (pool != null) {
            pool.dispose();
        }
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

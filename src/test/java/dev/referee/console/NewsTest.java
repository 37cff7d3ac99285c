package dev.referee.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.ledger.CallNews;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;

class NewsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Written written = new Written();
    private final News news = new News(written, nanos::get);

    /** Events as transactions make them visible. */
    private static final class Written extends CallNews {

        private final TreeMap<Long, String> events = new TreeMap<>();
        private boolean away;
        private long askedFrom;

        Written() {
            super(JdbcClient.create(new JdbcDataSource()));
        }

        @Override
        public long latest() {
            return events.isEmpty() ? 0 : events.lastKey();
        }

        @Override
        public List<Event> after(long number, int most) {
            if (away) {
                throw new QueryTimeoutException("away");
            }
            askedFrom = number;
            return events.tailMap(number, false).entrySet().stream()
                    .limit(most)
                    .map(event -> new Event(event.getKey(), event.getValue(), "rtc_" + event.getValue()))
                    .toList();
        }
    }

    @Test
    void what_was_there_before_is_no_news() {
        written.events.put(1L, "a");

        assertThat(news.look()).isEmpty();
        assertThat(news.look()).isEmpty();
    }

    @Test
    void each_call_is_told_once_with_its_latest_event() {
        news.look();
        written.events.put(1L, "a");
        written.events.put(2L, "b");
        written.events.put(3L, "a");

        assertThat(news.look()).containsExactlyInAnyOrder(new Changed("a", "rtc_a", 3), new Changed("b", "rtc_b", 2));
        assertThat(news.look()).isEmpty();
    }

    @Test
    void an_event_with_a_lower_number_that_appears_late_is_told() {
        written.events.put(10L, "a");
        news.look();
        written.events.put(12L, "b");
        news.look();
        nanos.addAndGet(News.OVERLAP.minus(Duration.ofSeconds(1)).toNanos());
        news.look();

        written.events.put(9L, "c");
        written.events.put(11L, "d");

        assertThat(news.look()).extracting(Changed::key).containsExactlyInAnyOrder("c", "d");
        assertThat(news.look()).isEmpty();
    }

    @Test
    void what_is_settled_is_not_read_again() {
        news.look();
        written.events.put(7L, "a");
        news.look();

        nanos.addAndGet(News.OVERLAP.toNanos());
        news.look();
        news.look();

        assertThat(written.askedFrom).isEqualTo(7);
    }

    @Test
    void more_than_can_be_read_at_once_is_read_in_parts() {
        news.look();
        for (long number = 1; number <= News.EVENTS_MAX + 1; number++) {
            written.events.put(number, "call-" + number);
        }

        assertThat(news.look()).hasSize(News.EVENTS_MAX);
        assertThat(news.look()).hasSize(1);
    }

    @Test
    void a_look_that_fails_loses_nothing() {
        written.events.put(1L, "a");
        written.away = true;
        assertThatThrownBy(news::look).isInstanceOf(QueryTimeoutException.class);
        written.away = false;
        assertThat(news.look()).as("the first look").isEmpty();
        written.events.put(2L, "b");
        written.away = true;
        assertThatThrownBy(news::look).isInstanceOf(QueryTimeoutException.class);
        written.away = false;

        assertThat(news.look()).extracting(Changed::key).containsExactly("b");
    }
}

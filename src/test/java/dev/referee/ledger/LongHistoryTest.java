package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ledger.CallSearch.Cursor;
import dev.referee.ledger.CallSearch.Page;
import dev.referee.ledger.CallSearch.Wanted;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Ten thousand calls on the packed database: each request is a few statements, and each reads along an index. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongHistoryTest extends DatabaseTest {

    private static final int CALLS = 10_000;
    private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String[] OUTCOMES = {"bridged", "bridged", "bridged", "voicemail", "returned"};

    private final AtomicInteger statements = new AtomicInteger();
    private JdbcClient jdbc;
    private CallSearch search;

    @BeforeAll
    void fill() throws Exception {
        DataSource database = migrated();
        jdbc = JdbcClient.create(database);
        Rows rows = new Rows(jdbc);
        new TransactionTemplate(new DataSourceTransactionManager(database)).executeWithoutResult(status -> {
            for (int number = 0; number < CALLS; number++) {
                call(rows, number);
            }
        });
        rows.analyze();
        search = new CallSearch(JdbcClient.create(new Counted(database, statements)));
    }

    private static void call(Rows rows, int number) {
        Instant at = START.plusSeconds(number);
        rows.call(number, number % 500 == 0 ? "talking" : "ended", "+614%08d".formatted(number), at);
        String transfer = rows.transfer(
                number, number, number % 1000 == 7 ? "night-desk" : "front-desk", OUTCOMES[number % 5], at, LONG);
        rows.mechanism(transfer, "refer", "silent", at, LONG);
        rows.mechanism(transfer, "redirect", "confirmed", at, LONG);
    }

    /** Counts what is asked of the database. */
    private static final class Counted extends DelegatingDataSource {

        private final AtomicInteger statements;

        Counted(DataSource database, AtomicInteger statements) {
            super(database);
            this.statements = statements;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().startsWith("prepare")
                                || method.getName().equals("createStatement")) {
                            statements.incrementAndGet();
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }
    }

    static Stream<Wanted> requests() {
        Cursor middle = new Cursor(START.plusSeconds(5000), Rows.key(5000));
        return Stream.of(
                new Wanted(null, null, null, null, null),
                new Wanted(null, null, null, null, middle),
                new Wanted("ended", null, null, null, null),
                new Wanted("talking", null, null, null, middle),
                new Wanted(null, "00004321", null, null, null),
                new Wanted(null, "night", null, null, null),
                new Wanted("ended", "front", "bridged", "front-desk", middle),
                new Wanted(null, null, "returned", "night-desk", null));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_page_is_three_statements_however_long_it_is(Wanted wanted) {
        for (int most : List.of(1, 50, 500)) {
            statements.set(0);

            search.find(wanted, most);

            assertThat(statements.get()).as("%s, %s calls", wanted, most).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void the_last_page_is_as_near_as_the_first() {
        Cursor nearTheEnd = new Cursor(START.plusSeconds(10), Rows.key(10));

        Page page = search.find(new Wanted(null, null, null, null, nearTheEnd), 50);

        assertThat(page.calls()).hasSize(10);
        assertThat(page.next()).isNull();
        assertThat(page.calls().get(0).head().key()).isEqualTo(Rows.key(9));
    }

    @Test
    void a_needle_is_found_in_the_haystack() {
        Page byNumber = search.find(new Wanted(null, "0400 004 321", null, null, null), 50);
        Page byTarget = search.find(new Wanted(null, null, null, "night-desk", null), 50);

        assertThat(byNumber.calls()).hasSize(1);
        assertThat(byNumber.calls().get(0).head().key()).isEqualTo(Rows.key(4321));
        assertThat(byTarget.calls()).hasSize(10);
    }

    @ParameterizedTest
    @MethodSource("listed")
    void a_list_is_read_along_an_index_and_not_sorted(Wanted wanted) {
        String plan = plan(CallQuery.of(wanted, 51));

        assertThat(plan).containsAnyOf("calls_by_start_and_key", "calls_by_state_and_start");
        assertThat(plan).doesNotContain("tablescan", "seq scan on calls", "sort key");
        assertInOrder(plan);
    }

    /** H2 says so; PostgreSQL says when it has to sort. */
    void assertInOrder(String plan) {
        assertThat(plan).contains("index sorted");
    }

    static Stream<Wanted> listed() {
        Cursor middle = new Cursor(START.plusSeconds(5000), Rows.key(5000));
        return Stream.of(
                new Wanted(null, null, null, null, null),
                new Wanted(null, null, null, null, middle),
                new Wanted("ended", null, null, null, null),
                new Wanted("ended", null, null, null, middle));
    }

    private String plan(CallQuery query) {
        return String.join(
                        "\n",
                        jdbc.sql("explain " + query.sql())
                                .params(query.params())
                                .query(String.class)
                                .list())
                .toLowerCase(Locale.ROOT);
    }
}

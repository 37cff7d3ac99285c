package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

/** What works later, and what never does. */
class DatabaseFailureTest extends DatabaseTest {

    static Stream<Throwable> later() {
        return Stream.of(
                new DataAccessResourceFailureException("down"),
                new CannotGetJdbcConnectionException("none", new SQLException("Connection is closed")),
                new CannotCreateTransactionException("none", new SQLTransientConnectionException("timed out")),
                new TransactionSystemException("the commit got lost"),
                new TransactionTimedOutException("late"),
                new QueryTimeoutException("late"),
                new CannotAcquireLockException("another has it"),
                new RecoverableDataAccessException("again"),
                uncategorized("08006", null),
                uncategorized("53100", null),
                uncategorized("57P01", null),
                uncategorized("25006", null),
                uncategorized("55P03", null),
                uncategorized("HY000", new MVStoreException(2, "the disk is full")),
                uncategorized("90031", new IOException("no space left on device")),
                new IllegalStateException("a bean failed", new DataAccessResourceFailureException("down")));
    }

    static Stream<Throwable> never() {
        return Stream.of(
                uncategorized("22021", null),
                uncategorized("HY000", null),
                new DataAccessResourceFailureException("an index", new SQLException("row size exceeds", "54000")),
                new IllegalTransactionStateException("a bug"),
                new EmptyResultDataAccessException(1),
                new IllegalStateException("a bug"),
                new ConnectException("of something else"));
    }

    private static DataAccessException uncategorized(String state, Throwable cause) {
        return new UncategorizedSQLException("", "", new SQLException("no", state, cause));
    }

    @ParameterizedTest
    @MethodSource
    void later(Throwable failure) {
        assertThat(DatabaseFailure.isAway(failure)).as(failure.toString()).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void never(Throwable failure) {
        assertThat(DatabaseFailure.isAway(failure)).as(failure.toString()).isFalse();
    }

    @Test
    void nothing_is_no_failure() {
        assertThat(DatabaseFailure.isAway(null)).isFalse();
    }

    @Test
    void what_a_real_database_does_not_take_works_never() {
        JdbcClient jdbc = JdbcClient.create(database());
        jdbc.sql("create table few (name varchar(5) not null primary key, number numeric(4, 2), count integer)")
                .update();
        String insert = "insert into few (name, number, count) values (?, ?, ?)";
        jdbc.sql(insert).params("same", 1, 1).update();

        for (Object[] values : new Object[][] {
            {"too long", 1, 1},
            {null, 1, 1},
            {"large", new BigDecimal("12345"), 1},
            {"other", 1, "word"},
            {"same", 1, 1}
        }) {
            assertNever(() -> jdbc.sql(insert).params(values).update());
        }
        assertNever(() -> jdbc.sql("select nothing from nowhere").query().listOfRows());
        assertNever(() -> jdbc.sql("selekt").query().listOfRows());
    }

    private static void assertNever(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOf(DataAccessException.class).satisfies(failure -> assertThat(
                        DatabaseFailure.isAway(failure))
                .as(failure.toString())
                .isFalse());
    }

    @Test
    void a_lock_that_another_holds_works_later() throws SQLException {
        DataSource database = database();
        JdbcClient jdbc = JdbcClient.create(database);
        jdbc.sql("create table one (number integer)").update();
        jdbc.sql("insert into one values (1)").update();
        try (Connection holder = database.getConnection();
                Connection waiting = database.getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().executeUpdate("update one set number = 2");
            JdbcClient impatient = JdbcClient.create(
                    new org.springframework.jdbc.datasource.SingleConnectionDataSource(waiting, true));
            impatient.sql(shortLockTimeout()).update();

            Throwable failure = catchThrowable(
                    () -> impatient.sql("update one set number = 3").update());
            holder.rollback();

            assertThat(failure).isInstanceOf(DataAccessException.class);
            assertThat(DatabaseFailure.isAway(failure)).isTrue();
        }
    }

    String shortLockTimeout() {
        return "set lock_timeout 50";
    }

    @Test
    void a_server_that_is_not_there_works_later() {
        JdbcClient nobody = JdbcClient.create(new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/nobody"));

        assertThatThrownBy(() -> nobody.sql("select 1").query().listOfRows())
                .satisfies(
                        failure -> assertThat(DatabaseFailure.isAway(failure)).isTrue());
    }
}

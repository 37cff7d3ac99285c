package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The same on PostgreSQL. */
class DatabaseFailurePostgresIT extends DatabaseFailureTest {

    @RegisterExtension
    static final PostgresServer POSTGRES = PostgresServer.kept();

    @Override
    DataSource database() {
        return POSTGRES.database();
    }

    @Override
    String shortLockTimeout() {
        return "set lock_timeout = 50";
    }

    @Test
    void a_null_character_in_a_text_works_never() {
        JdbcClient jdbc = JdbcClient.create(database());

        assertThatThrownBy(() -> jdbc.sql("select cast(? as varchar)")
                        .param("a\0b")
                        .query(String.class)
                        .single())
                .satisfies(failure -> assertThat(DatabaseFailure.isAway(failure))
                        .as(failure.toString())
                        .isFalse());
    }
}

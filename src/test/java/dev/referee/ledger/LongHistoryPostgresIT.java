package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on PostgreSQL. */
class LongHistoryPostgresIT extends LongHistoryTest {

    @RegisterExtension
    static final PostgresServer POSTGRES = PostgresServer.kept();

    @Override
    DataSource database() {
        return POSTGRES.database();
    }

    @Override
    void assertInOrder(String plan) {
        assertThat(plan).contains("index scan using");
    }
}

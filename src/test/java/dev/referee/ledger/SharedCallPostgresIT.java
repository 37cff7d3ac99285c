package dev.referee.ledger;

import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on PostgreSQL. */
class SharedCallPostgresIT extends SharedCallTest {

    @RegisterExtension
    static final PostgresServer POSTGRES = new PostgresServer();

    @Override
    DataSource database() {
        return POSTGRES.database();
    }

    @AfterEach
    void empty() {
        jdbc.sql("truncate calls, nodes cascade").update();
    }
}

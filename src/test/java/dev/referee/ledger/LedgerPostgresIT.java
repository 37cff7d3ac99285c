package dev.referee.ledger;

import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on PostgreSQL, which gets what a decision writes in one text. */
class LedgerPostgresIT extends LedgerTest {

    @RegisterExtension
    static final PostgresServer POSTGRES = PostgresServer.emptied();

    @Override
    DataSource database() {
        return POSTGRES.database();
    }

    @Override
    boolean isTogether() {
        return true;
    }
}

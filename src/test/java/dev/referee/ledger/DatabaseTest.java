package dev.referee.ledger;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A test on the packed database, in memory; or on another, if a subclass says so. */
abstract class DatabaseTest {

    /** A machine that is slow is no reason to give up a lock. */
    private static final int LOCK_MS = 30_000;

    /** An empty database: of its own, and there until the tests end. */
    DataSource database() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=" + LOCK_MS;
        return JdbcConnectionPool.create(url, "sa", "");
    }

    /** Such a database with our schema. */
    final DataSource migrated() {
        DataSource database = database();
        Schema.of(database).migrate();
        return database;
    }
}

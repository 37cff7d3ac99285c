package dev.referee.config;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Has an H2 database write out what is committed. H2 does that by itself, too, up to half a second later and on threads of its
 * own; a round that finds nothing left to write waits for what those threads have not finished. Thread-safe.
 */
final class H2Writer implements Runnable {

    private final JdbcClient jdbc;
    private final DataSource pool;

    H2Writer(DataSource pool) {
        this.pool = pool;
        this.jdbc = JdbcClient.create(pool);
    }

    @Override
    public void run() {
        jdbc.sql("checkpoint").update();
        try (Connection connection = pool.getConnection()) {
            if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
                MVStore store = session.getDatabase().getStore().getMvStore();
                store.executeFilestoreOperation(() -> {});
            }
        } catch (SQLException | MVStoreException e) {
            throw new DataAccessResourceFailureException("H2 could not write what was committed", e);
        }
    }
}

package dev.referee.config;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Has an H2 database write out what is committed. H2 does that by itself, too, up to half a second later and on threads of its
 * own; a round that finds nothing left to write waits for what those threads have not finished. Thread-safe.
 */
final class H2Writer implements Supplier<MVStore> {

    private final DataSource pool;

    H2Writer(DataSource pool) {
        this.pool = pool;
    }

    /** The store that was written: each opening of the file is another. */
    @Override
    public MVStore get() {
        try (Connection connection = pool.getConnection()) {
            if (!(connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session)) {
                throw new DataAccessResourceFailureException("H2 must run in this process");
            }
            MVStore store = session.getDatabase().getStore().getMvStore();
            store.commit();
            store.executeFilestoreOperation(() -> {}); // fails if it is closed by now
            return store;
        } catch (SQLException | DbException | MVStoreException e) {
            throw new DataAccessResourceFailureException("H2 could not write what was committed", e);
        }
    }
}

package dev.referee.route;

import dev.referee.config.DatabaseUrl;
import java.sql.SQLException;
import java.util.Set;
import org.apache.camel.Exchange;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** What is to be known of the database: whether it is away, and whether other nodes can have it open, too; an embedded one
 * belongs to one process. */
@Component("database")
public class Database {

    /** PostgreSQL's and H2's words for a lock that was not given in time. */
    private static final Set<String> LOCKED = Set.of("55P03", "HYT00");

    private final boolean shared;

    Database(DataSourceProperties properties) {
        DatabaseUrl url = new DatabaseUrl(properties.determineUrl());
        this.shared = !url.isMemory() && !url.isFileAlone();
    }

    /** Whether this failure is the database's, so that the same may work later. */
    static boolean isAway(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof DataAccessException || at instanceof TransactionException) {
                return true;
            }
        }
        return false;
    }

    /** The same of what a route has failed with, for its error handling. */
    public boolean hasFailed(Exchange exchange) {
        return isAway(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** Whether it is only that another transaction holds the row: the database is there, and others may be worked off. */
    static boolean isLocked(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && LOCKED.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** What helps, if this failure is that of the file of an embedded database; else nothing. */
    static String remedy(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof MVStoreException) {
                return "; the disk of its file may be full: make room there, no restart is needed ("
                        + NestedExceptionUtils.getMostSpecificCause(at).getMessage() + ")";
            }
        }
        return "";
    }

    boolean isShared() {
        return shared;
    }
}

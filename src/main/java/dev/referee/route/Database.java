package dev.referee.route;

import dev.referee.config.DatabaseUrl;
import dev.referee.ledger.DatabaseFailure;
import java.sql.SQLException;
import java.util.Set;
import org.apache.camel.Exchange;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

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

    /** Whether the database is away, so that the same may work later. */
    static boolean isAway(@Nullable Throwable failure) {
        return DatabaseFailure.isAway(failure);
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

package dev.referee.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionUsageException;

/**
 * What a failure of the database means. Either it is away, and the same may work later: no connection, no answer in time, no
 * lock, a full disk. Or it does not take this statement or this value, and never will.
 */
public final class DatabaseFailure {

    /** Classes of SQL states: a value, a constraint, the statement itself, a row beyond what an index takes. */
    private static final Set<String> NEVER = Set.of("0A", "21", "22", "23", "42", "44", "54");

    /** Classes of SQL states: connection, rollback of a transaction, resources such as the disk, an operator, the system. */
    private static final Set<String> LATER = Set.of("08", "40", "53", "57", "58");

    /** A lock that was not given in time, of PostgreSQL and H2, and a server that only reads, as during its failover. */
    private static final Set<String> LATER_ALONE = Set.of("55P03", "HYT00", "25006");

    private DatabaseFailure() {}

    /** Whether the same may work later. Where only this is so, nobody knows what was stored. */
    public static boolean isAway(@Nullable Throwable failure) {
        boolean away = false;
        boolean ofDatabase = false;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                ofDatabase = true;
                String state = String.valueOf(sql.getSQLState());
                String kind = state.length() < 2 ? "" : state.substring(0, 2);
                if (NEVER.contains(kind)) {
                    return false;
                }
                away |= LATER.contains(kind) || LATER_ALONE.contains(state);
            }
            away |= isAwayItself(at) || ofDatabase && at instanceof IOException;
        }
        return away;
    }

    private static boolean isAwayItself(Throwable failure) {
        return failure instanceof TransientDataAccessException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof NonTransientDataAccessResourceException
                || failure instanceof TransactionException && !(failure instanceof TransactionUsageException)
                || failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof MVStoreException;
    }
}

package dev.referee.config;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;

/**
 * Lets the pool drop its connections to an H2 database that has closed itself. H2 does so at the first write that fails,
 * such as on a full disk, and connections to it fail from then on; the next new one opens the file again (measured). So a
 * disk that has room again needs no restart. Thread-safe.
 */
final class ClosedDatabase implements SQLExceptionOverride {

    private static final Set<Integer> CLOSED = Set.of(
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
            ErrorCode.OBJECT_CLOSED,
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2);

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        boolean gone = CLOSED.contains(failure.getErrorCode()) || isOfTheFile(failure);
        return gone ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }

    private static boolean isOfTheFile(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof MVStoreException) {
                return true;
            }
        }
        return false;
    }
}

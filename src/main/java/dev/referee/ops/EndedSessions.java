package dev.referee.ops;

import dev.referee.ledger.SignOuts;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The sessions that were signed out before they expired. What this node ends counts here at once; what others end is read
 * at most once a second. While the database is away, what was known last counts, and no session can be ended. Thread-safe.
 */
@Component
class EndedSessions {

    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final Supplier<SignOuts> stored;
    private final LongSupplier nanos;
    private Set<String> nonces = Set.of();
    private boolean isRead;
    private long readAt;

    @Autowired
    EndedSessions(ObjectProvider<SignOuts> stored) {
        this(stored::getObject, System::nanoTime); // later, for filters are made before the database is there
    }

    EndedSessions(Supplier<SignOuts> stored, LongSupplier nanos) {
        this.stored = stored;
        this.nanos = nanos;
    }

    synchronized boolean isEnded(SessionCookie.Session session) {
        if (!isRead || nanos.getAsLong() - readAt >= PAUSE) {
            try {
                nonces = stored.get().nonces();
            } catch (DataAccessException away) {
                // asked again a second later
            }
            isRead = true;
            readAt = nanos.getAsLong();
        }
        return nonces.contains(session.nonce());
    }

    /**
     * Ends it on every node, within a second.
     *
     * @throws DataAccessException if the others would not learn of it: then it is not ended at all
     */
    synchronized void end(SessionCookie.Session session) {
        stored.get().add(session.nonce(), session.expiresAt(), Clock.systemUTC().instant());
        Set<String> more = new HashSet<>(nonces);
        more.add(session.nonce());
        nonces = more;
    }
}

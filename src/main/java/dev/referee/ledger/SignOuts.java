package dev.referee.ledger;

import java.time.Instant;
import java.util.Set;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sessions of the console that were ended before they expired, on whichever node. Thread-safe. */
public class SignOuts {

    private final JdbcClient jdbc;
    private final Durability durability;

    /** In this database. */
    public SignOuts(JdbcClient jdbc, Durability durability) {
        this.jdbc = jdbc;
        this.durability = durability;
    }

    /** The sessions that were ended, by their nonces; some may have expired meanwhile. */
    public Set<String> nonces() {
        return Set.copyOf(
                jdbc.sql("select nonce from sign_outs").query(String.class).list());
    }

    /**
     * Ends a session, and forgets those that have expired; a repeat changes nothing.
     *
     * @throws org.springframework.dao.DataAccessException if other nodes may not learn of it
     */
    public void add(String nonce, Instant expiresAt, Instant now) {
        long begun = durability.begin();
        jdbc.sql("delete from sign_outs where expires_at <= ?")
                .param(Facts.time(now))
                .update();
        try {
            jdbc.sql("insert into sign_outs (nonce, expires_at) values (?, ?)")
                    .params(nonce, Facts.time(expiresAt))
                    .update();
        } catch (DuplicateKeyException repeat) {
            // signed out twice at once
        }
        durability.await(begun);
    }
}

package dev.referee.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Acknowledged webhooks. A webhook is stored before it is answered, worked off meanwhile or after that, and kept so that a
 * repeat is known. Thread-safe.
 */
public class Inbox {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Durability durability;

    /** An inbox in a database whose commits are durable; the clock dates what is written. */
    public Inbox(JdbcClient jdbc, Clock clock) {
        this(jdbc, clock, Durability.OF_THE_COMMIT);
    }

    /** An inbox in this database; what it stores is durable when it says so. */
    public Inbox(JdbcClient jdbc, Clock clock, Durability durability) {
        this.durability = durability;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Stores a webhook; it may be worked off, but it may be acknowledged only when {@link #settle} has returned.
     *
     * @param body the raw text, kept while it is to be worked off; empty for one that is acknowledged and ignored
     */
    public Receipt store(String webhookId, String type, Optional<String> body) {
        long begun = durability.begin();
        return new Receipt(insert(webhookId, type, body), begun);
    }

    /**
     * Waits until what was stored survives a {@code kill -9}; of a repeat, too, for it is acknowledged like the first.
     *
     * @throws org.springframework.dao.DataAccessException if it may not survive
     */
    public void settle(Receipt receipt) {
        durability.await(receipt.begun());
    }

    private boolean insert(String webhookId, String type, Optional<String> body) {
        var now = Facts.time(clock.instant());
        try {
            jdbc.sql("insert into webhook_inbox (webhook_id, received_at, type, body, done_at) values (?, ?, ?, ?, ?)")
                    .params(webhookId, now, type, body.orElse(null), body.isPresent() ? null : now)
                    .update();
            return true;
        } catch (DuplicateKeyException repeat) {
            return false;
        }
    }

    /** Marks a webhook as worked off; its text is not needed any more. */
    public void done(String webhookId) {
        jdbc.sql("update webhook_inbox set done_at = ?, body = null where webhook_id = ?")
                .params(Facts.time(clock.instant()), webhookId)
                .update();
    }

    /** Webhooks that were acknowledged this long ago but not worked off, oldest first. */
    public List<Waiting> waiting(Duration since) {
        return jdbc.sql("select webhook_id, body from webhook_inbox where done_at is null and received_at <= ?"
                        + " order by done_at, received_at fetch first 200 rows only")
                .param(Facts.time(clock.instant().minus(since)))
                .query((row, number) -> new Waiting(row.getString("webhook_id"), row.getString("body")))
                .list();
    }

    /**
     * A webhook that was stored.
     *
     * @param isFirst false if its id was stored before
     * @param begun for the inbox
     */
    public record Receipt(boolean isFirst, long begun) {}

    /** One acknowledged webhook that waits for its work. */
    public record Waiting(String webhookId, String body) {}
}

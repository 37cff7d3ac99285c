package dev.referee.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Acknowledged webhooks. A webhook is stored before it is answered, worked off after that, and kept so that a repeat is
 * known. Thread-safe.
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
     * Stores a webhook.
     *
     * @param body the raw text, kept while it is to be worked off; empty for one that is acknowledged and ignored
     * @return false if this id was stored before
     */
    public boolean store(String webhookId, String type, Optional<String> body) {
        long begun = durability.begin();
        boolean first = insert(webhookId, type, body);
        durability.await(begun); // of a repeat, too: it is acknowledged like the first
        return first;
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

    /** One acknowledged webhook that waits for its work. */
    public record Waiting(String webhookId, String body) {}
}

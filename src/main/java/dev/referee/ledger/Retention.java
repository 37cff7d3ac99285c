package dev.referee.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes what has been over for long enough, with everything known of it. One call per transaction and small batches, so
 * that nobody waits for it; several nodes may do it at once, for what another removed is not there any more. Thread-safe.
 */
public class Retention {

    private static final List<String> OF_TRANSFERS =
            List.of("transfer_winners", "transfer_mechanisms", "transfer_evidence");
    private static final List<String> OF_CALLS =
            List.of("transfers", "call_events", "tool_calls", "call_sessions", "node_mail", "event_outbox");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    /** Removes from this database. */
    public Retention(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Removes calls that ended before this time, oldest first, at most so many; says how many there were. */
    public int removeCalls(Instant before, int most) {
        List<String> keys = jdbc.sql("select call_key from calls where ended_at < ? order by ended_at fetch first "
                        + most + " rows only")
                .param(Facts.time(before))
                .query(String.class)
                .list();
        keys.forEach(key -> transaction.executeWithoutResult(status -> remove(key, before)));
        return keys.size();
    }

    private void remove(String key, Instant before) {
        Optional<String> still = jdbc.sql("select call_key from calls where call_key = ? and ended_at < ? for update")
                .params(key, Facts.time(before))
                .query(String.class)
                .optional();
        if (still.isEmpty()) {
            return;
        }
        for (String table : OF_TRANSFERS) {
            jdbc.sql("delete from " + table
                            + " where transfer_id in (select transfer_id from transfers where call_key = ?)")
                    .param(key)
                    .update();
        }
        for (String table : OF_CALLS) {
            jdbc.sql("delete from " + table + " where call_key = ?").param(key).update();
        }
        jdbc.sql("delete from calls where call_key = ?").param(key).update();
    }

    /** Removes webhooks that came before this time, at most so many; says how many there were. */
    public int removeWebhooks(Instant before, int most) {
        return jdbc.sql("delete from webhook_inbox where webhook_id in (select webhook_id from webhook_inbox"
                        + " where received_at < ? order by received_at fetch first " + most + " rows only)")
                .param(Facts.time(before))
                .update();
    }
}

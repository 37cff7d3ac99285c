package dev.referee.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes what has been over for long enough, with everything known of it, in small batches, one transaction each. Several
 * nodes may do it at once: each takes what no other has taken. Thread-safe.
 */
public class Retention {

    private static final List<String> OF_TRANSFERS =
            List.of("transfer_winners", "transfer_mechanisms", "transfer_evidence");
    private static final List<String> OF_CALLS = List.of(
            "transfers", "call_events", "tool_calls", "call_sessions", "node_mail", "event_outbox", "call_states");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    /** Removes from this database. */
    public Retention(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Removes calls that ended before this time, oldest first, at most so many; says how many there were. */
    public int removeCalls(Instant before, int most) {
        return batch("select call_key from calls where ended_at < ? order by ended_at", before, most, keys -> {
            for (String table : OF_TRANSFERS) {
                delete(
                        table + " where transfer_id in (select transfer_id from transfers where call_key in (:keys))",
                        keys);
            }
            for (String table : OF_CALLS) {
                delete(table + " where call_key in (:keys)", keys);
            }
            delete("calls where call_key in (:keys)", keys);
        });
    }

    /** Removes webhooks that came before this time, oldest first, at most so many; says how many there were. */
    public int removeWebhooks(Instant before, int most) {
        return batch(
                "select webhook_id from webhook_inbox where received_at < ? order by received_at",
                before,
                most,
                keys -> delete("webhook_inbox where webhook_id in (:keys)", keys));
    }

    /** What another node is removing just now is passed over, so nobody waits, does it twice, or locks in another order. */
    private int batch(String sql, Instant before, int most, Consumer<List<String>> removal) {
        Integer count = transaction.execute(status -> {
            List<String> keys = jdbc.sql(sql + " fetch first " + most + " rows only for update skip locked")
                    .param(Facts.time(before))
                    .query(String.class)
                    .list();
            if (!keys.isEmpty()) {
                removal.accept(keys);
            }
            return keys.size();
        });
        return Objects.requireNonNull(count);
    }

    private void delete(String what, List<String> keys) {
        jdbc.sql("delete from " + what).param("keys", keys).update();
    }
}

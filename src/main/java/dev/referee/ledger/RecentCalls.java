package dev.referee.ledger;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How often somebody has called lately, as all nodes see it. Two callers of one number at the same moment may both be let in,
 * for they are counted before either is written down. Thread-safe.
 */
public class RecentCalls {

    private final JdbcClient jdbc;

    /** Counts in this database. */
    public RecentCalls(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Calls from this number, as the carrier wrote it, that arrived since then and were let in. */
    public int letIn(String from, Instant since) {
        return jdbc.sql("select count(*) from calls where from_number = ? and started_at > ?"
                        + " and public_state <> 'rejected'")
                .params(from, Facts.time(since))
                .query(Integer.class)
                .single();
    }
}

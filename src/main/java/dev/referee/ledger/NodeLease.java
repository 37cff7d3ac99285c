package dev.referee.ledger;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The row by which a node says that it is there, and so that it has its calls: one, however many they are. Its time is the
 * database's. Thread-safe.
 */
final class NodeLease {

    private static final String LATER = "current_timestamp + cast(? as double precision) * interval '1' second";

    private final JdbcClient jdbc;
    private final String node;
    private final double leaseSeconds;
    private final long leaseNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger lapses = new AtomicInteger();
    private volatile boolean left;
    private volatile boolean begun;
    private volatile long renewedAt;

    NodeLease(JdbcClient jdbc, String node, Duration lease, LongSupplier nanoTime) {
        this.jdbc = jdbc;
        this.node = node;
        this.leaseSeconds = lease.toMillis() / 1000.0;
        this.leaseNanos = lease.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Holds for another lease, unless this node has left. */
    void renew() {
        if (left) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (jdbc.sql("update nodes set leased_until = " + LATER
                                + " where node = ? and leased_until >= current_timestamp")
                        .params(leaseSeconds, node)
                        .update()
                == 0) {
            beginAgain();
        }
        renewedAt = now;
        begun = true;
    }

    /** Between the last lease and this one others may have taken calls over: those stay with them. */
    private void beginAgain() {
        boolean isThere = jdbc.sql("update nodes set leased_until = " + LATER + " where node = ?")
                        .params(leaseSeconds, node)
                        .update()
                == 1;
        if (!isThere && !left) {
            enlist(jdbc, node, leaseSeconds);
        }
        lapses.incrementAndGet();
    }

    /**
     * Makes sure that the lease holds before a call is tied to it; asks no database while renewals come in time. Must run
     * outside the transaction that ties the call: another node has to see the lease before the call.
     */
    void hold() {
        if (!begun || nanoTime.getAsLong() - renewedAt > leaseNanos / 2) {
            renew();
        }
    }

    /**
     * Ends the lease, for good: nothing renews it any more. The row stays until no living call names this node, for by it others
     * find those calls.
     */
    void end() {
        left = true;
        jdbc.sql("update nodes set leased_until = current_timestamp - interval '1' second where node = ?")
                .param(node)
                .update();
    }

    /** Writes a node down that has no row; if somebody else was faster, what he wrote is as good. */
    static void enlist(JdbcClient jdbc, String node, double leaseSeconds) {
        try {
            jdbc.sql("insert into nodes (node, leased_until) values (?, " + LATER + ")")
                    .params(node, leaseSeconds)
                    .update();
        } catch (DuplicateKeyException another) {
            // it is there
        }
    }

    int lapses() {
        return lapses.get();
    }

    /** Whether the lease has held without a gap since there were so many lapses, and holds now; asks no database. */
    boolean hasHeldSince(int lapsesThen) {
        // the time first: a renewal after a lapse counts the lapse before it says when it was
        boolean holds = begun && nanoTime.getAsLong() - renewedAt < leaseNanos;
        return holds && !left && lapses.get() == lapsesThen;
    }

    boolean isLeft() {
        return left;
    }
}

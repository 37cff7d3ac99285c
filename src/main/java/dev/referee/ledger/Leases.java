package dev.referee.ledger;

import dev.referee.call.CallKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Who looks after which call. A call's row names its node, and a node holds all its calls by one lease, which it renews; a call
 * whose node's lease has run out may be taken over by any node, by compare-and-set. Times are the database's, so that clocks
 * of nodes do not matter. Thread-safe.
 */
public class Leases {

    private static final String IS_ORPHAN =
            " and not exists (select 1 from nodes where node = owner_node and leased_until >= current_timestamp)";

    /** The version, too: who has decided on the call as its owner before must not store that. */
    private static final String NEW_VERSION = "update call_states set version = version + 1 where call_key = ?";

    private static final String TAKE = "update calls set owner_node = ? where call_key = ?";

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final String node;
    private final NodeLease lease;
    private volatile Runnable moved = () -> {};

    /**
     * Leases of one node.
     *
     * @param node a name that no other running node has
     * @param lease how long calls stay with a node that does not renew
     */
    public Leases(JdbcClient jdbc, TransactionOperations transaction, String node, Duration lease) {
        this(jdbc, transaction, node, lease, System::nanoTime);
    }

    Leases(JdbcClient jdbc, TransactionOperations transaction, String node, Duration lease, LongSupplier nanoTime) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.node = node;
        this.lease = new NodeLease(jdbc, node, lease, nanoTime);
    }

    /** This node's name. */
    public String node() {
        return node;
    }

    /** Keeps the calls of this node for another lease. */
    public void renew() {
        lease.renew();
    }

    /** Before a call is opened or announced here, outside its transaction: makes sure that it will be held. */
    void hold() {
        lease.hold();
    }

    /**
     * How often this node's lease began anew: after a lapse others may have calls that were this node's. Differs from the number
     * seen before if there was one in between.
     */
    public int lapses() {
        return lease.lapses();
    }

    /**
     * Whether a call that was this node's when there were so many lapses still is. Asks the database only if the lease did not
     * hold all the time since.
     */
    public boolean stillHas(CallKey key, int lapsesThen) {
        if (lease.hasHeldSince(lapsesThen)) {
            return true;
        }
        lease.hold();
        return !lease.isLeft()
                && jdbc.sql("select 1 from calls where call_key = ? and owner_node = ?")
                        .params(key.value(), node)
                        .query(Integer.class)
                        .optional()
                        .isPresent();
    }

    /** Says whom to tell that calls have another owner now. */
    void onMove(Runnable listener) {
        moved = listener;
    }

    /** Calls that nobody looks after, oldest first; {@link #adopt} decides whether that is still so. */
    public List<CallKey> orphans(int most) {
        String living = "select call_key, started_at from calls where ended_at is null";
        List<String> gone = jdbc.sql("select node from nodes where leased_until < current_timestamp")
                .query(String.class)
                .list();
        // one look into the index for each, in place of one at every living call
        String ofGone = (" union all " + living + " and owner_node = ?").repeat(gone.size());
        return keys(jdbc.sql("select call_key from (" + living + " and owner_node is null" + ofGone
                        + ") orphans order by started_at fetch first " + most + " rows only")
                .params(gone));
    }

    /**
     * Removes nodes that are gone and have no call any more. Writes owners of living calls down that are not known as nodes, as
     * gone, so that {@link #orphans} finds their calls: where somebody has removed rows. Looks at all living calls, so it is for
     * seldom.
     */
    public void tidyNodes() {
        jdbc.sql("delete from nodes where leased_until < current_timestamp - interval '10' second"
                        + " and not exists (select 1 from calls where ended_at is null and owner_node = node)")
                .update();
        jdbc.sql("select distinct owner_node from calls where ended_at is null and owner_node is not null"
                        + " and not exists (select 1 from nodes where node = owner_node)")
                .query(String.class)
                .list()
                .forEach(name -> NodeLease.enlist(jdbc, name, -1));
    }

    /** Calls of every other node; for a start on a database that no other node can have open. */
    public List<CallKey> others() {
        return keys(jdbc.sql("select call_key from calls where ended_at is null"
                        + " and (owner_node is null or owner_node <> ?) order by started_at")
                .param(node));
    }

    /**
     * Takes a call over that nobody looks after; false if another node was faster. It is taken from the owner that was found
     * without a lease, so of two nodes that found the same one only the first takes it.
     */
    public boolean adopt(CallKey key) {
        lease.hold();
        Optional<Owner> orphaned = jdbc.sql("select owner_node from calls where call_key = ?" + IS_ORPHAN)
                .param(key.value())
                .query((row, number) -> new Owner(row.getString("owner_node")))
                .optional();
        boolean taken = orphaned.isPresent()
                && take(
                        key,
                        TAKE + " and owner_node is not distinct from cast(? as varchar)" + IS_ORPHAN,
                        orphaned.get().node());
        if (taken) {
            moved.run();
        }
        return taken;
    }

    /** Takes a call over from a node that cannot run any more. */
    public void seize(CallKey key) {
        lease.hold();
        take(key, TAKE);
        moved.run();
    }

    /** In the order in which the ledger locks the two rows. */
    private boolean take(CallKey key, String sql, @Nullable Object... owner) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            jdbc.sql(NEW_VERSION).param(key.value()).update();
            boolean taken =
                    jdbc.sql(sql).params(node, key.value()).params(owner).update() == 1;
            if (!taken) {
                status.setRollbackOnly();
            }
            return taken;
        }));
    }

    /** The living calls of this node. */
    public Set<CallKey> mine() {
        return new HashSet<>(keys(jdbc.sql("select call_key from calls where ended_at is null and owner_node = ?")
                .param(node)));
    }

    /** Gives all calls of this node to whoever takes them: it leaves, and holds none from now on. */
    public void release() {
        lease.end();
    }

    /**
     * Calls that should have been looked at before this time, whoever has them; deadlines are of the nodes' clocks. What is over
     * is never due; that H2 need not pass over the rows without a time, the index is entered at one before all others.
     */
    public List<CallKey> overdue(Instant before, int most) {
        return keys(
                jdbc.sql("select call_key from call_states where due_at > ? and due_at < ? order by due_at fetch first "
                                + most + " rows only")
                        .params(Facts.time(Instant.EPOCH), Facts.time(before)));
    }

    /** Leaves something to do for the node that has the call. */
    public void post(CallKey key, String kind, @Nullable String subject, @Nullable String text) {
        jdbc.sql("insert into node_mail (call_key, kind, subject, text) values (?, ?, ?, ?)")
                .params(key.value(), kind, subject, text == null ? null : text.replace('\0', ' '))
                .update();
    }

    /** Removes what was left for nodes that are gone, of calls that are over. */
    public void forget() {
        jdbc.sql("delete from node_mail where exists (select 1 from calls c where c.call_key = node_mail.call_key"
                        + " and c.ended_at is not null"
                        + " and not exists (select 1 from nodes where node = c.owner_node"
                        + " and leased_until >= current_timestamp - interval '10' second))")
                .update();
    }

    /** What others left for the calls of this node, in their order; each is given out once. */
    public List<Mail> collect() {
        // the box first, which is empty nearly always; then the owner of what is in it
        List<Mail> mail = jdbc.sql("select m.id, m.call_key, m.kind, m.subject, m.text from node_mail m"
                        + " where (select c.owner_node from calls c where c.call_key = m.call_key) = ? order by m.id")
                .param(node)
                .query((row, number) -> new Mail(
                        row.getLong("id"),
                        new CallKey(row.getString("call_key")),
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getString("text")))
                .list();
        return mail.stream().filter(this::remove).toList();
    }

    private boolean remove(Mail mail) {
        return jdbc.sql("delete from node_mail where id = ?").param(mail.id()).update() == 1;
    }

    private static List<CallKey> keys(JdbcClient.StatementSpec statement) {
        return statement.query(String.class).list().stream().map(CallKey::new).toList();
    }

    private record Owner(@Nullable String node) {}

    /** One thing to do for a call. */
    public record Mail(
            long id,
            CallKey key,
            String kind,
            @Nullable String subject,
            @Nullable String text) {}
}

package dev.referee.ledger;

import dev.referee.call.CallKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who looks after which call. A node holds a call by a lease in the call's row and renews all its leases at once; a call
 * whose lease has run out may be taken over by any node, by compare-and-set. Times are the database's, so that clocks of
 * nodes do not matter. Thread-safe.
 */
public class Leases {

    private static final String LATER = "current_timestamp + cast(? as double precision) * interval '1' second";

    private final JdbcClient jdbc;
    private final String node;
    private final double leaseSeconds;

    /**
     * Leases of one node.
     *
     * @param node a name that no other running node has
     * @param lease how long a call stays with a node that does not renew
     */
    public Leases(JdbcClient jdbc, String node, Duration lease) {
        this.jdbc = jdbc;
        this.node = node;
        this.leaseSeconds = lease.toMillis() / 1000.0;
    }

    /** This node's name. */
    public String node() {
        return node;
    }

    /** Makes this node the call's, whoever had it. Runs inside the caller's transaction, if there is one. */
    void take(CallKey key) {
        jdbc.sql("update calls set owner_node = ?, owned_until = " + LATER + " where call_key = ?")
                .params(node, leaseSeconds, key.value())
                .update();
    }

    /** Keeps the calls of this node for another lease. */
    public void renew() {
        jdbc.sql("update calls set owned_until = " + LATER + " where owner_node = ? and ended_at is null")
                .params(leaseSeconds, node)
                .update();
    }

    /** Calls that nobody looks after, oldest first. */
    public List<CallKey> orphans(int most) {
        return keys(jdbc.sql("select call_key from calls where ended_at is null"
                + " and (owner_node is null or owned_until < current_timestamp) order by started_at fetch first "
                + most + " rows only"));
    }

    /** Calls of every other node; for a start on a database that no other node can have open. */
    public List<CallKey> others() {
        return keys(jdbc.sql("select call_key from calls where ended_at is null"
                        + " and (owner_node is null or owner_node <> ?) order by started_at")
                .param(node));
    }

    /** Takes a call over that nobody looks after; false if another node was faster. */
    public boolean adopt(CallKey key) {
        return jdbc.sql("update calls set owner_node = ?, owned_until = " + LATER
                                + " where call_key = ? and (owner_node is null or owned_until < current_timestamp)")
                        .params(node, leaseSeconds, key.value())
                        .update()
                == 1;
    }

    /** Takes a call over from a node that cannot run any more. */
    public void seize(CallKey key) {
        take(key);
    }

    /** The calls of this node. */
    public Set<CallKey> mine() {
        return keys(jdbc.sql("select call_key from calls where owner_node = ? and ended_at is null")
                        .param(node))
                .stream()
                .collect(Collectors.toSet());
    }

    /** Gives all calls of this node to whoever takes them. */
    public void release() {
        jdbc.sql("update calls set owner_node = null, owned_until = null where owner_node = ? and ended_at is null")
                .param(node)
                .update();
    }

    /** Calls that should have been looked at before this time, whoever has them; deadlines are of the nodes' clocks. */
    public List<CallKey> overdue(Instant before, int most) {
        return keys(
                jdbc.sql("select call_key from calls where ended_at is null and due_at < ? order by due_at fetch first "
                                + most + " rows only")
                        .param(Facts.time(before)));
    }

    /** Leaves something to do for the node that has the call. */
    public void post(CallKey key, String kind, @Nullable String subject, @Nullable String text) {
        jdbc.sql("insert into node_mail (call_key, kind, subject, text) values (?, ?, ?, ?)")
                .params(key.value(), kind, subject, text)
                .update();
    }

    /** Removes what was left for nodes that are gone, of calls that are over. */
    public void forget() {
        jdbc.sql("delete from node_mail where call_key in (select call_key from calls where ended_at is not null"
                        + " and (owner_node is null or owned_until < current_timestamp - interval '10' second))")
                .update();
    }

    /** What others left for the calls of this node, in their order; each is given out once. */
    public List<Mail> collect() {
        List<Mail> mail = jdbc.sql("select m.id, m.call_key, m.kind, m.subject, m.text from node_mail m"
                        + " join calls c on c.call_key = m.call_key where c.owner_node = ? order by m.id")
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

    /** One thing to do for a call. */
    public record Mail(
            long id,
            CallKey key,
            String kind,
            @Nullable String subject,
            @Nullable String text) {}
}

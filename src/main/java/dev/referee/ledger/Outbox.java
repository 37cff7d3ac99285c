package dev.referee.ledger;

import dev.referee.call.CallKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Events that wait to be told to others. The ledger writes one in the transaction that ends a call, so neither can be
 * without the other. A node claims an event for an attempt by a lease, which is the database's time; if the node dies, the
 * lease runs out and any other goes on. So each event is delivered at least once, and two nodes never try it at once
 * while they renew. When to try again is the caller's to say. Thread-safe.
 */
public class Outbox {

    /** The type of the one event there is so far. */
    public static final String CALL_ENDED = "call.ended";

    /** What follows the end at once, such as the last callbacks of the carrier, is told with it. */
    static final Duration SETTLE = Duration.ofSeconds(1);

    private static final int FAILURE_CHARS_MAX = 300;
    private static final String LATER = "current_timestamp + cast(? as double precision) * interval '1' second";
    private static final String FREE = "(leased_until is null or leased_until < current_timestamp)";
    private static final String LETTER = "select e.*, c.call_id, c.carrier_call_id from event_outbox e"
            + " join calls c on c.call_key = e.call_key ";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final String node;
    private final double leaseSeconds;

    /**
     * The outbox as one node uses it.
     *
     * @param clock says what is due
     * @param node this node's name
     * @param lease how long an attempt belongs to a node that does not renew
     */
    public Outbox(JdbcClient jdbc, Clock clock, String node, Duration lease) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.node = node;
        this.leaseSeconds = lease.toMillis() / 1000.0;
    }

    /** Writes that a call is over; runs inside the transaction that ends it. A repeat writes nothing. */
    static void callEnded(JdbcClient jdbc, CallKey key, Instant at) {
        boolean written = jdbc.sql("select count(*) from event_outbox where call_key = ? and type = ?")
                        .params(key.value(), CALL_ENDED)
                        .query(Integer.class)
                        .single()
                > 0;
        if (!written) {
            jdbc.sql("insert into event_outbox (event_id, call_key, type, occurred_at, attempts, round_from, round_at,"
                            + " due_at) values (?, ?, ?, ?, 0, 0, ?, ?)")
                    .params(
                            "evt_" + key.value(),
                            key.value(),
                            CALL_ENDED,
                            Facts.time(at),
                            Facts.time(at),
                            Facts.time(at.plus(SETTLE)))
                    .update();
        }
    }

    /** Claims events that are due, longest overdue first; each is this node's until it is settled or the lease is over. */
    public List<Claim> claim(int most) {
        List<Claim> due = jdbc.sql("select * from event_outbox where due_at <= ? and " + FREE
                        + " order by due_at fetch first " + most + " rows only")
                .param(Facts.time(clock.instant()))
                .query((row, number) -> next(row))
                .list();
        List<Claim> ours = new ArrayList<>();
        for (Claim claim : due) {
            int updated = jdbc.sql("update event_outbox set attempts = attempts + 1, leased_by = ?, leased_until = "
                            + LATER + " where event_id = ? and attempts = ? and due_at is not null and " + FREE)
                    .params(node, leaseSeconds, claim.eventId(), claim.attempt() - 1)
                    .update();
            if (updated == 1) {
                ours.add(claim);
            }
        }
        return ours;
    }

    /** Keeps what this node is still trying for another lease. */
    public void renew(Collection<Claim> claims) {
        for (Claim claim : claims) {
            jdbc.sql("update event_outbox set leased_until = " + LATER
                            + " where event_id = ? and attempts = ? and due_at is not null")
                    .params(leaseSeconds, claim.eventId(), claim.attempt())
                    .update();
        }
    }

    /** It was delivered; false if another attempt was begun since, after this one's lease. */
    public boolean delivered(Claim claim) {
        return settle(claim, "due_at = null, delivered_at = ?, last_failure = null", Facts.time(clock.instant()));
    }

    /** It was not delivered and is to be tried again at that time. */
    public boolean again(Claim claim, Instant due, String failure) {
        return settle(claim, "due_at = ?, last_failure = ?", Facts.time(due), cut(failure));
    }

    /**
     * It was not delivered and is not tried any more, unless {@link #resend} asks for it. If that was asked for while this
     * attempt was under way, the event begins anew instead; then false.
     */
    public boolean giveUp(Claim claim, String failure) {
        Object now = Facts.time(clock.instant());
        boolean dead = jdbc.sql("update event_outbox set leased_by = null, leased_until = null, due_at = null,"
                                + " dead_at = ?, last_failure = ? where event_id = ? and attempts = ? and round_from = ?"
                                + " and due_at is not null")
                        .params(now, cut(failure), claim.eventId(), claim.attempt(), claim.attempt() - claim.tries())
                        .update()
                == 1;
        if (!dead) {
            again(claim, clock.instant(), failure);
        }
        return dead;
    }

    private boolean settle(Claim claim, String change, Object... values) {
        List<Object> all = new ArrayList<>(List.of(values));
        all.add(claim.eventId());
        all.add(claim.attempt());
        return jdbc.sql("update event_outbox set leased_by = null, leased_until = null, " + change
                                + " where event_id = ? and attempts = ? and due_at is not null")
                        .params(all)
                        .update()
                == 1;
    }

    /** Dead letters, last one first. */
    public List<Letter> dead(int most) {
        return jdbc.sql(LETTER + "where e.dead_at is not null order by e.dead_at desc, e.event_id fetch first " + most
                        + " rows only")
                .query((row, number) -> letter(row))
                .list();
    }

    /** One event, in whatever state. */
    public Optional<Letter> find(String eventId) {
        return jdbc.sql(LETTER + "where e.event_id = ?")
                .param(eventId)
                .query((row, number) -> letter(row))
                .optional();
    }

    /** Sends an event again, from now on with all its attempts, whether it is dead, delivered or waits; false if unknown. */
    public boolean resend(String eventId) {
        return sendAgain("event_id = ?", eventId) == 1;
    }

    /** Sends all dead letters again; says how many. */
    public int resendDead() {
        return sendAgain("dead_at is not null");
    }

    private int sendAgain(String which, Object... values) {
        var now = Facts.time(clock.instant());
        List<Object> all = new ArrayList<>(List.of(now, now));
        all.addAll(List.of(values));
        return jdbc.sql("update event_outbox set round_from = attempts, round_at = ?, due_at = ?, delivered_at = null,"
                        + " dead_at = null where " + which)
                .params(all)
                .update();
    }

    /** How many wait and how many are dead, on all nodes. */
    public Counts counts() {
        return jdbc.sql(
                        "select count(due_at) as waiting, count(dead_at) as dead, min(case when due_at is not null then"
                                + " occurred_at end) as oldest from event_outbox where due_at is not null or dead_at is not null")
                .query((row, number) -> new Counts(
                        row.getInt("waiting"), row.getInt("dead"), Facts.instant(row.getTimestamp("oldest"))))
                .single();
    }

    private static Claim next(ResultSet row) throws SQLException {
        int attempt = row.getInt("attempts") + 1;
        return new Claim(
                row.getString("event_id"),
                new CallKey(row.getString("call_key")),
                row.getString("type"),
                row.getTimestamp("occurred_at").toInstant(),
                attempt,
                attempt - row.getInt("round_from"),
                row.getTimestamp("round_at").toInstant());
    }

    private static Letter letter(ResultSet row) throws SQLException {
        return new Letter(
                row.getString("event_id"),
                row.getString("type"),
                row.getString("call_id"),
                row.getString("carrier_call_id"),
                row.getTimestamp("occurred_at").toInstant(),
                row.getInt("attempts"),
                Facts.instant(row.getTimestamp("due_at")),
                Facts.instant(row.getTimestamp("delivered_at")),
                Facts.instant(row.getTimestamp("dead_at")),
                row.getString("last_failure"));
    }

    private static String cut(String failure) {
        String text = Objects.requireNonNullElse(failure, "").replace('\0', ' ');
        return text.length() <= FAILURE_CHARS_MAX ? text : text.substring(0, FAILURE_CHARS_MAX - 1) + "…";
    }

    /**
     * One attempt that this node may make.
     *
     * @param eventId the same in every attempt
     * @param key the call
     * @param attempt its number since the beginning
     * @param tries its number since the event was written, or last sent again by hand
     * @param since when that was
     */
    public record Claim(
            String eventId, CallKey key, String type, Instant occurredAt, int attempt, int tries, Instant since) {}

    /** One event as operators see it; {@code dueAt} is null once it is delivered or dead. */
    public record Letter(
            String eventId,
            String type,
            @Nullable String callId,
            @Nullable String carrierCallId,
            Instant occurredAt,
            int attempts,
            @Nullable Instant dueAt,
            @Nullable Instant deliveredAt,
            @Nullable Instant deadAt,
            @Nullable String failure) {}

    /** How many events wait, how many are dead, and when the oldest that waits happened, if one does. */
    public record Counts(int waiting, int dead, @Nullable Instant oldest) {}
}

package dev.referee.ledger;

import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Plan;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The truth about all calls. An event is decided under the lock of its call's row, and its facts and the new state are
 * stored in the same transaction; two events of one call, on whichever threads or nodes, are decided one after the other.
 *
 * <p>Thread-safe. Failures of the database come out as Spring's {@code DataAccessException}; then nothing of the event
 * is stored, and no command may be run.
 */
public class Ledger {

    static final String HEAD = "select call_key, call_id, carrier_call_id, agent, from_number, to_number,"
            + " public_state, started_at, ended_at, due_at, owner_node, version, file from calls ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Facts facts;
    private final Leases leases;
    private final Duration quiet;
    private final Durability durability;
    private final Remembered remembered = new Remembered();

    /** The same on a database whose commits are durable, and a call without news is looked at after 10 minutes. */
    public Ledger(JdbcClient jdbc, TransactionTemplate transaction, Leases leases, Clock clock) {
        this(jdbc, transaction, leases, clock, Duration.ofMinutes(10), Durability.OF_THE_COMMIT);
    }

    /**
     * A ledger on this database.
     *
     * @param leases of this node, which has a call from its opening, and from the announcement of a session
     * @param clock dates everything that is written
     * @param quiet after how long without news somebody must look at a call that nothing else is due for
     * @param durability is awaited before anything that was decided is given out
     */
    public Ledger(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Leases leases,
            Clock clock,
            Duration quiet,
            Durability durability) {
        this.durability = durability;
        this.quiet = quiet;
        this.leases = leases;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.facts = new Facts(jdbc);
    }

    /**
     * Opens a call with its first decision. A repeat, known by the caller's leg or by the session, opens nothing.
     *
     * @return the decision as stored, or empty for a repeat
     */
    public Optional<Applied> open(NewCall call, Decision<CallFile> first) {
        long begun = durability.begin();
        Optional<Applied> opened = insert(call, first);
        durability.await(begun); // of a repeat, too: what it repeats may have been committed just now
        return opened;
    }

    private Optional<Applied> insert(NewCall call, Decision<CallFile> first) {
        leases.hold();
        try {
            return Optional.of(Objects.requireNonNull(transaction.execute(status -> {
                Instant at = now();
                String state = first.next().call().publicState();
                boolean over = first.next().call().stage().isOver();
                jdbc.sql("insert into calls (call_key, version, call_id, carrier_call_id, agent, from_number,"
                                + " to_number, public_state, started_at, ended_at, due_at, owner_node, file)"
                                + " values (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                        .params(
                                call.key().value(),
                                text(call.callId()),
                                text(call.carrierCallId()),
                                call.agent(),
                                call.from(),
                                call.to(),
                                state,
                                Facts.time(at),
                                over ? Facts.time(at) : null,
                                over ? null : Facts.time(first.next().lookAgainAt(at, quiet)),
                                leases.node(),
                                CallFileJson.write(first.next()))
                        .update();
                if (call.callId() != null) {
                    session(call.key(), call.callId(), at);
                }
                first.facts().forEach(fact -> facts.write(call.key().value(), null, fact, at));
                if (over) {
                    Outbox.callEnded(jdbc, call.key(), at);
                }
                CallHead head = head(call.key());
                return new Applied(head, first.next(), first, at);
            })));
        } catch (DuplicateKeyException repeat) {
            return Optional.empty();
        }
    }

    /**
     * Decides one event of a call and stores what follows.
     *
     * @param step given the call and the time, decides; may be called more than once and must be pure
     * @return what was decided, or empty if there is no such call
     */
    public Optional<Applied> apply(CallKey key, BiFunction<CallHead, Instant, Decision<CallFile>> step) {
        return apply(key, null, step);
    }

    /**
     * The same, and ties a newly announced session to the call in the same transaction. A session that is known already
     * changes nothing.
     */
    public Optional<Applied> apply(
            CallKey key, @Nullable CallId session, BiFunction<CallHead, Instant, Decision<CallFile>> step) {
        long begun = durability.begin();
        Optional<Applied> applied = decide(key, session, step);
        applied.ifPresent(this::remember);
        durability.await(begun);
        return applied;
    }

    private Optional<Applied> decide(
            CallKey key, @Nullable CallId session, BiFunction<CallHead, Instant, Decision<CallFile>> step) {
        if (session != null) {
            leases.hold();
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            Optional<Locked> locked = jdbc.sql(HEAD + "where call_key = ? for update")
                    .param(key.value())
                    .query((row, number) -> new Locked(head(row), row.getLong("version")))
                    .optional();
            if (locked.isEmpty() || session != null && isKnown(session)) {
                return Optional.<Applied>empty();
            }
            CallHead before = locked.get().head();
            Instant at = now();
            Decision<CallFile> decision = step.apply(before, at);
            if (session != null) {
                session(key, session, at);
                if (!leases.node().equals(before.owner())) {
                    leases.take(key);
                }
            }
            store(before, locked.get().version(), decision, session, at);
            return Optional.of(new Applied(before, before.file(), decision, at));
        }));
    }

    private void remember(Applied applied) {
        CallFile next = applied.decision().next();
        CallHead head = applied.before();
        if (next.call().stage().isOver()) {
            remembered.forget(head.key());
        } else {
            remembered.lives(head.key(), head.carrierCallId(), idOf(next.transfer()));
        }
    }

    private void store(
            CallHead before, long version, Decision<CallFile> decision, @Nullable CallId session, Instant at) {
        CallFile next = decision.next();
        boolean over = next.call().stage().isOver();
        TransferId transfer = transferOf(before.file(), next);
        boolean newTransfer =
                transfer != null && !transfer.equals(idOf(before.file().transfer()));
        boolean wasDue = before.dueAt() != null && !before.dueAt().isAfter(at);
        // whoever was sent to look after a call need not be sent again at once: its due_at moves, too
        boolean sent = !decision.commands().isEmpty() && !over;
        if (!next.equals(before.file()) || session != null || wasDue || sent) {
            int updated = jdbc.sql("update calls set version = version + 1, public_state = ?, ended_at = ?, due_at = ?,"
                            + " file = ?, call_id = coalesce(call_id, ?) where call_key = ? and version = ?")
                    .params(
                            next.call().publicState(),
                            over ? Facts.time(before.endedAt() != null ? before.endedAt() : at) : null,
                            over ? null : Facts.time(next.lookAgainAt(at, quiet)),
                            CallFileJson.write(next),
                            text(session),
                            before.key().value(),
                            version)
                    .update();
            if (updated != 1) {
                throw new IllegalStateException("call " + before.key() + " changed under its lock");
            }
        }
        if (newTransfer) {
            Plan plan = Objects.requireNonNull(next.transfer()).plan();
            jdbc.sql("insert into transfers (transfer_id, call_key, in_flight_call_key, target, requested_by, reason,"
                            + " summary, requested_at) values (?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            plan.id().value(),
                            before.key().value(),
                            before.key().value(),
                            plan.target(),
                            plan.requestedBy(),
                            plan.reason(),
                            plan.summary(),
                            Facts.time(at))
                    .update();
        }
        for (Fact fact : decision.facts()) {
            facts.write(before.key().value(), transfer, fact, at);
        }
        if (over && before.endedAt() == null) {
            Outbox.callEnded(jdbc, before.key(), at);
        }
    }

    /** Facts belong to the transfer that is, or was until now, in flight; else to the call alone. */
    private static @Nullable TransferId transferOf(CallFile before, CallFile next) {
        TransferState latest = next.transfer();
        if (latest == null) {
            return null;
        }
        boolean wasOver = before.transfer() != null && before.transfer().isOver() && latest.equals(before.transfer());
        return wasOver && next.call().stage().isOver() ? null : latest.plan().id();
    }

    private static @Nullable TransferId idOf(@Nullable TransferState state) {
        return state == null ? null : state.plan().id();
    }

    /** The call that owns this session of OpenAI's. */
    public Optional<CallHead> bySession(CallId callId) {
        return jdbc.sql(HEAD + "where call_key = (select call_key from call_sessions where call_id = ?)")
                .param(callId.value())
                .query((row, number) -> head(row))
                .optional();
    }

    /** The call of this caller's leg. */
    public Optional<CallHead> byCarrierCall(CarrierCallId carrierCallId) {
        return jdbc.sql(HEAD + "where carrier_call_id = ?")
                .param(carrierCallId.value())
                .query((row, number) -> head(row))
                .optional();
    }

    /** The call with this key. */
    public Optional<CallHead> find(CallKey key) {
        return jdbc.sql(HEAD + "where call_key = ?")
                .param(key.value())
                .query((row, number) -> head(row))
                .optional();
    }

    /** The call of this transfer. */
    public Optional<CallHead> byTransfer(TransferId transfer) {
        return jdbc.sql(HEAD + "where call_key = (select call_key from transfers where transfer_id = ?)")
                .param(transfer.value())
                .query((row, number) -> head(row))
                .optional();
    }

    /** The newest calls, newest first. */
    public List<CallHead> newest(int most) {
        return jdbc.sql(HEAD + "order by started_at desc, call_key desc fetch first " + most + " rows only")
                .query((row, number) -> head(row))
                .list();
    }

    /** Calls that are not over. */
    public List<CallHead> living() {
        return jdbc.sql(HEAD + "where ended_at is null")
                .query((row, number) -> head(row))
                .list();
    }

    /** The newest calls that are not over, newest first. */
    public List<CallHead> newestLiving(int most) {
        return jdbc.sql(HEAD + "where ended_at is null order by started_at desc, call_key desc fetch first " + most
                        + " rows only")
                .query((row, number) -> head(row))
                .list();
    }

    /** The key of this transfer's call. */
    public Optional<CallKey> keyOf(TransferId transfer) {
        return remembered.callOf(transfer).or(() -> jdbc.sql("select call_key from transfers where transfer_id = ?")
                .param(transfer.value())
                .query(String.class)
                .optional()
                .map(CallKey::new));
    }

    /** The caller's leg of this call; empty for a rejected session, and if there is no such call. */
    public Optional<String> carrierCallOf(CallKey key) {
        return remembered.parentOf(key).or(() -> find(key).map(CallHead::carrierCallId));
    }

    /** The verdict on one mechanism of a transfer; empty while it is open or was not tried. */
    public Optional<Verdict> verdict(TransferId transfer, Mechanism mechanism) {
        return jdbc.sql("select verdict from transfer_mechanisms where transfer_id = ? and mechanism = ?"
                        + " and verdict is not null")
                .params(transfer.value(), mechanism.word())
                .query(String.class)
                .optional()
                .map(Verdict::of);
    }

    /** The verdicts that have been reached on mechanisms of these transfers; one statement, however many they are. */
    public List<Reached> verdicts(Collection<TransferId> transfers) {
        String[] ids = transfers.stream().map(TransferId::value).toArray(String[]::new);
        return jdbc.sql("select transfer_id, mechanism, verdict from transfer_mechanisms"
                        + " where transfer_id = any (?) and verdict is not null")
                .param(ids)
                .query((row, number) -> new Reached(
                        new TransferId(row.getString("transfer_id")),
                        Mechanism.of(row.getString("mechanism")),
                        Verdict.of(row.getString("verdict"))))
                .list();
    }

    /** When the latest event of a call that is not over was written, by the clock of whoever wrote it; else long ago. */
    public static Instant latest(JdbcClient jdbc) {
        return jdbc.sql("select e.seen_at from call_events e join calls c on c.call_key = e.call_key"
                        + " where c.ended_at is null order by e.seen_at desc fetch first 1 rows only")
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .optional()
                .orElse(Instant.MIN);
    }

    /** How many calls are not over. */
    public int livingCount() {
        return jdbc.sql("select count(*) from calls where ended_at is null")
                .query(Integer.class)
                .single();
    }

    /** Everything known of one call. */
    public History history(CallHead head) {
        return new HistoryReader(jdbc).read(head);
    }

    /**
     * Marks one of the model's function calls as run.
     *
     * @return false if it was run before
     */
    public boolean claimToolCall(CallKey key, String functionCallId, String name) {
        try {
            long begun = durability.begin();
            jdbc.sql("insert into tool_calls (call_key, function_call_id, name, run_at) values (?, ?, ?, ?)")
                    .params(key.value(), functionCallId, name, Facts.time(now()))
                    .update();
            durability.await(begun);
            return true;
        } catch (DuplicateKeyException repeat) {
            return false;
        }
    }

    private boolean isKnown(CallId session) {
        return jdbc.sql("select count(*) from call_sessions where call_id = ?")
                        .param(session.value())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private void session(CallKey key, CallId callId, Instant at) {
        jdbc.sql("insert into call_sessions (call_id, call_key, announced_at) values (?, ?, ?)")
                .params(callId.value(), key.value(), Facts.time(at))
                .update();
    }

    private CallHead head(CallKey key) {
        return find(key).orElseThrow();
    }

    static CallHead head(ResultSet row) throws SQLException {
        return new CallHead(
                new CallKey(row.getString("call_key")),
                row.getString("call_id"),
                row.getString("carrier_call_id"),
                row.getString("agent"),
                row.getString("from_number"),
                row.getString("to_number"),
                row.getString("public_state"),
                row.getTimestamp("started_at").toInstant(),
                Facts.instant(row.getTimestamp("ended_at")),
                Facts.instant(row.getTimestamp("due_at")),
                row.getString("owner_node"),
                CallFileJson.read(row.getString("file")));
    }

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }

    /** Databases keep microseconds; so do we, or a state read back would differ from the one written. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private record Locked(CallHead head, long version) {}

    /** A verdict that was reached. */
    public record Reached(TransferId transfer, Mechanism mechanism, Verdict verdict) {}
}

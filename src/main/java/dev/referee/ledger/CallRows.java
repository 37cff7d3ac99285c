package dev.referee.ledger;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Plan;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of calls, of their sessions and of their transfers. What is written belongs to the ledger's transaction. */
final class CallRows {

    static final String HEAD = "select calls.call_key, call_id, carrier_call_id, agent, from_number, to_number,"
            + " public_state, started_at, ended_at, owner_node, due_at, file"
            + " from calls join call_states on call_states.call_key = calls.call_key ";

    private final JdbcClient jdbc;

    CallRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds the rows of a new call. */
    static void insert(Writes writes, CallHead head) {
        writes.add(
                "insert into calls (call_key, call_id, carrier_call_id, agent, from_number, to_number,"
                        + " public_state, started_at, ended_at, owner_node) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                head.key().value(),
                head.callId(),
                head.carrierCallId(),
                head.agent(),
                head.from(),
                head.to(),
                head.publicState(),
                Facts.time(head.startedAt()),
                timeOrNull(head.endedAt()),
                head.owner());
        writes.add(
                "insert into call_states (call_key, version, due_at, file) values (?, 0, ?, ?)",
                head.key().value(),
                timeOrNull(head.dueAt()),
                CallFileJson.write(head.file()));
    }

    /**
     * Adds what has changed of a call; hits no row if the stored one has another version.
     *
     * @param version that the stored one must have
     */
    static void update(Writes writes, CallHead before, CallHead after, long version) {
        writes.add(
                "update call_states set version = version + 1, due_at = ?, file = ? where call_key = ? and version = ?",
                timeOrNull(after.dueAt()),
                CallFileJson.write(after.file()),
                after.key().value(),
                version);
        if (isFoundOtherwise(before, after)) {
            writes.add(
                    "update calls set public_state = ?, ended_at = ?, call_id = ?, owner_node = ? where call_key = ?",
                    after.publicState(),
                    timeOrNull(after.endedAt()),
                    after.callId(),
                    after.owner(),
                    after.key().value());
        }
    }

    /** Of what calls are found by, this is what may change; a take-over, too, raises the version. */
    private static boolean isFoundOtherwise(CallHead before, CallHead after) {
        return !after.publicState().equals(before.publicState())
                || !Objects.equals(after.endedAt(), before.endedAt())
                || !Objects.equals(after.callId(), before.callId())
                || !Objects.equals(after.owner(), before.owner());
    }

    /** Adds to what is to be written that the call has a new transfer. */
    static void begin(Writes writes, CallHead call, Instant at) {
        Plan plan = Objects.requireNonNull(call.file().transfer()).plan();
        writes.add(
                "insert into transfers (transfer_id, call_key, in_flight_call_key, target, requested_by, reason,"
                        + " summary, requested_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
                plan.id().value(),
                call.key().value(),
                call.key().value(),
                plan.target(),
                plan.requestedBy(),
                plan.reason(),
                plan.summary(),
                Facts.time(at));
    }

    /** Whether this session is a call's. */
    boolean isKnown(CallId session) {
        return jdbc.sql("select count(*) from call_sessions where call_id = ?")
                        .param(session.value())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Adds to what is to be written that the session is this call's from now on. */
    static void session(Writes writes, CallKey key, CallId callId, Instant at) {
        writes.add(
                "insert into call_sessions (call_id, call_key, announced_at) values (?, ?, ?)",
                callId.value(),
                key.value(),
                Facts.time(at));
    }

    /** Whether the call's state is still of this version; cheaper than to read it. */
    boolean isStill(CallKey key, long version) {
        return jdbc.sql("select count(*) from call_states where call_key = ? and version = ?")
                        .params(key.value(), version)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** The call with its row's version; nobody else writes it until the transaction is over. */
    Optional<LatestStates.State> lock(CallKey key) {
        return jdbc.sql("select version from call_states where call_key = ? for update")
                .param(key.value())
                .query(Long.class)
                .optional()
                .flatMap(version -> find(key).map(head -> new LatestStates.State(head, version)));
    }

    Optional<CallHead> find(CallKey key) {
        return one("where calls.call_key = ?", key.value());
    }

    Optional<CallHead> bySession(CallId session) {
        return one("where calls.call_key = (select call_key from call_sessions where call_id = ?)", session.value());
    }

    Optional<CallHead> byCarrierCall(CarrierCallId leg) {
        return one("where carrier_call_id = ?", leg.value());
    }

    Optional<CallHead> byTransfer(TransferId transfer) {
        return one("where calls.call_key = (select call_key from transfers where transfer_id = ?)", transfer.value());
    }

    Optional<CallKey> keyOf(TransferId transfer) {
        return jdbc.sql("select call_key from transfers where transfer_id = ?")
                .param(transfer.value())
                .query(String.class)
                .optional()
                .map(CallKey::new);
    }

    private Optional<CallHead> one(String which, String value) {
        return jdbc.sql(HEAD + which)
                .param(value)
                .query((row, number) -> head(row))
                .optional();
    }

    List<CallHead> newest(int most) {
        return jdbc.sql(HEAD + "order by started_at desc, calls.call_key desc fetch first " + most + " rows only")
                .query((row, number) -> head(row))
                .list();
    }

    List<CallHead> living() {
        return jdbc.sql(HEAD + "where ended_at is null")
                .query((row, number) -> head(row))
                .list();
    }

    List<CallHead> newestLiving(int most) {
        return jdbc.sql(HEAD + "where ended_at is null order by started_at desc, calls.call_key desc fetch first "
                        + most + " rows only")
                .query((row, number) -> head(row))
                .list();
    }

    int livingCount() {
        return jdbc.sql("select count(*) from calls where ended_at is null")
                .query(Integer.class)
                .single();
    }

    Optional<Verdict> verdict(TransferId transfer, Mechanism mechanism) {
        return jdbc.sql("select verdict from transfer_mechanisms where transfer_id = ? and mechanism = ?"
                        + " and verdict is not null")
                .params(transfer.value(), mechanism.word())
                .query(String.class)
                .optional()
                .map(Verdict::of);
    }

    List<Ledger.Reached> verdicts(Collection<TransferId> transfers) {
        String[] ids = transfers.stream().map(TransferId::value).toArray(String[]::new);
        return jdbc.sql("select transfer_id, mechanism, verdict from transfer_mechanisms"
                        + " where transfer_id = any (?) and verdict is not null")
                .param(ids)
                .query((row, number) -> new Ledger.Reached(
                        new TransferId(row.getString("transfer_id")),
                        Mechanism.of(row.getString("mechanism")),
                        Verdict.of(row.getString("verdict"))))
                .list();
    }

    static Instant latest(JdbcClient jdbc) {
        return jdbc.sql("select e.seen_at from call_events e join calls c on c.call_key = e.call_key"
                        + " where c.ended_at is null order by e.seen_at desc fetch first 1 rows only")
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .optional()
                .orElse(Instant.MIN);
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

    private static @Nullable OffsetDateTime timeOrNull(@Nullable Instant at) {
        return at == null ? null : Facts.time(at);
    }
}

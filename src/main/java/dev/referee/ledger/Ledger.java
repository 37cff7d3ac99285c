package dev.referee.ledger;

import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The truth about all calls. An event is decided on the state that this node stored last, and what follows is stored, in one
 * transaction, on the condition that the call's row is still of that version; if it is not, or this node knows no state, the
 * event is decided on the row and under its lock. So two events of one call, on whichever threads or nodes, are decided one
 * after the other.
 *
 * <p>Thread-safe. Failures of the database come out as Spring's {@code DataAccessException}; then nothing of the event
 * is stored, and no command may be run; {@link DatabaseFailure} says whether another try is of use.
 */
public class Ledger {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final CallRows rows;
    private final Leases leases;
    private final Duration quiet;
    private final Durability durability;
    private final boolean alone;
    private final boolean together;
    private final LatestStates states = new LatestStates();

    /** The same on a database whose commits are durable, and a call without news is looked at after 10 minutes. */
    public Ledger(JdbcClient jdbc, TransactionTemplate transaction, Leases leases, Clock clock) {
        this(jdbc, transaction, leases, clock, Duration.ofMinutes(10), Durability.OF_THE_COMMIT, false, false);
    }

    /**
     * A ledger on this database.
     *
     * @param leases of this node, which has a call from its opening, and from the announcement of a session
     * @param clock dates everything that is written
     * @param quiet after how long without news somebody must look at a call that nothing else is due for
     * @param durability is awaited before anything that was decided is given out
     * @param alone whether nobody else can write into this database while this ledger does
     * @param together whether the database takes several statements, with parameters, in one text, as PostgreSQL does
     */
    public Ledger(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Leases leases,
            Clock clock,
            Duration quiet,
            Durability durability,
            boolean alone,
            boolean together) {
        this.durability = durability;
        this.alone = alone;
        this.together = together;
        this.quiet = quiet;
        this.leases = leases;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.rows = new CallRows(jdbc);
        leases.onMove(states::clear);
    }

    /**
     * Opens a call with its first decision. A repeat, known by the caller's leg or by the session, opens nothing.
     *
     * @return the decision as stored, or empty for a repeat
     */
    public Optional<Applied> open(NewCall call, Decision<CallFile> first) {
        return durably(() -> insert(call, first));
    }

    /** Waits for durability of a repeat, too: what it repeats may have been committed just now. */
    private Optional<Applied> durably(Supplier<Optional<Applied>> work) {
        long begun = durability.begin();
        try {
            Optional<Applied> applied = work.get();
            durability.await(begun);
            return applied;
        } catch (RuntimeException e) {
            if (DatabaseFailure.isAway(e)) {
                states.clear(); // nobody knows what was stored
            }
            throw e;
        }
    }

    private Optional<Applied> insert(NewCall call, Decision<CallFile> first) {
        leases.hold();
        long epoch = states.epoch();
        Instant at = now();
        CallFile file = first.next();
        boolean over = file.call().stage().isOver();
        CallHead head = new CallHead(
                call.key(),
                text(call.callId()),
                text(call.carrierCallId()),
                call.agent(),
                call.from(),
                call.to(),
                file.call().publicState(),
                at,
                over ? at : null,
                over ? null : micros(file.lookAgainAt(at, quiet)),
                leases.node(),
                file);
        try {
            transaction.executeWithoutResult(status -> insert(head, call.callId(), first, at));
        } catch (DuplicateKeyException repeat) {
            return Optional.empty();
        }
        states.put(new LatestStates.State(head, 0), epoch);
        return Optional.of(new Applied(head, file, first, at));
    }

    private void insert(CallHead head, @Nullable CallId session, Decision<CallFile> first, Instant at) {
        Writes writes = new Writes();
        CallRows.insert(writes, head);
        if (session != null) {
            CallRows.session(writes, head.key(), session, at);
        }
        Facts.write(writes, head.key(), null, first.facts(), at);
        writes.run(jdbc, together);
        if (head.endedAt() != null) {
            Outbox.callEnded(jdbc, head.key(), at);
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
        return durably(() -> decide(key, session, step));
    }

    /** First on what this node stored last, if the call's row is still that; else on the row, under its lock. */
    private Optional<Applied> decide(
            CallKey key, @Nullable CallId session, BiFunction<CallHead, Instant, Decision<CallFile>> step) {
        if (session != null) {
            leases.hold();
        }
        long epoch = states.epoch();
        LatestStates.State latest = states.find(key);
        if (latest != null) {
            Optional<Step> done = decideOn(latest, session, step);
            if (done.isPresent()) {
                states.put(done.get().after(), epoch);
                return Optional.of(done.get().applied());
            }
        }
        Optional<Step> done = decideOnRow(key, session, step);
        done.ifPresent(one -> states.put(one.after(), epoch));
        return done.map(Step::applied);
    }

    /** Empty if the row has changed since, or may have. */
    private Optional<Step> decideOn(
            LatestStates.State latest,
            @Nullable CallId session,
            BiFunction<CallHead, Instant, Decision<CallFile>> step) {
        if (session != null && rows.isKnown(session)) {
            return Optional.empty();
        }
        Step decided = step(latest, session, step);
        boolean done = decided.isStored() ? isStored(decided) : isStill(latest);
        return done ? Optional.of(decided) : Optional.empty();
    }

    /** What a state of another version left may be refused by the fence, before it is seen that the version is another. */
    private boolean isStored(Step decided) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                boolean stored = store(decided);
                if (!stored) {
                    status.setRollbackOnly();
                }
                return stored;
            }));
        } catch (DataIntegrityViolationException refused) {
            return false; // if it is so of the row, too, it is refused once more
        }
    }

    private boolean isStill(LatestStates.State latest) {
        return alone || rows.isStill(latest.head().key(), latest.version());
    }

    private Optional<Step> decideOnRow(
            CallKey key, @Nullable CallId session, BiFunction<CallHead, Instant, Decision<CallFile>> step) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Optional<LatestStates.State> locked = rows.lock(key);
            if (locked.isEmpty() || session != null && rows.isKnown(session)) {
                return Optional.<Step>empty();
            }
            Step decided = step(locked.get(), session, step);
            if (decided.isStored() && !store(decided)) {
                throw new IllegalStateException("call " + key + " changed under its lock");
            }
            return Optional.of(decided);
        }));
    }

    private Step step(
            LatestStates.State state,
            @Nullable CallId session,
            BiFunction<CallHead, Instant, Decision<CallFile>> step) {
        CallHead before = state.head();
        Instant at = now();
        Decision<CallFile> decision = step.apply(before, at);
        CallFile next = decision.next();
        boolean over = next.call().stage().isOver();
        boolean wasDue = before.dueAt() != null && !before.dueAt().isAfter(at);
        // whoever was sent to look after a call need not be sent again at once: its due_at moves, too
        boolean sent = !decision.commands().isEmpty() && !over;
        boolean changes = !next.equals(before.file()) || session != null || wasDue || sent;
        if (!changes && decision.facts().isEmpty()) {
            return new Step(state, decision, null, at, state);
        }
        CallHead after = new CallHead(
                before.key(),
                before.callId() == null ? text(session) : before.callId(),
                before.carrierCallId(),
                before.agent(),
                before.from(),
                before.to(),
                next.call().publicState(),
                before.startedAt(),
                over ? Objects.requireNonNullElse(before.endedAt(), at) : null,
                changes ? over ? null : due(before.dueAt(), at, micros(next.lookAgainAt(at, quiet))) : before.dueAt(),
                session == null ? before.owner() : leases.node(),
                next);
        return new Step(state, decision, session, at, new LatestStates.State(after, state.version() + 1));
    }

    /** A look that is far off and would be put off by little stays where it is: to come early does no harm, to move it costs. */
    private Instant due(@Nullable Instant before, Instant now, Instant next) {
        boolean stays = before != null
                && before.isBefore(next)
                && before.isAfter(now.plus(quiet.dividedBy(2)))
                && before.isAfter(next.minus(quiet.dividedBy(10)));
        return stays ? before : next;
    }

    /** False if the row has not the version that was decided on; then the transaction must be rolled back. */
    private boolean store(Step step) {
        CallHead before = step.before().head();
        CallHead after = step.after().head();
        Instant at = step.at();
        Writes writes = new Writes();
        CallRows.update(writes, before, after, step.before().version());
        if (step.session() != null) {
            CallRows.session(writes, after.key(), step.session(), at);
        }
        TransferId transfer = transferOf(before.file(), after.file());
        if (transfer != null && !transfer.equals(idOf(before.file().transfer()))) {
            CallRows.begin(writes, after, at);
        }
        Facts.write(writes, after.key(), transfer, step.decision().facts(), at);
        if (writes.run(jdbc, together) == 0) {
            return false;
        }
        if (after.endedAt() != null && before.endedAt() == null) {
            Outbox.callEnded(jdbc, after.key(), at);
        }
        return true;
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
        return named(callId, () -> rows.bySession(callId));
    }

    /** The call of this caller's leg. */
    public Optional<CallHead> byCarrierCall(CarrierCallId carrierCallId) {
        return named(carrierCallId, () -> rows.byCarrierCall(carrierCallId));
    }

    /** The call with this key. */
    public Optional<CallHead> find(CallKey key) {
        LatestStates.State latest = states.find(key);
        return latest != null && isStill(latest) ? Optional.of(latest.head()) : rows.find(key);
    }

    /** The call of this transfer. */
    public Optional<CallHead> byTransfer(TransferId transfer) {
        return named(transfer, () -> rows.byTransfer(transfer));
    }

    private Optional<CallHead> named(Object name, Supplier<Optional<CallHead>> unknown) {
        Optional<CallKey> known = states.keyOf(name);
        return known.isPresent() ? find(known.get()) : unknown.get();
    }

    /** The key of this transfer's call. */
    public Optional<CallKey> keyOf(TransferId transfer) {
        return states.keyOf(transfer).or(() -> rows.keyOf(transfer));
    }

    /** The caller's leg of this call; empty for a rejected session, and if there is no such call. */
    public Optional<String> carrierCallOf(CallKey key) {
        // it never changes, so any state will do
        return Optional.ofNullable(states.find(key))
                .map(LatestStates.State::head)
                .or(() -> find(key))
                .map(CallHead::carrierCallId);
    }

    /** The newest calls, newest first. */
    public List<CallHead> newest(int most) {
        return rows.newest(most);
    }

    /** Calls that are not over. */
    public List<CallHead> living() {
        return rows.living();
    }

    /** The newest calls that are not over, newest first. */
    public List<CallHead> newestLiving(int most) {
        return rows.newestLiving(most);
    }

    /** How many calls are not over. */
    public int livingCount() {
        return rows.livingCount();
    }

    /** The verdict on one mechanism of a transfer; empty while it is open or was not tried. */
    public Optional<Verdict> verdict(TransferId transfer, Mechanism mechanism) {
        return rows.verdict(transfer, mechanism);
    }

    /** The verdicts that have been reached on mechanisms of these transfers; one statement, however many they are. */
    public List<Reached> verdicts(Collection<TransferId> transfers) {
        return rows.verdicts(transfers);
    }

    /** When the latest event of a call that is not over was written, by the clock of whoever wrote it; else long ago. */
    public static Instant latest(JdbcClient jdbc) {
        return CallRows.latest(jdbc);
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

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }

    /** Databases keep microseconds; so do we, or a state read back would differ from the one written. */
    private Instant now() {
        return micros(clock.instant());
    }

    private static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * One event, decided.
     *
     * @param after the same as before if there is nothing to store
     */
    private record Step(
            LatestStates.State before,
            Decision<CallFile> decision,
            @Nullable CallId session,
            Instant at,
            LatestStates.State after) {

        boolean isStored() {
            return after != before;
        }

        Applied applied() {
            return new Applied(before.head(), before.head().file(), decision, at);
        }
    }

    /** A verdict that was reached. */
    public record Reached(TransferId transfer, Mechanism mechanism, Verdict verdict) {}
}

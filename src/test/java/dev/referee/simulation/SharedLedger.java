package dev.referee.simulation;

import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CallRules;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.FileJson;
import dev.referee.transfer.Command;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The database of several nodes: the rules of {@code Ledger}, {@code Leases} and {@code Inbox}, in memory and under
 * virtual time. One call of a method is one transaction. It judges every decision on its way in.
 */
final class SharedLedger {

    /** How long nothing may be heard of a call where that is usual. */
    static final Duration QUIET = Duration.ofMinutes(10);

    /** The database is away. Whether the transaction took place is unknown to whoever sees this. */
    static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Away() {
            super("the database is away", null, false, false);
        }
    }

    /** One call's row. */
    static final class Row {
        final CallKey key;
        final @Nullable String parent;
        final List<CallId> sessions = new ArrayList<>();
        final Judge judge = new Judge();
        CallFile file;

        @Nullable
        String owner;

        @Nullable
        Instant due;

        @Nullable
        Instant ended;

        Row(CallKey key, @Nullable String parent, CallFile file) {
            this.key = key;
            this.parent = parent;
            this.file = file;
        }

        CallHead head() {
            return new CallHead(
                    key,
                    null,
                    parent,
                    "default",
                    "",
                    "",
                    file.call().publicState(),
                    Instant.EPOCH,
                    ended,
                    due,
                    owner,
                    file);
        }
    }

    /** One transfer's rows. */
    static final class TransferRow {
        final CallKey key;
        final Map<Mechanism, Optional<Verdict>> mechanisms = new EnumMap<>(Mechanism.class);

        @Nullable
        Mechanism winner;

        @Nullable
        Outcome outcome;

        TransferRow(CallKey key) {
            this.key = key;
        }
    }

    /** One command for the node that has the call's sideband. */
    record Mail(long id, CallKey key, Command command) {}

    /** One stored webhook. */
    static final class Webhook {
        final String id;
        final CallId callId;
        final Instant receivedAt;
        boolean done;

        Webhook(String id, CallId callId, Instant receivedAt) {
            this.id = id;
            this.callId = callId;
            this.receivedAt = receivedAt;
        }
    }

    private static final Duration LEASE = Duration.ofSeconds(3);

    private final Timeline time;
    private final Map<CallKey, Row> rows = new LinkedHashMap<>();
    private final Map<String, CallKey> byParent = new LinkedHashMap<>();
    private final Map<CallId, CallKey> bySession = new LinkedHashMap<>();
    private final Map<TransferId, TransferRow> transfers = new LinkedHashMap<>();
    private final Map<String, Instant> nodes = new LinkedHashMap<>();
    private final Map<String, Integer> lapses = new LinkedHashMap<>();
    private final Map<String, Webhook> inbox = new LinkedHashMap<>();
    private final Set<String> toolCalls = new HashSet<>();
    private final List<Mail> mail = new ArrayList<>();
    private final List<Runnable> onNews = new ArrayList<>();
    private Instant awayUntil = Instant.EPOCH;
    private boolean flaky;
    private long mailIds;

    SharedLedger(Timeline time) {
        this.time = time;
    }

    void onNews(Runnable listener) {
        onNews.add(listener);
    }

    /** Nothing works for so long. */
    void goAway(Duration howLong) {
        time.note(() -> "the database is away for " + howLong.toMillis() + " ms");
        awayUntil = time.now().plus(howLong);
    }

    /** While this is set, single transactions fail, before or after they took place. */
    void flaky(boolean now) {
        flaky = now;
    }

    private void reach() {
        if (time.now().isBefore(awayUntil) || flaky && time.oneIn(150)) {
            throw new Away();
        }
    }

    /** The commit took place, and its answer may be lost. */
    private void committed() {
        if (flaky && time.oneIn(150)) {
            throw new Away();
        }
    }

    // ---- calls

    Optional<Applied> open(
            String node,
            CallKey key,
            @Nullable String parent,
            @Nullable CallId callId,
            Instant at,
            Decision<CallFile> first) {
        hold(node);
        reach();
        if (parent != null && byParent.containsKey(parent) || callId != null && bySession.containsKey(callId)) {
            return Optional.empty();
        }
        Row row = new Row(key, parent, FileJson.roundTrip(first.next()));
        rows.put(key, row);
        if (parent != null) {
            byParent.put(parent, key);
        }
        boolean over = row.file.call().stage().isOver();
        row.ended = over ? at : null;
        row.due = row.file.lookAgainAt(at, QUIET);
        if (callId != null) {
            bySession.put(callId, key);
            row.sessions.add(callId);
        }
        take(node, row);
        time.note(() -> node + " opens " + key + " for " + parent + " -> " + first.answer() + " " + first.commands());
        committed();
        return Optional.of(new Applied(row.head(), row.file, first, at));
    }

    /** Decides and stores under the row's lock; {@code session} ties a session to the call, once. */
    Optional<Applied> apply(
            String node,
            CallKey key,
            @Nullable CallId session,
            Instant at,
            BiFunction<CallHead, Instant, CallEvent> event,
            BiFunction<CallFile, CallEvent, Decision<CallFile>> decide) {
        if (session != null) {
            hold(node);
        }
        reach();
        Row row = rows.get(key);
        if (row == null || session != null && bySession.containsKey(session)) {
            return Optional.empty();
        }
        CallHead head = row.head();
        CallFile before = row.file;
        CallEvent happened = event.apply(head, at);
        Decision<CallFile> decision = decide.apply(before, happened);
        time.note(() -> node + " " + number(key) + " " + happened + " -> " + decision.answer() + " "
                + decision.commands() + " " + state(decision.next()));
        List<String> broken = CallRules.ofOneDecision(before, happened, decision, at);
        row.judge.check(broken.isEmpty(), broken::toString);
        row.judge.judge(before, happened, decision, at);
        store(row, decision, at);
        if (session != null) {
            bySession.put(session, key);
            row.sessions.add(session);
            take(node, row);
        }
        committed();
        return Optional.of(new Applied(head, before, decision, at));
    }

    private void store(Row row, Decision<CallFile> decision, Instant at) {
        CallFile before = row.file;
        CallFile next = FileJson.roundTrip(decision.next());
        row.judge.check(next.equals(decision.next()), () -> "state changes on its way through JSON: " + next);
        boolean over = next.call().stage().isOver();
        TransferId transfer = transferOf(before, next);
        TransferId old =
                before.transfer() == null ? null : before.transfer().plan().id();
        if (transfer != null && !transfer.equals(old)) {
            row.judge.check(
                    transfers.values().stream().noneMatch(one -> one.key.equals(row.key) && one.outcome == null),
                    () -> "constraint: a second transfer in flight");
            row.judge.check(transfers.put(transfer, new TransferRow(row.key)) == null, () -> "constraint: transfer id");
        }
        row.file = next;
        if (!next.equals(before) || !decision.commands().isEmpty()) {
            row.ended = over ? row.ended != null ? row.ended : at : null;
            row.due = over ? null : next.lookAgainAt(at, QUIET);
        }
        if (transfer != null) {
            TransferRow known = Objects.requireNonNull(transfers.get(transfer), "constraint: facts of no transfer");
            for (Fact fact : decision.facts()) {
                write(row, known, fact);
            }
        }
        if (decision.answer() instanceof Document.DialTarget dial) {
            TransferRow dialled = Objects.requireNonNull(transfers.get(dial.transfer()));
            boolean fenced = next.transfer() instanceof Dialling dialling && dialling.through() == dialled.winner;
            row.judge.check(fenced, () -> "dialled outside the fence");
        }
    }

    private void write(Row row, TransferRow transfer, Fact fact) {
        if (fact instanceof Fact.MechanismStarted started) {
            row.judge.check(
                    transfer.mechanisms.put(started.mechanism(), Optional.empty()) == null,
                    () -> "constraint: mechanism twice");
        } else if (fact instanceof Fact.VerdictReached reached) {
            transfer.mechanisms.put(reached.mechanism(), Optional.of(reached.verdict()));
            onNews.forEach(Runnable::run);
        } else if (fact instanceof Fact.Won won) {
            row.judge.check(transfer.winner == null, () -> "constraint: a second winner");
            transfer.winner = won.mechanism();
        } else if (fact instanceof Fact.OutcomeReached reached) {
            transfer.outcome = reached.outcome();
        }
    }

    private static @Nullable TransferId transferOf(CallFile before, CallFile next) {
        TransferState latest = next.transfer();
        if (latest == null) {
            return null;
        }
        boolean wasOver = before.transfer() != null && before.transfer().isOver() && latest.equals(before.transfer());
        return wasOver && next.call().stage().isOver() ? null : latest.plan().id();
    }

    Optional<CallHead> find(CallKey key) {
        reach();
        return Optional.ofNullable(rows.get(key)).map(Row::head);
    }

    Optional<CallHead> bySession(CallId callId) {
        reach();
        return Optional.ofNullable(bySession.get(callId)).map(rows::get).map(Row::head);
    }

    Optional<CallHead> byParent(String parent) {
        reach();
        return Optional.ofNullable(byParent.get(parent)).map(rows::get).map(Row::head);
    }

    Optional<CallHead> byTransfer(TransferId transfer) {
        reach();
        return Optional.ofNullable(transfers.get(transfer))
                .map(row -> rows.get(row.key))
                .map(Row::head);
    }

    Optional<Verdict> verdict(TransferId transfer, Mechanism mechanism) {
        reach();
        return transfers.get(transfer).mechanisms.getOrDefault(mechanism, Optional.empty());
    }

    boolean claimToolCall(CallKey key, String functionCallId) {
        reach();
        boolean claimed = toolCalls.add(key + " " + functionCallId);
        committed();
        return claimed;
    }

    // ---- inbox

    boolean store(String webhookId, CallId callId) {
        reach();
        boolean stored = inbox.putIfAbsent(webhookId, new Webhook(webhookId, callId, time.now())) == null;
        committed();
        return stored;
    }

    void done(String webhookId) {
        reach();
        inbox.get(webhookId).done = true;
    }

    List<Webhook> waiting(Duration since) {
        reach();
        return inbox.values().stream()
                .filter(one -> !one.done && !one.receivedAt.isAfter(time.now().minus(since)))
                .toList();
    }

    // ---- leases

    private void take(String node, Row row) {
        row.owner = node;
    }

    private boolean isThere(@Nullable String node) {
        return node != null && !nodes.getOrDefault(node, Instant.MIN).isBefore(time.now());
    }

    void renew(String node) {
        reach();
        if (!isThere(node)) {
            lapses.merge(node, 1, Integer::sum);
        }
        nodes.put(node, time.now().plus(LEASE));
        committed();
    }

    /** Before the node ties a call to itself. */
    private void hold(String node) {
        Instant until = nodes.getOrDefault(node, Instant.MIN);
        if (until.isBefore(time.now().plus(LEASE.dividedBy(2)))) {
            renew(node);
        }
    }

    /** The node counts them itself, and needs no connection for it. */
    int lapses(String node) {
        return lapses.getOrDefault(node, 0);
    }

    /** Whether a call that was the node's when it had counted so many lapses still is; it need not ask while its lease holds. */
    boolean stillHas(String node, CallKey key, int lapsesThen) {
        if (isThere(node) && lapses(node) == lapsesThen) {
            return true;
        }
        hold(node);
        reach();
        return node.equals(rows.get(key).owner);
    }

    private boolean orphaned(Row row) {
        return !isThere(row.owner);
    }

    List<CallKey> orphans() {
        reach();
        return rows.values().stream()
                .filter(row -> row.ended == null && orphaned(row))
                .map(row -> row.key)
                .toList();
    }

    List<CallKey> others(String node) {
        reach();
        return rows.values().stream()
                .filter(row -> row.ended == null && !node.equals(row.owner))
                .map(row -> row.key)
                .toList();
    }

    boolean adopt(String node, CallKey key) {
        hold(node);
        reach();
        Row row = rows.get(key);
        boolean free = orphaned(row);
        if (free) {
            take(node, row);
            time.note(() -> node + " adopts " + number(key));
        }
        committed();
        return free;
    }

    void seize(String node, CallKey key) {
        hold(node);
        reach();
        take(node, rows.get(key));
    }

    Set<CallKey> mine(String node) {
        reach();
        Set<CallKey> mine = new HashSet<>();
        rows.values().stream()
                .filter(row -> node.equals(row.owner) && row.ended == null)
                .forEach(row -> mine.add(row.key));
        return mine;
    }

    List<CallKey> overdue(Duration since) {
        reach();
        return rows.values().stream()
                .filter(row -> row.ended == null
                        && row.due != null
                        && row.due.isBefore(time.now().minus(since)))
                .map(row -> row.key)
                .toList();
    }

    void post(CallKey key, Command command) {
        reach();
        mail.add(new Mail(++mailIds, key, command));
        onNews.forEach(Runnable::run);
        committed();
    }

    List<Mail> collect(String node) {
        reach();
        List<Mail> mine = new ArrayList<>();
        for (Iterator<Mail> all = mail.iterator(); all.hasNext(); ) {
            Mail one = all.next();
            if (node.equals(rows.get(one.key()).owner)) {
                all.remove();
                mine.add(one);
            }
        }
        return mine;
    }

    void forget() {
        reach();
        mail.removeIf(one -> {
            Row row = rows.get(one.key());
            boolean gone = row.owner == null
                    || nodes.getOrDefault(row.owner, Instant.MIN)
                            .isBefore(time.now().minusSeconds(10));
            return row.ended != null && gone;
        });
    }

    void tidyNodes() {
        reach();
        nodes.entrySet()
                .removeIf(node -> node.getValue().isBefore(time.now().minusSeconds(10))
                        && rows.values().stream()
                                .noneMatch(row ->
                                        row.ended == null && node.getKey().equals(row.owner)));
    }

    boolean hasMail() {
        return !mail.isEmpty();
    }

    // ---- for the umpire, who needs no connection

    Iterable<Row> all() {
        return rows.values();
    }

    @Nullable
    Row rowOf(String parent) {
        CallKey key = byParent.get(parent);
        return key == null ? null : rows.get(key);
    }

    boolean knows(CallId session) {
        return bySession.containsKey(session);
    }

    Iterable<Webhook> webhooks() {
        return inbox.values();
    }

    List<Mail> mail() {
        return mail;
    }

    Map<TransferId, TransferRow> transfers() {
        return transfers;
    }

    static String number(CallKey key) {
        return "c" + Integer.parseInt(key.value().substring(2));
    }

    static String state(CallFile file) {
        TransferState transfer = file.transfer();
        return file.call().stage() + "/" + file.call().agent().getClass().getSimpleName() + "/"
                + (transfer == null ? "-" : transfer.getClass().getSimpleName());
    }
}

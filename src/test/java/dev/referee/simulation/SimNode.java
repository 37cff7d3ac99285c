package dev.referee.simulation;

import dev.referee.call.AgentLeg;
import dev.referee.call.CallCommand;
import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CallMachine;
import dev.referee.call.Calls;
import dev.referee.call.CarrierReport;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Command;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Document;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Plan;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of one node: what the package {@code route} does, cut into steps. Each reading or transaction of the ledger and
 * each request is a step of its own; between any two of them the node may die, stand still, or another may be faster.
 */
final class SimNode {

    private static final Duration NET = Duration.ofMillis(500);
    private static final Duration SAFETY = Duration.ofSeconds(5);
    private static final Duration OVERDUE = Duration.ofSeconds(1);
    private static final Duration LYING = Duration.ofSeconds(3);
    private static final Duration ACCEPT_WINDOW = Duration.ofSeconds(8);

    /** One socket to OpenAI and the events of it that were not handled yet. */
    static final class Socket {
        final Deque<Consumer<Runnable>> mailbox = new ArrayDeque<>();
        boolean open;
        boolean opening;
        boolean busy;
    }

    final String name;
    private final Cluster cluster;
    private final Timeline time;
    private final SharedLedger ledger;
    private final Duration skew;
    private final Map<CallKey, Instant> timers = new LinkedHashMap<>();
    private final Map<String, SimTransfer.Wait> waiting = new LinkedHashMap<>();
    private final Map<CallId, Socket> sockets = new LinkedHashMap<>();
    private final Map<CallId, CallKey> talks = new LinkedHashMap<>();
    private final List<Runnable> onDeath = new ArrayList<>();
    private final Set<CallKey> unfinished = new LinkedHashSet<>();
    private final Deque<SharedLedger.Mail> unposted = new ArrayDeque<>();
    private Instant pausedUntil = Instant.EPOCH;
    private Instant reviewedAt = Instant.EPOCH;
    private int reviewedLapses = -1;
    private boolean alive = true;
    private boolean mailTicks;
    private int stepsLeft;
    private int transfersAtWork;

    /** @param stepsLeft after how many steps it dies; 0 for never */
    SimNode(String name, Cluster cluster, Duration skew, int stepsLeft) {
        this.name = name;
        this.cluster = cluster;
        this.time = cluster.time();
        this.ledger = cluster.ledger();
        this.skew = skew;
        this.stepsLeft = stepsLeft;
    }

    boolean isAlive() {
        return alive;
    }

    Instant now() {
        return time.now().plus(skew);
    }

    Timeline time() {
        return time;
    }

    SharedLedger ledger() {
        return ledger;
    }

    Cluster cluster() {
        return cluster;
    }

    // ---- life and death

    void start(boolean shared) {
        if (!shared) {
            step(() -> chain(
                    ledger.others(name),
                    (key, next) -> step(
                            () -> {
                                ledger.seize(name, key);
                                adopted(key, next);
                            },
                            failed -> next.run()),
                    this::workOff));
        }
        every(
                1_000,
                done -> step(
                        () -> {
                            ledger.renew(name);
                            done.run();
                        },
                        failed -> done.run()));
        every(500, this::sweep);
        every(
                10_000,
                done -> step(
                        () -> {
                            ledger.tidyNodes();
                            done.run();
                        },
                        failed -> done.run()));
    }

    private void workOff() {
        step(() -> chain(ledger.waiting(Duration.ZERO), (one, next) -> work(one.id, one.callId, next), () -> {}));
    }

    private void every(int pauseMs, Consumer<Runnable> task) {
        in(pauseMs, pauseMs + 5, () -> task.accept(() -> every(pauseMs, task)));
    }

    void die() {
        if (alive) {
            time.note(() -> name + " dies");
            alive = false;
            List.copyOf(onDeath).forEach(Runnable::run);
            cluster.died(this);
        }
    }

    void pause(Duration howLong) {
        time.note(() -> name + " stands still for " + howLong.toMillis() + " ms");
        pausedUntil = time.now().plus(howLong);
    }

    void wake() {
        if (pausedUntil.isAfter(time.now())) {
            pausedUntil = time.now();
        }
    }

    boolean stoodStill(Duration since) {
        return pausedUntil.plus(since).isAfter(time.now());
    }

    void noMoreDeaths() {
        stepsLeft = 0;
    }

    void onDeath(Runnable action) {
        onDeath.add(action);
    }

    void forget(Runnable action) {
        onDeath.remove(action);
    }

    /** What is still held in memory. */
    String left() {
        return timers.isEmpty()
                        && waiting.isEmpty()
                        && talks.isEmpty()
                        && transfersAtWork == 0
                        && sockets.values().stream().noneMatch(one -> one.open || one.opening)
                ? ""
                : name + " timers=" + timers + " waiting=" + waiting.keySet() + " talks=" + talks + " sockets="
                        + sockets.keySet() + " transfers=" + transfersAtWork;
    }

    // ---- steps

    void in(int fromMs, int toMs, Runnable run) {
        time.in(fromMs, toMs, () -> act(run));
    }

    private void in(Duration wait, Runnable run) {
        time.in(wait, () -> act(run));
    }

    private void act(Runnable run) {
        if (!alive) {
            return;
        }
        if (time.now().isBefore(pausedUntil)) {
            in(Duration.between(time.now(), pausedUntil).plusMillis(time.between(0, 5)), run);
            return;
        }
        run.run();
    }

    void step(Runnable run) {
        step(run, failed -> {});
    }

    /** One transaction, reading or request; the ledger may be away. */
    void step(Runnable run, Consumer<RuntimeException> failed) {
        in(0, 4, () -> {
            try {
                run.run();
            } catch (SharedLedger.Away away) {
                failed.accept(away);
            }
            if (stepsLeft > 0 && --stepsLeft == 0) {
                die();
            }
        });
    }

    private <T> void chain(Iterable<T> items, BiConsumer<T, Runnable> each, Runnable end) {
        chain(items.iterator(), each, end);
    }

    private <T> void chain(java.util.Iterator<T> items, BiConsumer<T, Runnable> each, Runnable end) {
        if (items.hasNext()) {
            each.accept(items.next(), () -> chain(items, each, end));
        } else {
            end.run();
        }
    }

    // ---- CallDesk

    void apply(CallKey key, CallEvent event, Consumer<Optional<Applied>> then, Consumer<RuntimeException> failed) {
        apply(key, null, (head, at) -> event, then, failed);
    }

    private void apply(
            CallKey key,
            @Nullable CallId session,
            BiFunction<CallHead, Instant, CallEvent> event,
            Consumer<Optional<Applied>> then,
            Consumer<RuntimeException> failed) {
        step(
                () -> {
                    Instant at = now();
                    Optional<Applied> applied = ledger.apply(
                            name,
                            key,
                            session,
                            at,
                            event,
                            (file, happened) -> CallMachine.decide(file, happened, circumstances(at), Calls.POLICY));
                    in(0, 3, () -> {
                        follow(session != null, applied);
                        then.accept(applied);
                    });
                },
                failed);
    }

    void apply(
            TransferId transfer,
            TransferEvent event,
            Consumer<Optional<Applied>> then,
            Consumer<RuntimeException> failed) {
        step(
                () -> {
                    Optional<CallHead> head = ledger.byTransfer(transfer);
                    if (head.isEmpty()) {
                        then.accept(Optional.empty());
                    } else {
                        apply(head.get().key(), new CallEvent.OfTransfer(transfer, event), then, failed);
                    }
                },
                failed);
    }

    private void lookAgain(CallKey key, Runnable then, Consumer<RuntimeException> failed) {
        apply(
                key,
                null,
                (head, at) -> head.file().lookedAt(at, head.dueAt() == null ? at : head.dueAt()),
                applied -> then.run(),
                failed);
    }

    private Circumstances circumstances(Instant at) {
        return new Circumstances(at, Samples.POLICY, false, cluster.freshDial());
    }

    private boolean isHere(CallHead head) {
        return head.owner() == null || name.equals(head.owner());
    }

    private void follow(boolean here, Optional<Applied> applied) {
        applied.ifPresent(one -> {
            endTalk(one);
            CallKey key = one.before().key();
            CallFile next = one.decision().next();
            arm(key, next.call().stage().isOver() ? null : due(next, one.at()));
            List<Command> ours = one.decision().commands().stream()
                    .filter(command -> !(command instanceof TransferCommand of && of.isNextStep()))
                    .toList();
            boolean mine = here || isHere(one.before());
            int lapses = ledger.lapses(name);
            if (!ours.isEmpty()) {
                in(0, 3, () -> chain(ours, (command, then) -> send(key, mine, lapses, command, then), () -> {}));
            }
        });
    }

    private static @Nullable Instant due(CallFile next, Instant now) {
        boolean aggregated =
                next.inFlight().filter(state -> state.trying().isPresent()).isPresent();
        return next.dueAt(now).map(at -> aggregated ? at.plus(NET) : at).orElse(null);
    }

    private void endTalk(Applied applied) {
        AgentLeg before = applied.file().call().agent();
        AgentLeg after = applied.decision().next().call().agent();
        Optional<CallId> had = before.session();
        boolean goesOn = after.isUp() && after.session().equals(had);
        if (had.isPresent() && before.isUp() && !goesOn) {
            talks.remove(had.get());
        }
        if (applied.decision().next().call().stage().isOver()) {
            after.session().ifPresent(talks::remove);
        }
    }

    // ---- Deadlines

    private void arm(CallKey key, @Nullable Instant at) {
        if (at == null) {
            timers.remove(key);
        } else if (!at.equals(timers.put(key, at))) {
            in(Duration.between(now(), at), () -> fire(key, at));
        }
    }

    private void fire(CallKey key, Instant at) {
        if (at.equals(timers.get(key))) {
            timers.remove(key);
            lookAgain(key, () -> {}, failed -> arm(key, now().plusSeconds(1)));
        }
    }

    // ---- Nodes

    private void sweep(Runnable done) {
        if (unfinished.isEmpty()) {
            sweepAll(done);
            return;
        }
        step(
                () -> {
                    unfinished.retainAll(ledger.mine(name));
                    chain(List.copyOf(unfinished), this::adopted, () -> sweepAll(done));
                },
                failed -> done.run());
    }

    private void sweepAll(Runnable done) {
        Consumer<RuntimeException> again = failed -> done.run();
        step(
                () -> chain(
                        ledger.orphans(),
                        (key, next) -> step(
                                () -> {
                                    unfinished.add(key);
                                    if (ledger.adopt(name, key)) {
                                        adopted(key, next);
                                    } else {
                                        unfinished.remove(key);
                                        next.run();
                                    }
                                },
                                again),
                        () -> step(
                                () -> chain(
                                        ledger.overdue(OVERDUE),
                                        (key, next) -> lookAgain(key, next, again),
                                        () -> step(
                                                () -> chain(
                                                        ledger.waiting(LYING),
                                                        (one, next) -> work(one.id, one.callId, next),
                                                        () -> keepOnly(done)),
                                                again)),
                                again)),
                again);
    }

    private void adopted(CallKey key, Runnable then) {
        unfinished.add(key);
        apply(
                key,
                new CallEvent.Adopted(),
                applied -> {
                    unfinished.remove(key);
                    lookAgain(key, then, failed -> then.run());
                },
                failed -> then.run());
    }

    private void keepOnly(Runnable done) {
        step(
                () -> {
                    ledger.forget();
                    int lapses = ledger.lapses(name);
                    if (lapses == reviewedLapses && time.now().isBefore(reviewedAt.plusSeconds(2))) {
                        done.run();
                        return;
                    }
                    Set<CallKey> mine = ledger.mine(name);
                    Map<CallId, CallKey> held = new LinkedHashMap<>(talks);
                    sockets.forEach((callId, socket) -> {
                        if (socket.opening) {
                            ledger.bySession(callId).ifPresent(head -> held.put(callId, head.key()));
                        }
                    });
                    held.forEach((callId, key) -> {
                        if (!mine.contains(key)) {
                            talks.remove(callId);
                            detach(callId);
                        }
                    });
                    reviewedLapses = lapses;
                    reviewedAt = time.now();
                    done.run();
                },
                failed -> done.run());
    }

    /** The mail is looked at every 50 ms; here only while there is something to find, which is the same and faster. */
    void wakeMail() {
        if (alive && !mailTicks) {
            mailTicks = true;
            in(1, 55, this::mail);
        }
    }

    private void mail() {
        mailTicks = false;
        int lapses = ledger.lapses(name);
        for (SharedLedger.Mail one = unposted.poll(); one != null; one = unposted.poll()) {
            leave(one.key(), one.command(), () -> {});
        }
        step(
                () -> {
                    for (SharedLedger.Mail one : ledger.collect(name)) {
                        in(0, 3, () -> send(one.key(), true, lapses, one.command(), () -> {}));
                    }
                    for (SimTransfer.Wait one : List.copyOf(waiting.values())) {
                        step(() -> ledger.verdict(one.transfer, one.mechanism).ifPresent(one::complete));
                    }
                },
                failed -> {});
        if (ledger.hasMail() || !waiting.isEmpty() || !unposted.isEmpty()) {
            mailTicks = true;
            in(50, 60, this::mail);
        }
    }

    SimTransfer.Wait waitFor(TransferId transfer, Mechanism mechanism) {
        SimTransfer.Wait wait =
                waiting.computeIfAbsent(transfer + "/" + mechanism, key -> new SimTransfer.Wait(transfer, mechanism));
        wakeMail();
        return wait;
    }

    void endWait(TransferId transfer, Mechanism mechanism) {
        waiting.remove(transfer + "/" + mechanism);
    }

    SimTransfer.@Nullable Wait waiting(TransferId transfer, Mechanism mechanism) {
        return waiting.get(transfer + "/" + mechanism);
    }

    // ---- Commands

    private static boolean needsSideband(Command command) {
        return command instanceof CallCommand.OpenSideband
                || command instanceof CallCommand.ReopenSideband
                || command instanceof CallCommand.CloseSideband
                || command instanceof CallCommand.Greet
                || command instanceof TransferCommand.TellAgent;
    }

    /** A command that needs the sideband looks once more whether it is here: the node may have lost the call meanwhile. */
    private void send(CallKey key, boolean here, int lapses, Command command, Runnable then) {
        if (!needsSideband(command)) {
            dispatch(key, command, then);
        } else if (!here) {
            leave(key, command, then);
        } else {
            step(
                    () -> {
                        if (ledger.stillHas(name, key, lapses)) {
                            dispatch(key, command, then);
                        } else {
                            leave(key, command, then);
                        }
                    },
                    failed -> in(Duration.ofSeconds(1), () -> send(key, true, lapses, command, then)));
        }
    }

    /** For the node that has the sideband. */
    private void leave(CallKey key, Command command, Runnable then) {
        step(
                () -> {
                    ledger.post(key, command);
                    then.run();
                },
                failed -> {
                    unposted.add(new SharedLedger.Mail(0, key, command));
                    wakeMail();
                    then.run();
                });
    }

    private void dispatch(CallKey key, Command command, Runnable then) {
        if (command instanceof CallCommand.AcceptSession accept) {
            accept(key, accept.callId(), now().plus(ACCEPT_WINDOW), null, 250, then);
        } else if (command instanceof CallCommand.RejectSession reject) {
            request("reject", () -> cluster.vendor().reject(reject.callId()), answer -> then.run());
        } else if (command instanceof CallCommand.HangUpSession hangUp) {
            request("hangup", () -> cluster.vendor().hangUp(hangUp.callId()), answer -> then.run());
        } else if (command instanceof CallCommand.OpenSideband open) {
            attach(open.callId());
            then.run();
        } else if (command instanceof CallCommand.ReopenSideband open) {
            attach(open.callId());
            then.run();
        } else if (command instanceof CallCommand.GiveAgentUp mute) {
            Plan plan = Samples.plan(cluster.freshTransfer(), Plan.REFEREE, 1, Ending.RETURN);
            sidebandEvent(mute.callId(), new CallEvent.AgentMute(mute.callId(), mute.why(), plan, false), then);
        } else if (command instanceof CallCommand.CloseSideband close) {
            detach(close.callId());
            then.run();
        } else if (command instanceof CallCommand.Greet greet) {
            speak(greet.callId());
            then.run();
        } else if (command instanceof TransferCommand.TellAgent) {
            step(
                    () -> {
                        ledger.find(key)
                                .flatMap(head -> head.file().call().agent().session())
                                .ifPresent(this::speak);
                        then.run();
                    },
                    failed -> then.run());
        } else if (command instanceof CallCommand.BeginTransfer begin) {
            transfer(begin.transfer()).begin();
            then.run();
        } else if (command instanceof TransferCommand.Resume resume) {
            transfer(resume.transfer()).resume();
            then.run();
        } else if (command instanceof CallCommand.FetchCaller) {
            step(
                    () -> ledger.find(key)
                            .filter(head ->
                                    head.carrierCallId() != null && head.file().isStranded(Samples.at(now(), false)))
                            .ifPresentOrElse(head -> fetch(cluster.phone(head.carrierCallId()), then), then),
                    failed -> then.run());
        } else if (command instanceof CallCommand.EndCaller) {
            withPhone(key, then, phone -> request("complete", phone::endByUs, answer -> then.run()));
        } else if (command instanceof TransferCommand.AskCarrier) {
            step(
                    () -> ledger.find(key)
                            .filter(head -> head.carrierCallId() != null)
                            .ifPresentOrElse(head -> ask(head, cluster.phone(head.carrierCallId()), then), then),
                    failed -> then.run());
        } else if (command instanceof TransferCommand.Signal signal) {
            SimTransfer.Wait wait = waiting(signal.transfer(), signal.mechanism());
            if (wait != null) {
                in(1, 20, () -> wait.complete(signal.verdict()));
            }
            then.run();
        } else if (command instanceof TransferCommand.Hold hold) {
            SimTransfer.Wait wait = waiting(hold.transfer(), hold.mechanism());
            if (wait != null) {
                wait.group(this, hold.until());
            }
            then.run();
        } else {
            throw new AssertionError("no route for " + command);
        }
    }

    private SimTransfer transfer(TransferId transfer) {
        transfersAtWork++;
        return new SimTransfer(this, transfer, () -> transfersAtWork--);
    }

    private void withPhone(CallKey key, Runnable then, Consumer<Phone> action) {
        step(
                () -> {
                    String parent =
                            ledger.find(key).map(CallHead::carrierCallId).orElse(null);
                    if (parent == null) {
                        then.run();
                    } else {
                        action.accept(cluster.phone(parent));
                    }
                },
                failed -> then.run());
    }

    private void fetch(Phone phone, Runnable then) {
        Object meant = phone.present();
        request("fetch", () -> phone.fetch(meant), answer -> then.run());
    }

    private void ask(CallHead head, Phone phone, Runnable then) {
        CarrierReport.Dialled[] dialled = {null};
        CarrierReport[] said = {new CarrierReport.Unknown()};
        request(
                "ask",
                () -> {
                    if (head.file().transfer() instanceof Dialling dialling) {
                        dialled[0] = new CarrierReport.Dialled(dialling, phone.human(), phone.humanLeg());
                    }
                    said[0] = phone.isOver() ? new CarrierReport.Over() : new CarrierReport.Live(dialled[0]);
                    return Samples.ACCEPTED;
                },
                answer -> {
                    CarrierReport report =
                            answer instanceof RequestResult.Accepted ? said[0] : new CarrierReport.Unknown();
                    apply(
                            head.key(),
                            new CallEvent.CarrierReported(report),
                            applied -> then.run(),
                            failed -> then.run());
                });
    }

    /** Sends a request; what comes back, if anything, is told unless this node is dead by then. */
    void request(String what, Supplier<RequestResult> effect, Consumer<RequestResult> answer) {
        step(() -> cluster.outside(this, what, effect, result -> in(0, 3, () -> answer.accept(result))));
    }

    private void accept(
            CallKey key, CallId callId, Instant until, @Nullable RequestResult last, int pauseMs, Runnable then) {
        if (last != null && !now().isBefore(until)) {
            answered(key, callId, last, then);
            return;
        }
        step(
                () -> {
                    ledger.find(key).orElseThrow();
                    request("accept", () -> cluster.vendor().accept(callId), result -> {
                        boolean retryable =
                                result instanceof RequestResult.NotSent || result instanceof RequestResult.Unknown;
                        if (!retryable || !now().isBefore(until)) {
                            answered(key, callId, result, then);
                            return;
                        }
                        step(
                                () -> {
                                    boolean wanted = ledger.find(key)
                                            .map(head -> head.file().call())
                                            .filter(call -> !call.stage().isOver()
                                                    && call.agent().isLive())
                                            .isPresent();
                                    if (wanted) {
                                        int next = Math.min(1_500, pauseMs * 8 / 5);
                                        in(pauseMs, pauseMs + 1, () -> accept(key, callId, until, result, next, then));
                                    } else {
                                        answered(key, callId, result, then);
                                    }
                                },
                                failed -> then.run());
                    });
                },
                failed -> then.run());
    }

    private void answered(CallKey key, CallId callId, RequestResult result, Runnable then) {
        apply(key, new CallEvent.AcceptAnswered(callId, result), applied -> then.run(), failed -> then.run());
    }

    // ---- the sideband component, and Agents

    boolean hears(CallId callId) {
        Socket socket = sockets.get(callId);
        return alive && socket != null && socket.open && talks.containsKey(callId);
    }

    private void attach(CallId callId) {
        Socket socket = sockets.computeIfAbsent(callId, id -> new Socket());
        if (socket.open) {
            post(callId, done -> opened(callId, done));
        }
        if (socket.open || socket.opening) {
            return;
        }
        socket.opening = true;
        handshake(callId, socket, now().plusSeconds(3));
    }

    private void handshake(CallId callId, Socket socket, Instant until) {
        in(30, 300, () -> {
            if (!socket.opening) {
                return;
            }
            boolean there = cluster.vendor().isAccepted(callId);
            if (there && !cluster.fault(8)) {
                socket.opening = false;
                socket.open = true;
                cluster.vendor().attached(callId, this);
                post(callId, done -> opened(callId, done));
            } else if (now().isBefore(until)) {
                handshake(callId, socket, until);
            } else {
                socket.opening = false;
                post(
                        callId,
                        done -> sidebandEvent(callId, new CallEvent.SidebandFailed(callId, !there, "handshake"), done));
            }
        });
    }

    private void detach(CallId callId) {
        Socket socket = sockets.get(callId);
        if (socket == null) {
            return;
        }
        if (socket.opening) {
            socket.opening = false;
            post(
                    callId,
                    done -> sidebandEvent(
                            callId, new CallEvent.SidebandFailed(callId, false, "closed before it was open"), done));
        } else if (socket.open) {
            socketEnds(callId, true);
        }
    }

    /** The socket closed, whoever did it. */
    void socketEnds(CallId callId, boolean clean) {
        Socket socket = sockets.get(callId);
        if (alive && socket != null && socket.open) {
            socket.open = false;
            post(callId, done -> sidebandEvent(callId, new CallEvent.SidebandClosed(callId, clean, "bye"), done));
        }
    }

    /** One event after the other for each call. */
    private void post(CallId callId, Consumer<Runnable> handler) {
        Socket socket = Objects.requireNonNull(sockets.get(callId));
        socket.mailbox.add(handler);
        if (!socket.busy) {
            socket.busy = true;
            in(0, 5, () -> deliver(callId, socket));
        }
    }

    private void deliver(CallId callId, Socket socket) {
        Consumer<Runnable> next = socket.mailbox.poll();
        if (next == null) {
            socket.busy = false;
            if (!socket.open && !socket.opening) {
                sockets.remove(callId);
            }
        } else {
            next.accept(() -> in(0, 2, () -> deliver(callId, socket)));
        }
    }

    private void opened(CallId callId, Runnable done) {
        step(
                () -> ledger.bySession(callId)
                        .ifPresentOrElse(
                                head -> {
                                    talks.put(callId, head.key());
                                    sidebandEvent(callId, new CallEvent.SidebandOpened(callId), () -> {
                                        if (!talks.containsKey(callId)) {
                                            detach(callId);
                                        }
                                        done.run();
                                    });
                                },
                                done),
                failed -> in(200, 1_000, () -> opened(callId, done)));
    }

    private void sidebandEvent(CallId callId, CallEvent event, Runnable done) {
        step(
                () -> {
                    Optional<CallHead> head = ledger.bySession(callId).filter(this::isHere);
                    if (head.isEmpty()) {
                        talks.remove(callId);
                        done.run();
                        return;
                    }
                    apply(
                            head.get().key(),
                            event,
                            applied -> {
                                boolean wanted = applied.map(one ->
                                                one.decision().next().call().agent())
                                        .filter(agent ->
                                                agent.isUp() && agent.session().equals(Optional.of(callId)))
                                        .isPresent();
                                if (!wanted) {
                                    talks.remove(callId);
                                }
                                done.run();
                            },
                            failed -> in(200, 1_000, () -> sidebandEvent(callId, event, done)));
                },
                failed -> in(200, 1_000, () -> sidebandEvent(callId, event, done)));
    }

    private void speak(CallId callId) {
        if (hears(callId)) {
            cluster.vendor().speaks(callId);
        }
    }

    /** A function call of the model came over the socket. */
    void functionCall(CallId callId, String id, boolean transfer, Plan plan) {
        in(0, 30, () -> {
            CallKey key = talks.get(callId);
            if (key == null) {
                return;
            }
            step(() -> {
                if (ledger.claimToolCall(key, id)) {
                    step(() -> {
                        ledger.find(key).orElseThrow();
                        apply(
                                key,
                                transfer
                                        ? new CallEvent.TransferAsked(plan, Source.SIDEBAND)
                                        : new CallEvent.EndAsked(Source.SIDEBAND, "goodbye"),
                                applied -> {},
                                failed -> {});
                    });
                }
            });
        });
    }

    // ---- Webhooks

    /** Answers true once it is stored, false for a 503. */
    void webhook(String id, CallId callId, Consumer<Boolean> answer) {
        step(
                () -> {
                    boolean stored = ledger.store(id, callId);
                    if (stored) {
                        in(0, 5, () -> work(id, callId, () -> {}));
                    }
                    in(0, 5, () -> answer.accept(true));
                },
                failed -> answer.accept(false));
    }

    /** Always goes on with {@code then} unless this node dies: the next round finds what failed. */
    private void work(String id, CallId callId, Runnable then) {
        Consumer<RuntimeException> failed = away -> then.run();
        Runnable done = () -> step(
                () -> {
                    ledger.done(id);
                    then.run();
                },
                failed);
        step(
                () -> {
                    if (ledger.bySession(callId).isPresent()) {
                        done.run();
                    } else {
                        incoming(callId, done, failed);
                    }
                },
                failed);
    }

    private void incoming(CallId callId, Runnable done, Consumer<RuntimeException> failed) {
        Vendor.Session session = cluster.vendor().session(callId);
        step(
                () -> {
                    Optional<CallHead> call = ledger.byParent(session.phone.parent);
                    boolean expected = call.map(head -> head.file().call().agent())
                            .filter(agent ->
                                    agent.session().isEmpty() && agent.dialId().equals(session.dialId))
                            .isPresent();
                    if (expected) {
                        CallEvent announced = new CallEvent.SessionAnnounced(session.dialId, callId);
                        apply(call.get().key(), callId, (head, at) -> announced, applied -> done.run(), failed);
                    } else {
                        step(
                                () -> {
                                    Optional<Applied> applied = ledger.open(
                                            name,
                                            cluster.freshKey(),
                                            null,
                                            callId,
                                            now(),
                                            CallMachine.rejected(callId, "token: used before"));
                                    in(0, 3, () -> {
                                        follow(false, applied);
                                        done.run();
                                    });
                                },
                                failed);
                    }
                },
                failed);
    }

    // ---- CallerCallbacks, AgentCallbacks, TargetCallbacks

    /** The answer is a document, or null for a 503. */
    void inbound(String parent, Consumer<@Nullable Document> answer) {
        step(
                () -> {
                    Instant at = now();
                    Decision<CallFile> first = CallMachine.inbound(circumstances(at), Calls.POLICY);
                    Optional<Applied> applied = ledger.open(name, cluster.freshKey(), parent, null, at, first);
                    in(0, 3, () -> {
                        follow(false, applied);
                        if (applied.isPresent()) {
                            answer.accept(first.answer());
                        } else {
                            again(parent, answer);
                        }
                    });
                },
                failed -> answer.accept(null));
    }

    private void again(String parent, Consumer<@Nullable Document> answer) {
        step(
                () -> answer.accept(ledger.byParent(parent)
                        .map(head -> head.file().call().agent() instanceof AgentLeg.Ringing ringing
                                ? new Document.DialAgent(ringing.dialId(), "")
                                : new Document.Wait())
                        .orElseGet(Document.Hangup::new)),
                failed -> answer.accept(null));
    }

    /** A request of the carrier for this call; the ledger is read first, as for the plan of a rescue. */
    void carrier(CallKey key, CallEvent event, Consumer<@Nullable Document> answer) {
        step(
                () -> {
                    ledger.find(key);
                    apply(
                            key,
                            event,
                            applied -> {
                                Document said = applied.isEmpty()
                                        ? new Document.Hangup()
                                        : applied.get().decision().answer();
                                answer.accept(said == null ? new Document.Empty() : said);
                            },
                            failed -> answer.accept(null));
                },
                failed -> answer.accept(null));
    }

    Set<CallId> openSockets() {
        Set<CallId> open = new LinkedHashSet<>();
        sockets.forEach((id, socket) -> {
            if (socket.open) {
                open.add(id);
            }
        });
        return open;
    }

    static Optional<TransferState> standing(Optional<CallHead> head, TransferId transfer) {
        return head.flatMap(one -> one.file().inFlight())
                .filter(state -> state.plan().id().equals(transfer));
    }

    Duration safety() {
        return SAFETY;
    }
}

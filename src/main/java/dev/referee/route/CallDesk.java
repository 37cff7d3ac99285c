package dev.referee.route;

import dev.referee.call.CallCommand;
import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CallMachine;
import dev.referee.call.CallPolicy;
import dev.referee.call.Limits;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Leases;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.LedgerListener;
import dev.referee.ledger.NewCall;
import dev.referee.scope.CallScope;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Decision;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferPolicy;
import dev.referee.transfer.TransferState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where events of calls are handed in: asks the core under the ledger's lock, stores what it says, then runs the
 * commands. Thread-safe. If the database fails, the exception comes out and nothing has happened.
 */
@Component
public class CallDesk {

    private final Ledger ledger;
    private final Leases leases;
    private final Commands commands;
    private final Deadlines deadlines;
    private final List<LedgerListener> listeners;
    private final CallPolicy callPolicy;
    private final TransferPolicy transferPolicy;
    private final Set<CallKey> inDoubt = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    CallDesk(
            Ledger ledger,
            Leases leases,
            Commands commands,
            Deadlines deadlines,
            List<LedgerListener> listeners,
            CallPolicy callPolicy,
            TransferPolicy transferPolicy) {
        this.ledger = ledger;
        this.leases = leases;
        this.commands = commands;
        this.deadlines = deadlines;
        this.listeners = listeners;
        this.callPolicy = callPolicy;
        this.transferPolicy = transferPolicy;
        deadlines.onDue(this::lookAgain);
    }

    /** Opens a call that may last; empty if the caller's leg is known already. */
    public Optional<Applied> open(NewCall call, Instant now) {
        return open(call, Limits.NONE, now);
    }

    /** Opens a call; empty if the caller's leg is known already. */
    public Optional<Applied> open(NewCall call, Limits limits, Instant now) {
        return follow(ledger.open(call, CallMachine.inbound(circumstances(now), callPolicy, limits)));
    }

    /** Writes a caller down who is not let in; empty if his leg is known already. */
    public Optional<Applied> refuse(NewCall call, String reason) {
        return follow(ledger.open(call, CallMachine.refused(reason)));
    }

    /** Writes a session down that is not let in, and rejects it; a repeat does nothing. */
    public Optional<Applied> reject(CallId callId, NewCall call, String why) {
        return follow(ledger.open(call, CallMachine.rejected(callId, why)));
    }

    /** Rejects a session without writing anything down. */
    void decline(CallId callId) {
        commands.run(Ids.callKey(), true, List.of(new CallCommand.RejectSession(callId)));
    }

    /** Hands in one event; empty if there is no such call. */
    public Optional<Applied> apply(CallKey key, CallEvent event) {
        return follow(apply(key, null, decide(event)));
    }

    /** Hands in one event of a transfer; empty if there is no such transfer. */
    public Optional<Applied> apply(TransferId transfer, TransferEvent event) {
        return ledger.keyOf(transfer).flatMap(key -> apply(key, new CallEvent.OfTransfer(transfer, event)));
    }

    /** The time has come to look at this call again. */
    void lookAgain(CallKey key) {
        follow(apply(key, null, (head, now) -> {
            Instant lookAt = head.dueAt() == null ? now : head.dueAt();
            return decide(head.file().lookedAt(now, lookAt)).apply(head, now);
        }));
    }

    /** Whether nobody has this caller, and nobody is being dialled for him. */
    boolean isStranded(CallHead head, Instant now) {
        return head.file().isStranded(circumstances(now));
    }

    /** Where this transfer stands; empty if it is over or there is none. */
    Optional<TransferState> transfer(TransferId transfer) {
        return ledger.byTransfer(transfer)
                .flatMap(head -> head.file().inFlight())
                .filter(state -> state.plan().id().equals(transfer));
    }

    /** Hands in the announcement of a session, which belongs to this call from then on; a known one does nothing. */
    public Optional<Applied> announce(CallKey key, CallId callId, String dialId) {
        return announce(key, callId, dialId, Map.of());
    }

    /** The same, with the ids by which others know the session. */
    Optional<Applied> announce(CallKey key, CallId callId, String dialId, Map<String, String> ids) {
        return follow(true, apply(key, callId, decide(new CallEvent.SessionAnnounced(dialId, callId, ids))));
    }

    /** Whether this node looks after the call, and has its sideband. */
    boolean isHere(CallHead head) {
        return !leaving && (head.owner() == null || head.owner().equals(leases.node()));
    }

    /** This node stops: what needs a sideband is left for the node that takes the call over. */
    void leave() {
        leaving = true;
    }

    private Optional<Applied> apply(
            CallKey key, @Nullable CallId session, BiFunction<CallHead, Instant, Decision<CallFile>> step) {
        CallScope scope = CallScope.of(key);
        try {
            return ledger.apply(key, session, step);
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                inDoubt.add(key);
            }
            throw e;
        } finally {
            scope.close();
        }
    }

    /**
     * Calls of which the database did not say whether it stored the latest event. If it did, the commands that follow were not
     * run: whoever looks after the call must take it up once more. Asking forgets them.
     */
    Set<CallKey> takeInDoubt() {
        Set<CallKey> taken = Set.copyOf(inDoubt);
        inDoubt.removeAll(taken);
        return taken;
    }

    private BiFunction<CallHead, Instant, Decision<CallFile>> decide(CallEvent event) {
        return (head, now) -> CallMachine.decide(head.file(), event, circumstances(now), callPolicy);
    }

    private Circumstances circumstances(Instant now) {
        return new Circumstances(now, transferPolicy, false, Ids.dialId());
    }

    private Optional<Applied> follow(Optional<Applied> applied) {
        return follow(false, applied);
    }

    /** A session that is announced here belongs here from then on, whoever had the call before. */
    private Optional<Applied> follow(boolean here, Optional<Applied> applied) {
        applied.ifPresent(one -> {
            CallScope scope = CallScope.of(one.before().key());
            try {
                follow(here, one);
            } finally {
                scope.close();
            }
        });
        return applied;
    }

    private void follow(boolean here, Applied one) {
        listeners.forEach(listener -> listener.applied(one));
        CallKey key = one.before().key();
        CallFile next = one.decision().next();
        if (next.call().stage().isOver()) {
            deadlines.end(key);
        } else {
            deadlines.arm(key, due(next, one.at()), one.at());
        }
        commands.run(key, here || isHere(one.before()), one.decision().commands());
    }

    /** The evidence aggregator watches the mechanisms' deadlines; here they are only the net below it. */
    private static @Nullable Instant due(CallFile next, Instant now) {
        boolean aggregated =
                next.inFlight().filter(state -> state.trying().isPresent()).isPresent();
        return next.dueAt(now)
                .map(at -> aggregated ? at.plus(Deadlines.NET) : at)
                .orElse(null);
    }
}

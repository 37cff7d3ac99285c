package dev.referee.route;

import dev.referee.call.CallCommand;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.config.Bounded;
import dev.referee.ledger.Leases;
import dev.referee.scope.CallScope;
import dev.referee.transfer.Command;
import dev.referee.transfer.TransferCommand;
import dev.referee.transfer.TransferId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Runs what the core decided: each command is a message to the route of its name. The commands of one decision run in
 * their order, on a thread that delivers neither frames nor callbacks; a transfer runs on an executor of its own.
 */
@Component
public class Commands {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int ATTEMPTS_MAX = 120;

    private final ProducerTemplate template;
    private final Leases leases;
    private final Bounded executor;
    private final Bounded transfers;
    private final FallbacksFirst fallbacks;
    private final Later later;
    private final Queue<Unposted> unposted = new ConcurrentLinkedQueue<>();

    Commands(
            ProducerTemplate template,
            Leases leases,
            @Qualifier("commandExecutor") Bounded executor,
            @Qualifier("transferExecutor") Bounded transfers,
            FallbacksFirst fallbacks,
            Later later) {
        this.template = template;
        this.leases = leases;
        this.executor = executor;
        this.transfers = transfers;
        this.fallbacks = fallbacks;
        this.later = later;
    }

    /**
     * Runs the commands of one decision.
     *
     * @param here whether this node has the call's sideband; else what needs it is left for the node that has, and so it is
     *     if this node loses the call before a command's turn has come
     */
    void run(CallKey key, boolean here, List<Command> commands) {
        List<Command> ours = commands.stream()
                .filter(command -> !(command instanceof TransferCommand next && next.isNextStep()))
                .toList();
        if (!ours.isEmpty()) {
            Sideband sideband = new Sideband(here, leases.lapses());
            executor.executeOrRun(() -> ours.forEach(command -> send(key, sideband, command, 1)));
        }
    }

    /** Does what another node decided. */
    void deliver(Leases.Mail mail) {
        Sideband sideband = new Sideband(true, leases.lapses());
        CallScope scope = CallScope.of(mail.key());
        try {
            NodeMail.command(mail)
                    .ifPresent(command -> executor.executeOrRun(() -> send(mail.key(), sideband, command, 1)));
        } finally {
            scope.close();
        }
    }

    /** Each command may be sent again: it looks at the ledger first, or the other side takes a repeat as none. */
    private void send(CallKey key, Sideband sideband, Command command, int attempt) {
        try {
            if (NodeMail.needsSideband(command) && !isHere(key, sideband)) {
                post(key, command);
                return;
            }
            dispatch(key, command);
        } catch (RuntimeException e) {
            String name = command.getClass().getSimpleName();
            if (Database.isAway(e) && attempt < ATTEMPTS_MAX) {
                LOG.warn("call {}: {} waits for the database", key, name);
                later.run(AGAIN, () -> send(key, sideband, command, attempt + 1));
            } else {
                LOG.error("call {}: {} failed", key, name, e);
            }
        }
    }

    /** Until a command's turn comes a slow node may have lost the call, and another may be opening its sideband. */
    private boolean isHere(CallKey key, Sideband sideband) {
        return sideband.here() && leases.stillHas(key, sideband.lapses());
    }

    /** Beyond the bound the transfer waits its turn: its deadline in the ledger starts another route. */
    private void begin(CallKey key, TransferId transfer, Entry entry) {
        try {
            transfers.execute(() -> {
                fallbacks.begins(transfer);
                try {
                    send(entry, key, Map.of(Vars.TRANSFER_ID, transfer), null);
                } finally {
                    fallbacks.ends(transfer);
                }
            });
        } catch (RejectedExecutionException full) {
            LOG.warn("call {}: too many transfers at once, this one waits", key);
        }
    }

    /** The ledger may be away just then; nobody else would send it. */
    private void post(CallKey key, Command command) {
        try {
            NodeMail.post(leases, key, command);
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                unposted.add(new Unposted(key, command));
            }
            throw e;
        }
    }

    /** Posts what could not be posted; the rest waits for the next time. */
    void postAgain() {
        for (Unposted next = unposted.poll(); next != null; next = unposted.poll()) {
            post(next.key(), next.command());
        }
    }

    private record Unposted(CallKey key, Command command) {}

    /** Whether the call's sideband was here when this node's lease had lapsed so often. */
    private record Sideband(boolean here, int lapses) {}

    private void dispatch(CallKey key, Command command) {
        if (command instanceof CallCommand.AcceptSession accept) {
            send(Entry.ACCEPT, key, accept.callId());
        } else if (command instanceof CallCommand.RejectSession reject) {
            send(Entry.REJECT, key, reject.callId());
        } else if (command instanceof CallCommand.HangUpSession hangUp) {
            send(Entry.HANG_UP, key, hangUp.callId());
        } else if (command instanceof CallCommand.OpenSideband open) {
            send(Entry.ATTACH, key, open.callId());
        } else if (command instanceof CallCommand.ReopenSideband reopen) {
            send(Entry.REATTACH, key, reopen.callId());
        } else if (command instanceof CallCommand.GiveAgentUp mute) {
            send(Entry.AGENT_MUTE, key, Map.of(Vars.CALL_ID, mute.callId(), "what", mute.why()), null);
        } else if (command instanceof CallCommand.CloseSideband close) {
            send(Entry.DETACH, key, close.callId());
        } else if (command instanceof CallCommand.Greet greet) {
            send(Entry.GREET, key, greet.callId());
        } else if (command instanceof CallCommand.AnnounceEnd end) {
            send(Entry.ANNOUNCE_END, key, Map.of(Vars.CALL_ID, end.callId(), Vars.STEP, end.step()), null);
        } else if (command instanceof CallCommand.BringToEnd) {
            send(Entry.BRING_TO_END, key, Map.of(), null);
        } else if (command instanceof CallCommand.BeginTransfer begin) {
            begin(key, begin.transfer(), Entry.TRANSFER);
        } else if (command instanceof TransferCommand.Resume resume) {
            begin(key, resume.transfer(), Entry.TRANSFER_RESUME);
        } else if (command instanceof CallCommand.FetchCaller) {
            send(Entry.FETCH_CALLER, key, Map.of(), null);
        } else if (command instanceof CallCommand.EndCaller) {
            send(Entry.END_CALLER, key, Map.of(), null);
        } else if (command instanceof TransferCommand.AskCarrier) {
            send(Entry.ASK_CARRIER, key, Map.of(), null);
        } else if (command instanceof TransferCommand.TellAgent tell) {
            send(Entry.TELL_AGENT, key, Map.of(Vars.TRANSFER_ID, tell.transfer()), tell.why());
        } else if (command instanceof TransferCommand.Signal signal) {
            send(Entry.EVIDENCE, key, Map.of(), Evidence.decided(signal));
        } else if (command instanceof TransferCommand.Hold hold) {
            send(Entry.EVIDENCE, key, Map.of(), Evidence.open(hold.transfer(), hold.mechanism(), hold.until()));
        } else {
            throw new IllegalStateException("no route for " + command);
        }
    }

    private void send(Entry entry, CallKey key, CallId callId) {
        send(entry, key, Map.of(Vars.CALL_ID, callId), null);
    }

    private void send(
            Entry entry, CallKey key, Map<String, ?> variables, @org.jspecify.annotations.Nullable Object body) {
        Map<String, Object> all = new LinkedHashMap<>(variables);
        all.put(Vars.CALL_KEY, key);
        var exchange = template.send(entry.uri(), sent -> {
            all.forEach(sent::setVariable);
            sent.getMessage().setBody(body);
        });
        if (Database.isAway(exchange.getException())) {
            throw RuntimeCamelException.wrapRuntimeCamelException(exchange.getException());
        }
        if (exchange.getException() != null) {
            LOG.error(
                    "call {}: route {} failed: {}",
                    key,
                    entry.uri(),
                    exchange.getException().toString());
        }
    }
}

package dev.referee.route;

import dev.referee.call.CallCommand;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.ledger.Leases;
import dev.referee.transfer.Command;
import dev.referee.transfer.TransferCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.apache.camel.ProducerTemplate;
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

    private final ProducerTemplate template;
    private final Leases leases;
    private final ExecutorService executor;
    private final ExecutorService transfers;
    private final Queue<Unposted> unposted = new ConcurrentLinkedQueue<>();

    Commands(
            ProducerTemplate template,
            Leases leases,
            @Qualifier("commandExecutor") ExecutorService executor,
            @Qualifier("transferExecutor") ExecutorService transfers) {
        this.template = template;
        this.leases = leases;
        this.executor = executor;
        this.transfers = transfers;
    }

    /**
     * Runs the commands of one decision.
     *
     * @param here whether this node has the call's sideband; else what needs it is left for the node that has
     */
    void run(CallKey key, boolean here, List<Command> commands) {
        List<Command> ours = commands.stream()
                .filter(command -> !(command instanceof TransferCommand next && next.isNextStep()))
                .toList();
        if (!ours.isEmpty()) {
            executor.execute(() -> ours.forEach(command -> send(key, here, command)));
        }
    }

    /** Does what another node decided. */
    void deliver(Leases.Mail mail) {
        NodeMail.command(mail).ifPresent(command -> executor.execute(() -> send(mail.key(), true, command)));
    }

    private void send(CallKey key, boolean here, Command command) {
        try {
            if (!here && NodeMail.needsSideband(command)) {
                post(key, command);
                return;
            }
            dispatch(key, command);
        } catch (RuntimeException e) {
            LOG.error("call {}: {} failed", key, command.getClass().getSimpleName(), e);
        }
    }

    /** The ledger may be away just then; nobody else would send it. */
    private void post(CallKey key, Command command) {
        try {
            NodeMail.post(leases, key, command);
        } catch (RuntimeException away) {
            unposted.add(new Unposted(key, command));
            throw away;
        }
    }

    /** Posts what could not be posted; the rest waits for the next time. */
    void postAgain() {
        for (Unposted next = unposted.poll(); next != null; next = unposted.poll()) {
            post(next.key(), next.command());
        }
    }

    private record Unposted(CallKey key, Command command) {}

    private void dispatch(CallKey key, Command command) {
        if (command instanceof CallCommand.AcceptSession accept) {
            send("direct:accept", key, accept.callId());
        } else if (command instanceof CallCommand.RejectSession reject) {
            send("direct:reject", key, reject.callId());
        } else if (command instanceof CallCommand.HangUpSession hangUp) {
            send("direct:hang-up", key, hangUp.callId());
        } else if (command instanceof CallCommand.OpenSideband open) {
            send("direct:attach", key, open.callId());
        } else if (command instanceof CallCommand.CloseSideband close) {
            send("direct:detach", key, close.callId());
        } else if (command instanceof CallCommand.Greet greet) {
            send("direct:greet", key, greet.callId());
        } else if (command instanceof CallCommand.BeginTransfer begin) {
            transfers.execute(() -> send("direct:transfer", key, Map.of(Vars.TRANSFER_ID, begin.transfer()), null));
        } else if (command instanceof TransferCommand.Resume resume) {
            transfers.execute(
                    () -> send("direct:transfer-resume", key, Map.of(Vars.TRANSFER_ID, resume.transfer()), null));
        } else if (command instanceof CallCommand.FetchCaller) {
            send("direct:fetch-caller", key, Map.of(), null);
        } else if (command instanceof CallCommand.EndCaller) {
            send("direct:end-caller", key, Map.of(), null);
        } else if (command instanceof TransferCommand.AskCarrier) {
            send("direct:ask-carrier", key, Map.of(), null);
        } else if (command instanceof TransferCommand.TellAgent tell) {
            send("direct:tell-agent", key, Map.of(Vars.TRANSFER_ID, tell.transfer()), tell.why());
        } else if (command instanceof TransferCommand.Signal signal) {
            send("direct:evidence", key, Map.of(), Evidence.decided(signal));
        } else if (command instanceof TransferCommand.Hold hold) {
            send("direct:evidence", key, Map.of(), Evidence.open(hold.transfer(), hold.mechanism(), hold.until()));
        } else {
            throw new IllegalStateException("no route for " + command);
        }
    }

    private void send(String endpoint, CallKey key, CallId callId) {
        send(endpoint, key, Map.of(Vars.CALL_ID, callId), null);
    }

    private void send(
            String endpoint, CallKey key, Map<String, ?> variables, @org.jspecify.annotations.Nullable Object body) {
        Map<String, Object> all = new LinkedHashMap<>(variables);
        all.put(Vars.CALL_KEY, key);
        var exchange = template.send(endpoint, sent -> {
            all.forEach(sent::setVariable);
            sent.getMessage().setBody(body);
        });
        if (exchange.getException() != null) {
            LOG.error(
                    "call {}: route {} failed: {}",
                    key,
                    endpoint,
                    exchange.getException().toString());
        }
    }
}

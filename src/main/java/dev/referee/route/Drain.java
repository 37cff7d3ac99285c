package dev.referee.route;

import dev.referee.config.Bounded;
import dev.referee.config.RunSettings;
import dev.referee.ledger.Leases;
import dev.referee.ledger.Ledger;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * How this node leaves without losing a call. First it takes no new calls, while callbacks of living ones are answered and
 * transfers that run here may finish. Then it hands everything over: it gives its leases back, so that another node takes
 * its calls up within a sweep (with an embedded database the next start does), tells nobody that its own sockets close, and
 * lets callers ask again in a second. After that the application may be closed. Thread-safe; a repeat does nothing.
 */
@Component
public class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** For commands that were begun; they are short. */
    private static final Duration LAST = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    /** How far this node is from leaving. */
    public enum State {
        OPEN,
        DRAINING,
        GONE
    }

    private final ApplicationContext context;
    private final Nodes nodes;
    private final Agents agents;
    private final CallDesk desk;
    private final Verdicts verdicts;
    private final Leases leases;
    private final Ledger ledger;
    private final Database database;
    private final Bounded transfers;
    private final Bounded commands;
    private final RunSettings settings;
    private volatile State state = State.OPEN;

    Drain(
            ApplicationContext context,
            Nodes nodes,
            Agents agents,
            CallDesk desk,
            Verdicts verdicts,
            Leases leases,
            Ledger ledger,
            Database database,
            @Qualifier("transferExecutor") Bounded transfers,
            @Qualifier("commandExecutor") Bounded commands,
            RunSettings settings) {
        this.context = context;
        this.nodes = nodes;
        this.agents = agents;
        this.desk = desk;
        this.verdicts = verdicts;
        this.leases = leases;
        this.ledger = ledger;
        this.database = database;
        this.transfers = transfers;
        this.commands = commands;
        this.settings = settings;
    }

    /** How far this node is from leaving. */
    public State state() {
        return state;
    }

    /** Leaves; returns when everything is done or handed over, at most a second after the drain timeout. */
    public synchronized void run() {
        if (state != State.OPEN) {
            return;
        }
        state = State.DRAINING;
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        LOG.info("stopping: {} transfers run here, no new calls are taken", transfers.count());
        boolean finished =
                awaitTransfers(System.nanoTime() + settings.drainTimeout().toNanos());
        LOG.info("stopping: {}", finished ? "no transfer runs here any more" : "transfers are handed over");
        handOver();
    }

    /**
     * Waits for the routes that run here. Without other nodes also for transfers that only wait for the carrier's
     * callbacks, which would find nobody: a target that rings is awaited until somebody has the caller.
     */
    private boolean awaitTransfers(long until) {
        while (System.nanoTime() - until < 0) {
            if (!awaitIdle(transfers, Duration.ofNanos(until - System.nanoTime()))) {
                return false;
            }
            if (database.isShared() || !isAnyInFlight()) {
                return true;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return false;
    }

    private boolean isAnyInFlight() {
        try {
            return ledger.living().stream()
                    .anyMatch(head -> head.file().inFlight().isPresent());
        } catch (RuntimeException away) {
            return true;
        }
    }

    /** A context that is closed without a drain still ends nobody's call. */
    @EventListener
    void closed(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            handOver();
        }
    }

    private synchronized void handOver() {
        if (state == State.GONE) {
            return;
        }
        state = State.GONE;
        agents.leave();
        desk.leave();
        nodes.stop();
        verdicts.leave();
        awaitIdle(commands, LAST);
        if (database.isShared()) {
            // before anybody else may open one: a session has one sideband at a time
            agents.letGoAll();
            try {
                leases.release();
            } catch (RuntimeException away) {
                LOG.warn("the leases could not be given back and will run out: {}", away.toString());
            }
        }
    }

    private static boolean awaitIdle(Bounded executor, Duration most) {
        try {
            return executor.awaitIdle(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

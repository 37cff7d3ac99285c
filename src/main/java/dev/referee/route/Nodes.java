package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.call.CallKey;
import dev.referee.config.ClusterSettings;
import dev.referee.ledger.Inbox;
import dev.referee.ledger.Leases;
import dev.referee.masking.LogBrake;
import dev.referee.scope.CallScope;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * This node among others on the same database. It renews its lease, takes over the calls of nodes that do not renew
 * theirs, works off what was acknowledged and left lying, looks again at calls that are overdue, whoever has them, and
 * does what other nodes decided for calls whose sideband is here.
 *
 * <p>Nothing here decides anything: whatever it does is an event, which the ledger may find to be no news.
 */
@Component
public class Nodes {

    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
    private static final int AT_ONCE = 200;

    /** For what fails in each sweep. */
    private static final LogBrake BRAKE = new LogBrake(Duration.ofMinutes(1), System::nanoTime);

    /** How long a call may be overdue before other nodes than its own look. */
    private static final Duration OVERDUE = Duration.ofSeconds(1);

    /** How long an acknowledged webhook may lie before other nodes than the one that took it work it off. */
    private static final Duration LYING = Duration.ofSeconds(3);

    private static final Duration MAIL = Duration.ofMillis(50);

    /** How often nodes that are gone are removed, and living calls searched for owners that nobody knows. */
    private static final Duration TIDY = Duration.ofSeconds(10);

    /**
     * How often all calls of this node are read while its lease holds: others can then only end them, or take
     * a new session of theirs.
     */
    private static final Duration REVIEW = Duration.ofSeconds(2);

    private static final String ADOPTION = "adoption of call ";

    private final Leases leases;
    private final Inbox inbox;
    private final Webhooks webhooks;
    private final CallDesk desk;
    private final Commands commands;
    private final Agents agents;
    private final Verdicts verdicts;
    private final ScheduledExecutorService scheduler;
    private final ExecutorService executor;
    private final ClusterSettings settings;
    private final Database database;
    private final Load load;
    private final AcceptTimes times;
    private final Clock clock;
    private final LogBrake brake = new LogBrake();
    private final Set<CallKey> unfinished = ConcurrentHashMap.newKeySet();
    private volatile boolean running;
    private volatile int reviewedLapses = -1;
    private volatile long reviewedAt;

    Nodes(
            Leases leases,
            Inbox inbox,
            Webhooks webhooks,
            CallDesk desk,
            Commands commands,
            Agents agents,
            Verdicts verdicts,
            @Qualifier("deadlineScheduler") ScheduledExecutorService scheduler,
            @Qualifier("commandExecutor") ExecutorService executor,
            ClusterSettings settings,
            Database database,
            Load load,
            AcceptTimes times,
            Clock clock) {
        this.load = load;
        this.times = times;
        this.clock = clock;
        this.leases = leases;
        this.inbox = inbox;
        this.webhooks = webhooks;
        this.desk = desk;
        this.commands = commands;
        this.agents = agents;
        this.verdicts = verdicts;
        this.scheduler = scheduler;
        this.executor = executor;
        this.settings = settings;
        this.database = database;
    }

    /** Starts when routes and server are up. */
    @EventListener(ApplicationReadyEvent.class)
    public void start() {
        running = true;
        quietly("renewal", leases::renew);
        if (!database.isShared()) {
            List<CallKey> left = leases.others();
            if (!left.isEmpty()) {
                LOG.info("{} calls were not over at the last stop; looking after them", left.size());
            }
            left.forEach(key -> {
                leases.seize(key);
                adopted(key);
            });
            quietly("inbox", () -> inbox.waiting(Duration.ZERO).forEach(webhooks::work));
        }
        every(settings.lease().dividedBy(3), "renewal", leases::renew);
        every(settings.sweep(), "sweep", this::sweep);
        every(MAIL, "mail", this::mail);
        every(TIDY, "tidying of nodes", leases::tidyNodes);
    }

    /** Leaves the others to it: nothing is taken over or renewed any more. */
    void stop() {
        running = false;
    }

    private void sweep() {
        unfinished.addAll(desk.takeInDoubt());
        if (!unfinished.isEmpty()) {
            unfinished.retainAll(leases.mine());
            unfinished.forEach(this::adopted);
        }
        for (CallKey key : leases.orphans(AT_ONCE)) {
            // first, because an answer of the database may get lost; if the call is not ours, the next sweep forgets it
            unfinished.add(key);
            one(key, () -> {
                if (leases.adopt(key)) {
                    LOG.info("call {} is taken over", key);
                    adopted(key);
                } else {
                    unfinished.remove(key);
                }
            });
        }
        leases.overdue(clock.instant().minus(OVERDUE), AT_ONCE).forEach(key -> one(key, () -> desk.lookAgain(key)));
        inbox.waiting(LYING).forEach(waiting -> one("webhook " + waiting.webhookId(), () -> webhooks.work(waiting)));
        leases.forget();
        times.forgetOld();
        review();
    }

    /** Lets go of calls that are another node's by now: at once where the lease had run out, for then others took them over. */
    private void review() {
        int lapses = leases.lapses();
        long now = System.nanoTime();
        if (lapses == reviewedLapses && now - reviewedAt < REVIEW.toNanos()) {
            return;
        }
        // first what is here, then what is ours: a call that comes in between is in neither
        Set<CallKey> gone = new HashSet<>(load.keys());
        gone.addAll(agents.calls());
        gone.removeAll(leases.mine());
        load.letGo(gone);
        agents.letGo(gone);
        reviewedLapses = lapses;
        reviewedAt = now;
    }

    private static void one(CallKey key, Runnable task) {
        CallScope scope = CallScope.of(key);
        try {
            one("call " + key, task);
        } finally {
            scope.close();
        }
    }

    /** One that cannot be worked off holds no other up; while the database is away there is no use in going on. */
    private static void one(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            if (Database.isLocked(e)) {
                LOG.warn("{} is locked by another node, later: {}", what, e.toString());
            } else if (Database.isAway(e)) {
                throw e;
            } else {
                BRAKE.pass("not worked off").ifPresent(held -> LOG.error("{} cannot be worked off{}", what, held, e));
            }
        }
    }

    private void adopted(CallKey key) {
        // once the call is ours no other node will do it: if the database fails in between, the next sweep goes on
        unfinished.add(key);
        quietly(ADOPTION + key, () -> {
            desk.apply(key, new CallEvent.Adopted());
            unfinished.remove(key);
            desk.lookAgain(key);
        });
    }

    private void mail() {
        commands.postAgain();
        leases.collect().forEach(commands::deliver);
        verdicts.lookUp();
    }

    private void every(Duration pause, String what, Runnable task) {
        AtomicBoolean busy = new AtomicBoolean();
        scheduler.scheduleWithFixedDelay(
                () -> {
                    if (running && busy.compareAndSet(false, true)) {
                        try {
                            executor.execute(() -> {
                                try {
                                    quietly(what, task);
                                } finally {
                                    busy.set(false);
                                }
                            });
                        } catch (RejectedExecutionException full) {
                            busy.set(false);
                        }
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** The database may be away for a while; the next round comes anyway. */
    private void quietly(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            brake.pass(what.startsWith(ADOPTION) ? ADOPTION : what)
                    .ifPresent(held -> LOG.warn(
                            "{} failed and will be tried again: {}{}{}", what, e.toString(), Database.remedy(e), held));
        }
    }
}

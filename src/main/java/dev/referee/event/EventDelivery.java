package dev.referee.event;

import dev.referee.config.Bounded;
import dev.referee.config.ClusterSettings;
import dev.referee.config.EventSettings;
import dev.referee.ledger.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Takes events out of the outbox that are due, at most {@code referee.events.at-once} at a time, on every node. It holds
 * nothing that may be lost: an attempt that does not end, or whose end could not be written, is made again after its
 * lease, here or elsewhere.
 */
@Component
public class EventDelivery {

    /** {@code String}: the event's id, the same in every attempt. */
    public static final String EVENT_ID = "eventId";

    /** {@code String}: the event's type. */
    public static final String EVENT_TYPE = "eventType";

    /** {@code String}: how the call ended: {@code ended}, {@code rejected} or {@code failed}. */
    public static final String CALL_STATE = "callState";

    /** {@code int}: the attempt's number, from 1. */
    public static final String ATTEMPT = "attempt";

    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);

    /** At a stop, for attempts that were begun. */
    private static final Duration LAST = Duration.ofSeconds(2);

    private final Outbox outbox;
    private final EventAttempt attempt;
    private final ScheduledExecutorService scheduler;
    private final ExecutorService commands;
    private final Bounded executor;
    private final Duration pause;
    private final int atOnce;
    private final Map<String, Outbox.Claim> here = new ConcurrentHashMap<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean stopped;

    @Autowired
    EventDelivery(
            Outbox outbox,
            EventBodies bodies,
            ProducerTemplate template,
            EventMetrics metrics,
            @Qualifier("deadlineScheduler") ScheduledExecutorService scheduler,
            @Qualifier("commandExecutor") ExecutorService commands,
            @Qualifier("eventExecutor") Bounded executor,
            ClusterSettings cluster,
            EventSettings settings,
            Clock clock) {
        this(
                outbox,
                new EventAttempt(outbox, bodies, template, metrics, settings, clock, () -> ThreadLocalRandom.current()
                        .nextDouble()),
                scheduler,
                commands,
                executor,
                cluster.sweep(),
                settings.atOnce());
    }

    EventDelivery(
            Outbox outbox,
            EventAttempt attempt,
            ScheduledExecutorService scheduler,
            ExecutorService commands,
            Bounded executor,
            Duration pause,
            int atOnce) {
        this.outbox = outbox;
        this.attempt = attempt;
        this.scheduler = scheduler;
        this.commands = commands;
        this.executor = executor;
        this.pause = pause;
        this.atOnce = atOnce;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        scheduler.scheduleWithFixedDelay(this::submit, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @EventListener(ContextClosedEvent.class)
    void stop() {
        stopped = true;
        try {
            executor.awaitIdle(LAST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit() {
        if (!stopped && busy.compareAndSet(false, true)) {
            try {
                commands.execute(() -> {
                    try {
                        round();
                    } finally {
                        busy.set(false);
                    }
                });
            } catch (RejectedExecutionException full) {
                busy.set(false);
            }
        }
    }

    /** Keeps what is being tried here, and begins what is due, as far as there is room. */
    void round() {
        try {
            outbox.renew(here.values());
            int room = atOnce - executor.count();
            if (room > 0 && !stopped) {
                outbox.claim(room).forEach(this::begin);
            }
        } catch (RuntimeException away) {
            LOG.warn("post-call events must wait: {}", away.toString());
        }
    }

    private void begin(Outbox.Claim claim) {
        here.put(claim.eventId(), claim);
        try {
            executor.execute(() -> run(claim));
        } catch (RejectedExecutionException stopping) {
            here.remove(claim.eventId(), claim);
        }
    }

    private void run(Outbox.Claim claim) {
        try {
            attempt.make(claim);
        } catch (RuntimeException e) {
            LOG.warn("event {}: the attempt is made again after its lease: {}", claim.eventId(), e.toString());
        } finally {
            here.remove(claim.eventId(), claim);
        }
    }
}

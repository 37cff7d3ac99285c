package dev.referee.ops;

import dev.referee.config.RetentionSettings;
import dev.referee.ledger.Retention;
import java.time.Clock;
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
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Removes on every node, at the start and again and again, what is older than the settings allow. */
@Component
class RetentionJob {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionJob.class);
    private static final int BATCH = 100;

    private final Retention retention;
    private final RetentionSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final ExecutorService executor;
    private final AtomicBoolean busy = new AtomicBoolean();

    RetentionJob(
            Retention retention,
            RetentionSettings settings,
            Clock clock,
            @Qualifier("deadlineScheduler") ScheduledExecutorService scheduler,
            @Qualifier("commandExecutor") ExecutorService executor) {
        this.retention = retention;
        this.settings = settings;
        this.clock = clock;
        this.scheduler = scheduler;
        this.executor = executor;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        scheduler.scheduleWithFixedDelay(this::submit, 0, settings.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void submit() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException full) {
            LOG.debug("too busy to tidy up, later");
        }
    }

    /** Removes everything that is due, batch after batch; while the database is away the next round does it. */
    void run() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            int calls = 0;
            for (int some = BATCH; some == BATCH; calls += some) {
                some = retention.removeCalls(clock.instant().minus(settings.calls()), BATCH);
            }
            int webhooks = 0;
            for (int some = BATCH; some == BATCH; webhooks += some) {
                some = retention.removeWebhooks(clock.instant().minus(settings.webhooks()), BATCH);
            }
            if (calls + webhooks > 0) {
                LOG.info("removed {} calls and {} webhooks, by age", calls, webhooks);
            }
        } catch (DataAccessException | TransactionException away) {
            LOG.warn("what is too old could not be removed and will be in the next round: {}", away.toString());
        } finally {
            busy.set(false);
        }
    }
}

package dev.referee.route;

import dev.referee.config.Bounded;
import dev.referee.scope.CallScope;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Work after a pause, on the executor of the commands; where too much waits there already, a second later. In memory only:
 * what must survive this node is a deadline in the ledger. Thread-safe.
 */
@Component
class Later {

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ScheduledExecutorService scheduler;
    private final Bounded executor;

    Later(
            @Qualifier("deadlineScheduler") ScheduledExecutorService scheduler,
            @Qualifier("commandExecutor") Bounded executor) {
        this.scheduler = scheduler;
        this.executor = executor;
    }

    void run(Duration pause, Runnable work) {
        Runnable carried = CallScope.carry(work);
        scheduler.schedule(() -> hand(carried), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void hand(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException full) {
            run(AGAIN, work);
        }
    }
}

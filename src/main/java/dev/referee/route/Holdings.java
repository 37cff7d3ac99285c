package dev.referee.route;

import dev.referee.config.Bounded;
import dev.referee.sideband.SidebandComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.IntSupplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** What this node holds in memory for calls that are not over. When no call lives, every count goes back to zero. */
@Component
public class Holdings {

    private final Map<String, IntSupplier> counts = new LinkedHashMap<>();

    Holdings(
            Load load,
            Deadlines deadlines,
            SidebandComponent sideband,
            Talks talks,
            AcceptTimes accepts,
            Verdicts verdicts,
            EvidenceRoutes evidence,
            @Qualifier("deadlineScheduler") ScheduledThreadPoolExecutor scheduler,
            @Qualifier("commandExecutor") Bounded commands,
            @Qualifier("transferExecutor") Bounded transfers,
            @Qualifier("evidenceExecutor") Bounded completions) {
        counts.put("calls", load::calls);
        counts.put("timers", deadlines::count);
        counts.put("scheduled", () -> once(scheduler));
        counts.put("sidebands", sideband.sockets()::callCount);
        counts.put("conversations", talks::count);
        counts.put("transcripts", talks::keptCount);
        counts.put("webhooks", accepts::count);
        counts.put("waits", verdicts::count);
        counts.put("evidence-groups", evidence::openGroups);
        counts.put("commands", commands::count);
        counts.put("transfers", transfers::count);
        counts.put("verdicts", completions::count);
    }

    /** Tasks that wait for their time; those that come again and again belong to the node, not to its calls. */
    private static int once(ScheduledThreadPoolExecutor scheduler) {
        return (int) scheduler.getQueue().stream()
                .filter(task -> !(task instanceof RunnableScheduledFuture<?> future && future.isPeriodic()))
                .count();
    }

    /** How to count each kind of thing; asks no database. */
    public Map<String, IntSupplier> counts() {
        return counts;
    }
}

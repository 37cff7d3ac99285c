package dev.referee.route;

import dev.referee.config.Roster;
import dev.referee.tools.ToolRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells in the log of tools that agents list and no route offers: at the start, and after each edit of agents or routes that
 * brings one about. Unlike an unknown target it stops neither: tool and list stand in different files, which are saved one
 * after the other in whichever order, and an agent that lacks a tool still talks to its callers, where a node that does not
 * start talks to none. Thread-safe.
 */
@Component
class MissingTools {

    private static final Logger LOG = LoggerFactory.getLogger(MissingTools.class);

    /** The other file of an edit is saved within it, and a route that is exchanged is back. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final AgentTools tools;
    private final Later later;
    private final AtomicBoolean due = new AtomicBoolean();
    private Map<String, List<String>> told = Map.of();
    private volatile boolean started;

    MissingTools(AgentTools tools, Roster roster, ToolRegistry registry, Later later) {
        this.tools = tools;
        this.later = later;
        roster.onChange(version -> changed());
        registry.onChange(this::changed);
    }

    /** All routes are there. */
    @EventListener(ApplicationReadyEvent.class)
    public void tellAtStart() {
        started = true;
        LOG.info("tools: {}", tools.offered());
        news().forEach(LOG::warn);
    }

    /** Changes that come in a row are one. */
    private void changed() {
        if (!started || !due.compareAndSet(false, true)) {
            return;
        }
        try {
            later.run(SETTLE, () -> {
                due.set(false);
                news().forEach(LOG::warn);
            });
        } catch (RejectedExecutionException stopping) {
            LOG.debug("the tools changed at the end");
        }
    }

    /** A line for each tool that is missing and was not when this was asked last. */
    synchronized List<String> news() {
        Map<String, List<String>> missing = tools.missing();
        List<String> lines = new ArrayList<>();
        missing.forEach((agent, names) -> names.stream()
                .filter(name -> !told.getOrDefault(agent, List.of()).contains(name))
                .forEach(name -> lines.add("referee.agents." + agent + ".tools names \"" + name
                        + "\", which no route offers, so the agent lacks it: write a route with from: tool:" + name
                        + ", or correct the name; routes offer "
                        + tools.offered().keySet())));
        told = missing;
        return lines;
    }
}

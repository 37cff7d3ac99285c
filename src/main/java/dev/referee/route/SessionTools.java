package dev.referee.route;

import dev.referee.call.Call;
import dev.referee.call.CallId;
import dev.referee.config.AgentSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.LedgerListener;
import dev.referee.openai.Frames;
import dev.referee.openai.ToolDefinition;
import dev.referee.tools.ToolRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps the functions of living sessions in force: what {@code /accept} offered is compared with what routes offer now,
 * when a sideband opens and after each change of the tools, and a session that has other functions gets a
 * {@code session.update}. A session that another node accepted is updated once its sideband is here. Thread-safe.
 */
@Component
class SessionTools implements LedgerListener {

    private static final Logger LOG = LoggerFactory.getLogger(SessionTools.class);

    /** A reload stops routes and starts others: sessions are told of what comes of it, not of each step. */
    private static final Duration SETTLE = Duration.ofMillis(300);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private static final int OFFERED_MAX = 10_000;

    private final AgentTools tools;
    private final Talks talks;
    private final Conversations conversations;
    private final Ledger ledger;
    private final Roster roster;
    private final Later later;
    private final AtomicBoolean due = new AtomicBoolean();

    /** What sessions were accepted with whose sideband has not opened yet; the newest. */
    private final Map<CallId, String> offered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CallId, String> eldest) {
            return size() > OFFERED_MAX;
        }
    };

    SessionTools(
            AgentTools tools,
            ToolRegistry registry,
            Talks talks,
            Conversations conversations,
            Ledger ledger,
            Roster roster,
            Later later) {
        this.tools = tools;
        this.talks = talks;
        this.conversations = conversations;
        this.ledger = ledger;
        this.roster = roster;
        this.later = later;
        registry.onChange(this::changed);
    }

    /** The functions for {@code /accept}. */
    List<ToolDefinition> offer(CallId callId, AgentSettings agent) {
        List<ToolDefinition> functions = tools.definitions(agent);
        synchronized (offered) {
            offered.put(callId, functions.toString());
        }
        return functions;
    }

    /** What is kept of sessions whose sidebands have not opened. */
    int offeredCount() {
        synchronized (offered) {
            return offered.size();
        }
    }

    /** A session whose sideband never opened is forgotten with its call, or when another takes its place. */
    @Override
    public void applied(Applied applied) {
        Call next = applied.decision().next().call();
        Optional<CallId> had = applied.file().call().agent().session();
        Optional<CallId> has = next.agent().session();
        if (next.stage().isOver()) {
            has.ifPresent(this::forget);
        }
        had.filter(session -> !has.equals(Optional.of(session))).ifPresent(this::forget);
    }

    private void forget(CallId session) {
        synchronized (offered) {
            offered.remove(session);
        }
    }

    /** The sideband of this conversation is open. */
    void opened(Talk talk, CallHead head) {
        String accepted;
        synchronized (offered) {
            accepted = offered.remove(talk.callId());
        }
        if (accepted != null) {
            talk.tools(accepted);
        }
        AgentSettings agent = roster.of(head.key()).agentNamed(head.agent());
        // an agent without tools has the same functions on every node
        if (talk.tools() != null || !agent.tools().isEmpty()) {
            update(talk, agent);
        }
    }

    /** Changes that come in a row are one. */
    private void changed() {
        if (!due.compareAndSet(false, true)) {
            return;
        }
        try {
            later.run(SETTLE, () -> {
                due.set(false);
                updateAll();
            });
        } catch (RejectedExecutionException stopping) {
            // with the node its routes stop; other nodes have them, too
            LOG.debug("the tools changed at the end");
        }
    }

    private void updateAll() {
        boolean all = true;
        for (Talk talk : talks.all()) {
            all &= updated(talk);
        }
        if (!all) {
            later.run(AGAIN, this::changed);
        }
    }

    /** False: it could not be found out. A call that fails keeps no other from its tools. */
    private boolean updated(Talk talk) {
        try {
            ledger.find(talk.key())
                    .map(head -> roster.of(head.key()).agentNamed(head.agent()))
                    .filter(agent -> !agent.tools().isEmpty())
                    .ifPresent(agent -> update(talk, agent));
            return true;
        } catch (RuntimeException e) {
            LOG.warn("{}: its tools could not be updated, trying again in 1 s: {}", talk.callId(), e.toString());
            return false;
        }
    }

    private void update(Talk talk, AgentSettings agent) {
        List<ToolDefinition> functions = tools.definitions(agent);
        String now = functions.toString();
        if (!now.equals(talk.tools()) && conversations.send(talk.callId(), Frames.sessionUpdate(null, functions))) {
            talk.tools(now);
        }
    }
}

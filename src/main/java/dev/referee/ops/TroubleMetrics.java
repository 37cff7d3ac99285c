package dev.referee.ops;

import dev.referee.ledger.Applied;
import dev.referee.ledger.LedgerListener;
import dev.referee.transfer.Fact;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Counts what goes wrong with agents, {@code referee_agent_trouble_total{what}}, so that an
 * alert can tell a vendor's bad hour from a single caller's bad luck. All series exist from the start.
 */
@Component
class TroubleMetrics implements LedgerListener {

    private static final List<String> TROUBLE = List.of(
            "accept-failed",
            "sideband-failed",
            "sideband-lost",
            "agent-dropped",
            "response-failed",
            "response-incomplete",
            "error",
            "silence",
            "transfer-interrupted",
            "tool-interrupted",
            "agent-mute");

    private final Map<String, Counter> counters = new LinkedHashMap<>();

    TroubleMetrics(MeterRegistry meters) {
        for (String what : TROUBLE) {
            counters.put(
                    what,
                    Counter.builder("referee.agent.trouble")
                            .description(
                                    "Agents that did not come, were lost, or failed to speak, while their call went on")
                            .tag("what", what)
                            .register(meters));
        }
    }

    @Override
    public void applied(Applied applied) {
        if (applied.decision().next().call().stage().isOver()) {
            return; // the end of a call takes its agent along
        }
        for (Fact fact : applied.decision().facts()) {
            if (fact instanceof Fact.Noted noted) {
                Counter counter = counters.get(what(noted));
                if (counter != null) {
                    counter.increment();
                }
            }
        }
    }

    /** A sideband is also closed in good order, such as when the caller is moved to a human. */
    private static String what(Fact.Noted noted) {
        if (noted.type().equals("agent-trouble")) {
            return String.valueOf(noted.detail().get("what"));
        }
        boolean lost = noted.type().equals("sideband-closed")
                && "false".equals(noted.detail().get("clean"));
        return lost ? "sideband-lost" : noted.type();
    }
}

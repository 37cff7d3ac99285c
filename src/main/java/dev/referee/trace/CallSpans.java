package dev.referee.trace;

import dev.referee.config.Bounded;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.History;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.LedgerListener;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a call is over, the node that ended it writes the span of the whole call, of each transfer and of each mechanism,
 * with the evidence as events, from the ledger: so it does not matter which node did what. No numbers, reasons or texts.
 */
final class CallSpans implements LedgerListener {

    private static final Logger LOG = LoggerFactory.getLogger(CallSpans.class);

    private final Tracing tracing;
    private final Ledger ledger;
    private final Bounded executor;

    CallSpans(Tracing tracing, Ledger ledger, Bounded executor) {
        this.tracing = tracing;
        this.ledger = ledger;
        this.executor = executor;
    }

    @Override
    public void applied(Applied applied) {
        boolean ends = applied.decision().next().call().stage().isOver()
                && (!applied.file().call().stage().isOver()
                        || applied.before().startedAt().equals(applied.at()));
        if (ends) {
            try {
                executor.execute(() -> write(applied.before(), applied.at()));
            } catch (RejectedExecutionException full) {
                LOG.debug("no trace of a call: too much else to do");
            }
        }
    }

    private void write(CallHead head, Instant end) {
        ledger.find(head.key()).map(ledger::history).ifPresent(history -> {
            root(history, end);
            history.transfers().forEach(transfer -> transfer(history, transfer, end));
        });
    }

    private void root(History history, Instant end) {
        CallHead head = history.head();
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("referee.call.key", head.key().value());
        put(attributes, "referee.call.id", head.callId());
        put(attributes, "referee.carrier.call.id", head.carrierCallId());
        attributes.put("referee.agent", head.agent());
        attributes.put("referee.state", head.publicState());
        List<Tracing.Happened> events = history.timeline().stream()
                .filter(event -> event.transferId() == null)
                .map(event -> new Tracing.Happened(event.at(), event.type(), Map.of("source", event.source())))
                .toList();
        tracing.write(new Tracing.Done(
                head.key(),
                TraceIds.root(head.key()),
                null,
                "call",
                SpanKind.SERVER,
                head.startedAt(),
                end,
                attributes,
                events,
                head.publicState().equals("failed") ? "failed" : null));
    }

    private void transfer(History history, History.Transfer transfer, Instant end) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("referee.transfer.id", transfer.transferId());
        attributes.put("referee.target", transfer.target());
        put(attributes, "referee.outcome", transfer.outcome());
        List<Tracing.Happened> events = new ArrayList<>();
        for (History.EvidenceSeen seen : transfer.evidence()) {
            Map<String, String> what = new LinkedHashMap<>(Map.of("source", seen.source()));
            put(what, "rung", seen.rung());
            events.add(new Tracing.Happened(seen.at(), seen.type(), what));
        }
        tracing.write(new Tracing.Done(
                history.head().key(),
                TraceIds.transfer(transfer.transferId()),
                TraceIds.root(history.head().key()),
                "transfer " + transfer.target(),
                SpanKind.INTERNAL,
                transfer.requestedAt(),
                transfer.concludedAt() == null ? end : transfer.concludedAt(),
                attributes,
                events,
                "failed".equals(transfer.outcome()) ? "failed" : null));
        transfer.mechanisms().forEach(tried -> mechanism(history, transfer, tried, end));
    }

    private void mechanism(History history, History.Transfer transfer, History.MechanismTried tried, Instant end) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("referee.mechanism", tried.mechanism());
        put(attributes, "referee.verdict", tried.verdict());
        boolean failed = "silent".equals(tried.verdict()) || "refused".equals(tried.verdict());
        tracing.write(new Tracing.Done(
                history.head().key(),
                TraceIds.mechanism(transfer.transferId(), tried.mechanism()),
                TraceIds.transfer(transfer.transferId()),
                tried.mechanism(),
                SpanKind.INTERNAL,
                tried.startedAt(),
                tried.decidedAt() == null ? end : tried.decidedAt(),
                attributes,
                List.of(),
                failed ? tried.verdict() : null));
    }

    private static void put(Map<String, String> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }
}

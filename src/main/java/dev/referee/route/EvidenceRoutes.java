package dev.referee.route;

import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Collects evidence by transfer and mechanism until it is decided or its time is over. Java, not YAML: a hot reload
 * recreates YAML routes, and a recreated aggregator forgets its open groups (facts/camel.md §2, measured).
 */
@Component
public class EvidenceRoutes extends RouteBuilder {

    private static final String AWAIT_VERDICT = "direct:await-verdict";

    /** What they consume from. */
    public static final Set<String> ENTRIES = Set.of(AWAIT_VERDICT, Entry.EVIDENCE.uri());

    /** How late a timeout may fire; a deadline is kept to twice this. */
    private static final long CHECK_MS = 20;

    private final Verdicts verdicts;
    private final ExecutorService executor;
    private final MemoryAggregationRepository groups = new MemoryAggregationRepository();

    EvidenceRoutes(Verdicts verdicts, @Qualifier("evidenceExecutor") ExecutorService executor) {
        this.verdicts = verdicts;
        this.executor = executor;
    }

    @Override
    public void configure() {
        from(AWAIT_VERDICT)
                .routeId("await-verdict")
                .routeDescription("Wait until the mechanism is confirmed; throw if it is refused or stays silent.")
                .errorHandler(noErrorHandler())
                .process(verdicts::await);

        from(Entry.EVIDENCE.uri())
                .routeId("transfer-evidence")
                .routeDescription("Collect evidence on one mechanism of one transfer until it is decided or overdue.")
                .aggregate(body().method("key"), latest())
                .id("transfer-evidence-group")
                .aggregationRepository(groups)
                .completionPredicate(exchange -> evidence(exchange).isDecided())
                .completionTimeout(method(verdicts, "timeoutMs"))
                .completionTimeoutCheckerInterval(CHECK_MS)
                .parallelProcessing()
                .executorService(executor)
                .process(exchange -> verdicts.complete(evidence(exchange)));
    }

    /** How many groups wait for evidence. */
    int openGroups() {
        return groups.getKeys().size();
    }

    private static AggregationStrategy latest() {
        return (old, newest) -> newest;
    }

    private static Evidence evidence(Exchange exchange) {
        return exchange.getMessage().getBody(Evidence.class);
    }
}

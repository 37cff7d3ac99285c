package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.FreePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One node on an H2 file takes short calls of every sort, one after the other, many at once. Afterwards it holds what it
 * held before: nothing of any call.
 */
class LeakIT extends ProcessTest {

    private static final int CALLS = Integer.getInteger("referee.leak.calls", LONG ? 10_000 : 120);
    private static final int A_ROUND = 1_000;
    private static final int WARM_UP = 60;
    private static final int AT_ONCE = 20;

    // Sockets, files and threads that may come and go with pools and timers.
    /** Connections that pools keep for later, to the vendor, the carrier, the database and the proxy. */
    private static final int CONNECTIONS = 64;

    private static final int SLACK = 12;

    /** Threads of pools, which come with the work and go when they are idle: at most so many. */
    private static final Map<String, Integer> POOLS = Map.of(
            "command-", 64,
            "transfer-", 500,
            "evidence-", 32,
            "http-nio--exec-", 200,
            "sideband-", 64);

    /** Instances that are kept on purpose, up to a bound that the warm-up does not reach. */
    private static final Map<String, Integer> KEPT = Map.of(
            "dev.referee.call.CallKey", 1_750, // the calls that ended last, see Deadlines, CallNames and LatestStates
            "dev.referee.scope.CallNames$Names", 500, // and of each of these up to two sessions and two transfers
            "dev.referee.call.CallId", 1_000,
            "dev.referee.transfer.TransferId", 1_000);

    private final Random random = new Random(SEED);
    private final List<Seen> suspicious = new ArrayList<>();
    private int outOfPatience;

    /** Every sort of call, as short as can be. */
    private static ObjectNode anySort(Random random) {
        ObjectNode script = drawn(random, each -> Judge.script()
                .put("answerMs", 20)
                .put("thinkMs", 50)
                .put("speechMs", 60)
                .put("humanRingMs", 60)
                .put("humanTalkMs", 200)
                .put("noAnswerMs", 150)
                .put("patienceMs", 12_000));
        script.put("acceptDeadlineMs", 5_000).putArray("modelAfterReturn").add("END_CALL");
        switch (random.nextInt(8)) {
            case 0, 1 ->
                script.put("callerMs", random.nextInt(400))
                        .put(
                                "caller",
                                any(
                                        random,
                                        List.of(
                                                "LEAVES_WHILE_RINGING",
                                                "LEAVES_WITH_AGENT",
                                                "LEAVES_IN_TRANSFER",
                                                "LEAVES_WHILE_TARGET_RINGS")));
            case 2 -> withoutAgent(script).put("correlation", any(random, List.of("FORGED", "MISSING", "REUSED")));
            case 3 -> withoutAgent(script).put("accept", any(random, List.of("REFUSED", "GONE", "TOO_MANY_ONCE")));
            case 4 -> withoutAgent(script).put("agentLeg", "FAILS_400");
            case 5 -> script.putArray("model").add("GREET").add("END_CALL");
            case 6 ->
                script.put("sidebandMs", random.nextInt(500))
                        .put("sideband", any(random, List.of("DROPS", "CLOSES_CLEANLY")));
            default -> script.put("burst", random.nextInt(50));
        }
        return script;
    }

    /** Where nobody answered either, such a caller would be let down, and rightly so. */
    private static ObjectNode withoutAgent(ObjectNode script) {
        script.putObject("humans").put("#1", "NO_ANSWER").put("*", "ANSWERS");
        return script;
    }

    @Test
    void many_calls_later_nothing_is_left_of_any() {
        String file = "jdbc:h2:file:" + folder.resolve("data/referee");
        int port = FreePort.find();
        balancer.nodes(port);
        Jar node = closing(gateways(file)
                .with(
                        // the breaker opens and probes all the time; a permit that leaks keeps it half open for long
                        "--referee.breaker.sliding-window=10",
                        "--referee.breaker.minimum-calls=4",
                        "--referee.breaker.failure-rate=50",
                        "--referee.breaker.wait-open=300ms",
                        "--referee.breaker.probes=2",
                        "--referee.breaker.max-wait-half-open=10m",
                        "--referee.transfer.evidence-timeout=400ms",
                        "--referee.transfer.redirect-timeout=400ms",
                        "--referee.transfer.release-timeout=800ms",
                        "--logging.level.dev.referee=warn",
                        "--logging.level.referee.story=warn")
                .start("leak", folder.resolve("node"), port));
        judge.awaitReady();
        node.awaitReady();

        warm(AT_ONCE);
        play(WARM_UP);
        Footprint before = idle(node);
        long began = System.nanoTime();
        Footprint after = before;
        for (int played = 0; played < CALLS; played += A_ROUND) {
            play(Math.min(A_ROUND, CALLS - played));
            after = idle(node);
            report("after " + Math.min(played + A_ROUND, CALLS) + " calls and " + seconds(began) + " s: " + after
                    + ", more than before: " + after.instancesBeyond(before, Map.of()));
        }
        breakerCloses(node);

        report("leaks: -Dreferee.seed=" + SEED + " calls " + CALLS + " in " + seconds(began) + " s, out of patience "
                + outOfPatience + ", before them " + before);
        int exit = node.terminate(Duration.ofSeconds(40));
        Books books = new Books(file);
        assertThat(wrong(suspicious, books, "-Dreferee.seed=" + SEED)).isEmpty();
        assertThat(after.instancesBeyond(before, KEPT)).isEmpty();
        assertThat(after.files()).isLessThanOrEqualTo(before.files() + CONNECTIONS);
        assertThat(after.threadsBeyond(before, POOLS, SLACK)).isEmpty();
        // caches of the embedded database and code that is loaded late count, too
        assertThat(after.heapBytes() - before.heapBytes()).isLessThan(24_000_000L + 1_000L * CALLS);
        assertThat(books.leftOpen()).isEmpty();
        // with faults of every sort at once some callers have nobody left to go to
        assertThat(books.broken()).allMatch(line -> line.endsWith(" ended failed"));
        assertThat(exit).isZero();
    }

    private void play(int calls) {
        play(calls, AT_ONCE, () -> anySort(random), this::look);
    }

    private static long seconds(long sinceNanos) {
        return Duration.ofNanos(System.nanoTime() - sinceNanos).toSeconds();
    }

    private void look(Seen call) {
        outOfPatience += call.lostPatience() ? 1 : 0;
        // whoever hangs up while nobody has him is not let down
        if (!call.tells("as ordered: LEAVES") && !faults(call).isEmpty()) {
            suspicious.add(call);
        }
    }

    /** Waits until nothing is held for any call, and measures. */
    private static Footprint idle(Jar node) {
        await("idle").atMost(LIMIT).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            assertThat(node.series("referee_node_held").values())
                    .as(() -> node.series("referee_node_held").toString())
                    .isNotEmpty()
                    .containsOnly(0.0);
            assertThat(node.metric("referee_calls_active")).isZero();
            assertThat(node.metric("hikaricp_connections_active")).isZero();
        });
        return Footprint.of(node);
    }

    /** A permit of a half-open breaker that was not given back would leave the next transfers without REFER. */
    private void breakerCloses(Jar node) {
        await("the breaker closes").atMost(Duration.ofSeconds(20)).until(() -> {
            over(List.of(judge.place(Judge.script().put("humanTalkMs", 100))));
            return node.metric("resilience4j_circuitbreaker_state", "name=\"refer\"", "state=\"closed\"") == 1;
        });
    }
}

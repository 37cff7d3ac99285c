package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.bench.Stolen;
import dev.referee.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two nodes on one PostgreSQL behind a public address that hands out requests in turn. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesIT extends ProcessTest {

    private static final int RACES = Integer.getInteger("referee.races", LONG ? 3_000 : 200);
    private static final int AT_ONCE = 10;
    private static final int DEATHS = Integer.getInteger("referee.deaths", LONG ? 12 : 2);

    private final int[] ports = {FreePort.find(), FreePort.find()};
    private final Jar[] nodes = new Jar[2];
    private Gateways gateways;
    private Books books;

    @BeforeAll
    void startNodes() {
        int port = FreePort.find();
        EmbeddedPostgres postgres = closing(postgres(folder.resolve("pg").toAbsolutePath(), port));
        String url = postgres.getJdbcUrl("postgres", "postgres");
        books = new Books(url);
        gateways = gateways(url);
        balancer.nodes(ports[0], ports[1]);
        judge.awaitReady();
        start(0);
        start(1);
        nodes[0].awaitReady();
        nodes[1].awaitReady();
        closing(() -> nodes[0].close());
        closing(() -> nodes[1].close());
        warm(AT_ONCE);
    }

    private void start(int index) {
        String name = index == 0 ? "anna" : "bert";
        nodes[index] = gateways.start(name, folder.resolve(name), ports[index]);
    }

    private List<String> place(List<ObjectNode> scripts) {
        return scripts.stream().map(judge::place).toList();
    }

    /** One node has the sideband and waits; whatever the carrier says reaches the other. */
    @Test
    @Order(1)
    void evidence_that_arrives_on_the_other_node_decides_at_once() {
        balancer.first(path -> path.equals("/twiml/inbound") || path.equals("/openai/webhook") ? 0 : 1);
        Stolen since = Stolen.now();
        Timestamp began = Timestamp.from(books.now());
        double countBefore = waited("count");
        double sumBefore = waited("sum");
        List<Seen> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ObjectNode busy = Judge.script();
            busy.putObject("humans").put("*", "BUSY");
            calls.addAll(over(place(List.of(Judge.script(), busy, Judge.script()))));
        }
        balancer.inTurn();

        nothingIsLeft(books);
        assertThat(wrong(calls, books, "evidence on the other node")).isEmpty();
        assertThat(books.broken()).isEmpty();
        assertThat(books.words(
                        "select distinct mechanism || ':' || verdict from transfer_mechanisms where started_at > ?",
                        began))
                .containsExactly("refer:confirmed");
        double proven = (waited("sum") - sumBefore) / (waited("count") - countBefore);
        double told = calls.stream()
                .mapToLong(TwoNodesIT::fromBusyToTold)
                .filter(ms -> ms >= 0)
                .average()
                .orElseThrow();
        report("evidence on the other node: /refer to proof took " + proven
                + " s on average as the waiting node saw it (deadline 1.02 s); busy to the agent being told " + told
                + " ms");
        assertThat(proven)
                .as("seconds until what waits hears of it")
                .isPositive()
                .isLessThan(0.9);
        inTime(since, "busy to the agent being told, on average", told, 1_000);
    }

    /** Of the transfers that the first node saw proven, in seconds. */
    private double waited(String what) {
        return nodes[0].metric(
                "resilience4j_circuitbreaker_calls_seconds_" + what, "kind=\"successful\"", "name=\"refer\"");
    }

    /** In ms; -1 if the agent was told nothing. */
    private static long fromBusyToTold(Seen call) {
        long busy = -1;
        long told = -1;
        for (JsonNode line : call.list("story")) {
            String text = line.required("text").asText();
            busy = text.endsWith(" busy") ? line.required("ms").asLong() : busy;
            told = text.startsWith("tool result") ? line.required("ms").asLong() : told;
        }
        return told < 0 || busy < 0 ? -1 : told - busy;
    }

    /** The REFER's proof comes at the very deadline, to both nodes, while both may fire the deadline. */
    @Test
    @Order(2)
    void evidence_that_hits_both_nodes_at_the_deadline_fires_once() {
        Random random = new Random(SEED);
        balancer.toAll(path -> path.equals("/twiml/refer"));
        List<Seen> calls = new ArrayList<>();
        play(
                RACES,
                AT_ONCE,
                () -> Judge.script()
                        .put("jitterMs", 0)
                        .put("refer", "LATE")
                        .put("referLateMs", 985 + random.nextInt(70))
                        .put("webhook", random.nextBoolean() ? "DOUBLED" : "DOUBLED_NEW_ID"),
                calls::add);
        balancer.inTurn();

        nothingIsLeft(books);
        assertThat(wrong(calls, books, "-Dreferee.seed=" + SEED)).isEmpty();
        assertThat(books.broken()).isEmpty();
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.rings()).as(call::toString).hasSize(1);
            assertThat(call.bridges()).as(call::toString).hasSize(1);
            assertThat(books.winners(call.parentSid())).as(call::toString).hasSize(1);
        });
        List<Integer> won = List.of(
                books.count("transfer_winners", "mechanism = 'refer'"),
                books.count("transfer_winners", "mechanism = 'redirect'"),
                books.count("call_events", "type = 'refer-arrived-late'"));
        report("races at the deadline: " + calls.size() + ", won by refer/redirect " + won.get(0) + "/" + won.get(1)
                + ", late REFERs fenced off " + won.get(2) + ", worst time alone " + worstAloneMs(calls) + " ms");
        assertThat(won).as("both sides of the race were seen").allMatch(count -> count > 0);
    }

    @Test
    @Order(3)
    void a_node_that_is_killed_leaves_its_calls_to_the_other() {
        Random random = new Random(SEED);
        List<Seen> calls = new ArrayList<>();
        Stolen since = Stolen.now();
        long worstOwner = 0;
        long worstSideband = 0;
        for (int death = 0; death < DEATHS; death++) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                ids.add(judge.place(drawn(random, TwoNodesIT::slow)));
                Wait.drawn(random.nextInt(350));
            }
            int victim = death % 2;
            String name = victim == 0 ? "anna-%" : "bert-%";
            Instant killed = Instant.now();
            nodes[victim].kill();

            await("taken over")
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(TAKEN_OVER)
                    .until(() -> books.rows("select 1 from calls where ended_at is null and owner_node like ?", name)
                            .isEmpty());
            worstOwner =
                    Math.max(worstOwner, Duration.between(killed, Instant.now()).toMillis());
            start(victim);
            List<Seen> these = over(ids);
            worstSideband = Math.max(
                    worstSideband,
                    these.stream()
                            .mapToLong(call -> reattached(call, killed))
                            .max()
                            .orElse(0));
            calls.addAll(these);
            nodes[victim].awaitReady();
        }

        nothingIsLeft(books);
        report("take-over: deaths " + DEATHS + ", calls " + calls.size() + ", all calls owned again after "
                + worstOwner + " ms at most, sidebands attached again after " + worstSideband
                + " ms at most, worst time alone " + worstAloneMs(calls)
                + " ms, out of patience with an agent who waits " + waitedForTheAgent(calls) + ", outcomes "
                + books.rows("select outcome, count(*) n from transfers group by outcome"));
        assertThat(wrong(calls, books, "-Dreferee.seed=" + SEED, AGAIN)).isEmpty();
        assertThat(books.broken()).isEmpty();
        assertThat(worstSideband).isPositive().isLessThan(TAKEN_OVER.toMillis());
        inTime(since, "all calls owned again", worstOwner, TAKEN_OVER_SOON.toMillis());
        inTime(since, "a caller alone", worstAloneMs(calls), 15_000);
        inTime(since, "sidebands attached again", worstSideband, TAKEN_OVER_SOON.toMillis());
    }

    private static ObjectNode slow(Random random) {
        return Judge.script()
                .put("thinkMs", 600)
                .put("speechMs", 400)
                .put("referDelayMs", 300)
                .put("carrierFetchMs", 300)
                .put("humanRingMs", 600)
                .put("humanTalkMs", 2_500)
                .put("recordMs", 400)
                .put("patienceMs", 60_000);
    }

    /** When a session that was attached before the death was attached again, in ms after it; 0 if it was not. */
    private static long reattached(Seen call, Instant killed) {
        Map<String, Long> before = new HashMap<>();
        for (JsonNode attach : call.exchanges("attach")) {
            String session = attach.required("path").asText();
            long after = Duration.between(killed, Seen.at(attach)).toMillis();
            if (after < 0) {
                before.put(session, 0L);
            } else if (Long.valueOf(0).equals(before.get(session))) {
                before.put(session, after);
            }
        }
        return before.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}

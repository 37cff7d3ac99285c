package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.bench.Stolen;
import dev.referee.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two nodes on one PostgreSQL, each with lines of its own to the database and the vendors: one freezes, loses the database
 * alone, and both are replaced one after the other while people call.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesWeatherIT extends ProcessTest {

    private static final int ROUNDS = Integer.getInteger("referee.rounds", LONG ? 10 : 1);

    /** While nodes are replaced: as many as one of them bears that has only just started, beside the start of the other. */
    private static final int AT_ONCE = 8;

    private static final List<String> NAMES = List.of("anna", "bert");

    /** What the judge says while a node that was taken over from still has its sockets. */
    private static final String BESIDE = "a second sideband was opened beside the first";

    /** What the judge says of a request that a node had in hand when it froze, and sends as it goes on. */
    private static final String IN_HAND = "/refer long after the session ended";

    private final int[] ports = {FreePort.find(), FreePort.find()};
    private final Jar[] nodes = new Jar[2];
    private final Line[] databases = new Line[2];
    private final Line[] vendors = new Line[2];
    private final Random random = new Random(SEED);
    private String url;
    private Books books;

    @BeforeAll
    void startNodes() {
        int port = FreePort.find();
        EmbeddedPostgres postgres = closing(postgres(folder.resolve("pg").toAbsolutePath(), port));
        url = postgres.getJdbcUrl("postgres", "postgres");
        books = new Books(url);
        balancer.nodes(ports[0], ports[1]);
        balancer.watch(5_000);
        judge.awaitReady();
        for (int i = 0; i < 2; i++) {
            databases[i] = new Line(vertx, port);
            vendors[i] = new Line(vertx, judge.twinPort());
            int which = i;
            closing(() -> nodes[which].close());
            start(i);
        }
        nodes[0].awaitReady();
        nodes[1].awaitReady();
        warm(AT_ONCE);
    }

    private void start(int index) {
        String vendor = "http://127.0.0.1:" + vendors[index].port();
        // statements are sent with their text, so that a line can be told when to hang
        String database = through(databases[index], url) + "&prepareThreshold=0";
        nodes[index] = new Gateways(balancer.url(), vendor + "/v1", vendor, database)
                .start(NAMES.get(index), folder.resolve(NAMES.get(index)), ports[index]);
    }

    @AfterEach
    void nothing_is_left() {
        nothingIsLeft(books);
        assertThat(books.broken()).isEmpty();
        await("no socket is left").atMost(LIMIT).until(() -> sidebands(0) + sidebands(1) == 0);
    }

    private static ObjectNode slow(Random random) {
        return Judge.script()
                .put("thinkMs", 600 + random.nextInt(1_500))
                .put("speechMs", 400)
                .put("referDelayMs", 300)
                .put("carrierFetchMs", 300)
                .put("humanRingMs", 600)
                .put("humanTalkMs", 3_500)
                .put("recordMs", 400)
                .put("patienceMs", 60_000);
    }

    private List<String> place(int calls) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            ids.add(judge.place(drawn(random, TwoNodesWeatherIT::slow)));
            Wait.drawn(random.nextInt(350));
        }
        return ids;
    }

    private int sidebands(int index) {
        return Judge.read(nodes[index].get("/actuator/health/sideband"))
                .at("/details/open")
                .asInt();
    }

    private Set<String> callsOf(int index) {
        return Set.copyOf(books.words(
                "select call_key from calls where ended_at is null and owner_node like ?", NAMES.get(index) + "-%"));
    }

    /** How long after this moment none of these calls belongs to that node any more. */
    private long takenOver(int from, Set<String> calls, Instant since) {
        await("taken over")
                .pollInterval(Duration.ofMillis(20))
                .atMost(TAKEN_OVER)
                .until(() -> callsOf(from).stream().noneMatch(calls::contains));
        return Duration.between(since, Instant.now()).toMillis();
    }

    /** The node has noticed what it lost: it has no more sockets than calls. */
    private long letGo(int index) {
        long since = System.nanoTime();
        await("its sidebands are closed")
                .pollInterval(Duration.ofMillis(50))
                .atMost(LIMIT)
                .until(() -> sidebands(index) <= callsOf(index).size());
        return Duration.ofNanos(System.nanoTime() - since).toMillis();
    }

    private static long ended(List<Seen> calls, String what) {
        return calls.stream().filter(call -> call.tells(what)).count();
    }

    @Test
    @Order(1)
    void a_frozen_node_loses_its_calls_to_the_other_and_notices() {
        Stolen since = Stolen.now();
        List<Seen> calls = new ArrayList<>();
        long worstTakeOver = 0;
        long worstLetGo = 0;
        int moved = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int victim = round % 2;
            List<String> ids = new ArrayList<>(place(14));
            nodes[victim].freeze();
            Instant frozen = Instant.now();
            Set<String> its = callsOf(victim);
            moved += its.size();
            ids.addAll(place(2));
            worstTakeOver = Math.max(worstTakeOver, takenOver(victim, its, frozen));
            Wait.drawn(random.nextInt(2_500));
            nodes[victim].thaw();
            worstLetGo = Math.max(worstLetGo, letGo(victim));
            calls.addAll(over(ids));
        }

        report("frozen nodes: -Dreferee.seed=" + SEED + " rounds " + ROUNDS + ", calls " + calls.size()
                + ", of them moved "
                + moved + ", all owned again after " + worstTakeOver + " ms at most, old sidebands closed " + worstLetGo
                + " ms after the node went on, worst time alone " + worstAloneMs(calls)
                + " ms, out of patience with an agent who waits " + waitedForTheAgent(calls));
        assertThat(wrong(calls, books, "-Dreferee.seed=" + SEED, BESIDE, AGAIN, IN_HAND))
                .isEmpty();
        assertThat(moved).isPositive();
        inTime(since, "a caller alone", worstAloneMs(calls), 25_000);
        inTime(since, "all calls owned again", worstTakeOver, TAKEN_OVER_SOON.toMillis());
        inTime(since, "old sidebands closed", worstLetGo, 5_000);
    }

    /** The line to the database hangs just after a call's row was locked: who is away must not hold others up. */
    @Test
    @Order(2)
    void a_node_that_alone_loses_the_database_loses_its_calls_to_the_other_and_sends_nothing() {
        Stolen since = Stolen.now();
        List<Seen> calls = new ArrayList<>();
        long worstTakeOver = 0;
        int moved = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int victim = round % 2;
            List<String> ids = new ArrayList<>(place(14));
            Line line = databases[victim];
            line.hangAfter("call_key = $1 for update");
            await("the line hangs").atMost(LIMIT).until(() -> line.weather() == Line.Weather.HANGING);
            Instant split = Instant.now();
            Set<String> its = callsOf(victim);
            moved += its.size();
            worstTakeOver = Math.max(worstTakeOver, takenOver(victim, its, split));
            int sent = vendors[victim].requests("POST /");
            ids.addAll(place(2));
            Wait.drawn(3_000);
            assertThat(nodes[victim].status("/actuator/health/readiness")).isEqualTo(503);
            assertThat(vendors[victim].requests("POST /"))
                    .as("requests of a node that has lost its calls")
                    .isEqualTo(sent);
            line.weather(Line.Weather.FAIR);
            nodes[victim].awaitReady();
            letGo(victim);
            calls.addAll(over(ids));
        }

        report("one node without the database: -Dreferee.seed=" + SEED + " rounds " + ROUNDS + ", calls " + calls.size()
                + ", of them moved " + moved + ", all owned again after " + worstTakeOver
                + " ms at most, worst time alone " + worstAloneMs(calls)
                + " ms, out of patience with an agent who waits " + waitedForTheAgent(calls));
        assertThat(wrong(calls, books, "-Dreferee.seed=" + SEED, BESIDE, AGAIN)).isEmpty();
        assertThat(moved).isPositive();
        inTime(since, "a caller alone", worstAloneMs(calls), 25_000);
        inTime(since, "all calls owned again", worstTakeOver, TAKEN_OVER_SOON.toMillis());
    }

    @Test
    @Order(3)
    void both_nodes_are_replaced_one_after_the_other_while_people_call() {
        List<String> ids = new ArrayList<>();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> callers = CompletableFuture.runAsync(() -> {
            List<String> inTheAir = new ArrayList<>();
            while (!enough.get()) {
                inTheAir.removeIf(id -> judge.call(id).over());
                if (inTheAir.size() < AT_ONCE) {
                    String id = judge.place(drawn(random, TwoNodesWeatherIT::slow));
                    inTheAir.add(id);
                    ids.add(id);
                }
                Wait.drawn(200 + random.nextInt(500));
            }
        });
        List<Integer> exits = new ArrayList<>();
        long longestStop = 0;
        for (int round = 0; round < 2 * ROUNDS; round++) {
            Wait.drawn(1_000 + random.nextInt(1_000));
            int which = round % 2;
            long stop = System.nanoTime();
            exits.add(nodes[which].terminate(Duration.ofSeconds(40)));
            longestStop = Math.max(
                    longestStop, Duration.ofNanos(System.nanoTime() - stop).toMillis());
            start(which);
            nodes[which].awaitReady();
            warm(1);
        }
        enough.set(true);
        callers.join();
        List<Seen> calls = over(ids);

        report("upgrade: -Dreferee.seed=" + SEED + " stops " + exits + ", calls " + calls.size() + ", longest stop "
                + longestStop + " ms, webhooks turned away and sent again " + ended(calls, "webhook answered 503")
                + ", worst time alone " + worstAloneMs(calls) + " ms, out of patience with an agent who waits "
                + waitedForTheAgent(calls) + ", owners "
                + calls.stream().collect(Collectors.groupingBy(Seen::lastOwner, Collectors.counting())));
        assertThat(exits).containsOnly(0);
        assertThat(wrong(calls, books, "-Dreferee.seed=" + SEED)).isEmpty();
        assertThat(calls)
                .as("every caller is put through to an agent")
                .allSatisfy(call ->
                        assertThat(call.owned("AGENT")).as(call::toString).isTrue());
    }
}

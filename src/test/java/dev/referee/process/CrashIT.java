package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.bench.Stolen;
import dev.referee.testkit.FreePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One node on an H2 file. It is killed with -9 while callers are in every phase of a call and started again; the judge, who
 * lives on, says whether anybody was lost or rung twice. The same seed draws the same calls and the same moments.
 */
class CrashIT extends ProcessTest {

    private static final int CALLS = Integer.getInteger("referee.crash.calls", LONG ? 100 : 12);
    private static final int A_CRASH = 4; // calls between two crashes

    /** Slow enough that a crash strikes in every phase. */
    private static ObjectNode slow(Random random) {
        return Judge.script()
                .put("thinkMs", 400)
                .put("speechMs", 300)
                .put("referDelayMs", 300)
                .put("carrierFetchMs", 300)
                .put("humanRingMs", 600)
                .put("humanTalkMs", 2_500)
                .put("recordMs", 400)
                .put("patienceMs", 60_000);
    }

    @Test
    void a_node_that_is_killed_and_started_again_loses_nobody_and_rings_nobody_twice() {
        Random random = new Random(SEED);
        String file = "jdbc:h2:file:" + folder.resolve("data/referee");
        int port = FreePort.find();
        balancer.nodes(port);
        Gateways gateways = gateways(file);
        Jar node = gateways.start("crash", folder.resolve("node"), port);
        judge.awaitReady();
        node.awaitReady();

        Stolen since = Stolen.now();
        List<String> ids = new ArrayList<>();
        int crashes = 0;
        Duration longestStart = Duration.ZERO;
        while (ids.size() < CALLS) {
            for (int i = 0; i < A_CRASH && ids.size() < CALLS; i++) {
                ids.add(judge.place(drawn(random, CrashIT::slow)));
                Wait.drawn(random.nextInt(900));
            }
            Wait.drawn(random.nextInt(2_500));
            node.kill();
            crashes++;
            long down = System.nanoTime();
            node = gateways.start("crash", folder.resolve("node"), port);
            node.awaitReady();
            Duration start = Duration.ofNanos(System.nanoTime() - down);
            longestStart = start.compareTo(longestStart) > 0 ? start : longestStart;
        }
        List<Seen> calls = over(ids);
        Jar last = closing(node);
        await("the node has nothing left to do").atMost(LIMIT).until(() -> last.metric("referee_calls_active") == 0);
        int exit = last.terminate(Duration.ofSeconds(40));

        Books books = new Books(file);
        String seed = "-Dreferee.seed=" + SEED;
        assertThat(wrong(calls, books, seed, AGAIN)).isEmpty();
        assertThat(books.leftOpen()).as(seed).isEmpty();
        assertThat(books.broken()).as(seed).isEmpty();
        report("crash: " + seed + " calls " + ids.size() + ", crashes survived " + crashes + ", longest start "
                + longestStart.toMillis() + " ms, worst time alone "
                + worstAloneMs(calls)
                + " ms, out of patience with an agent who waits " + waitedForTheAgent(calls)
                + ", outcomes " + books.rows("select outcome, count(*) n from transfers group by outcome")
                + ", exit " + exit);
        inTime(since, "a caller alone", worstAloneMs(calls), 20_000);
    }

    /** The clock is set back by an hour while the node is down: all that it wrote lies in the future then. */
    @Test
    void a_clock_that_was_set_back_before_the_start_stretches_no_deadline() {
        String file = "jdbc:h2:file:" + folder.resolve("set-back/referee");
        int port = FreePort.find();
        balancer.nodes(port);
        Gateways gateways = gateways(file);
        Jar node = gateways.start("set-back", folder.resolve("set-back"), port);
        judge.awaitReady();
        node.awaitReady();
        String id = judge.place(Judge.script().put("refer", "SILENT").put("patienceMs", 60_000));
        await().atMost(LIMIT).until(() -> judge.call(id).tells("/refer arrives"));
        node.kill();
        Books books = new Books(file);
        assertThat(books.count("calls", "ended_at is null")).isEqualTo(1);
        books.shift(Duration.ofHours(1));

        Jar last = closing(gateways.start("set-back", folder.resolve("set-back"), port));
        last.awaitReady();
        Stolen since = Stolen.now();
        long ready = System.nanoTime();
        await("the caller reaches a human")
                .atMost(LIMIT)
                .until(() -> judge.call(id).owned("HUMAN") || judge.call(id).over());
        Duration waited = Duration.ofNanos(System.nanoTime() - ready);
        Seen call = over(List.of(id)).get(0);

        report("clock set back by 1 h before a start: a human " + waited.toMillis() + " ms after it, worst time alone "
                + worstAloneMs(List.of(call)) + " ms");
        assertThat(call.bridges()).as(call::toString).hasSize(1);
        assertThat(call.rings()).as(call::toString).hasSize(1);
        assertThat(waited).as("an hour would be the clock").isLessThan(LIMIT);
        inTime(since, "a human after the clock was set back", waited.toMillis(), 15_000);
    }
}

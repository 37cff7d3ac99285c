package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.transfer.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Two nodes on one database: who has which call when a lease runs out, comes late, is given back or is not there. */
class LeasesTest extends DatabaseTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private TransactionTemplate transaction;
    JdbcClient jdbc;
    private Leases anna;
    private Leases bert;
    private long annasNanos;
    private int calls;

    @BeforeEach
    void open() {
        DataSource database = migrated();
        transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        jdbc = JdbcClient.create(database);
        anna = new Leases(jdbc, transaction, "anna", LEASE, () -> annasNanos);
        bert = new Leases(jdbc, transaction, "bert", LEASE, () -> 0);
        bert.renew();
    }

    private Ledger ledger(Leases leases) {
        return new Ledger(jdbc, transaction, leases, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static CallFile talking() {
        return new CallFile(new Call(Stage.WITH_AGENT, new AgentLeg.None(), 0, 0), null);
    }

    private CallKey opened(Leases leases) {
        CallKey key = Rows.key(++calls);
        assertThat(ledger(leases).open(new NewCall(key, null, null, "default", "", ""), Decision.to(talking())))
                .isPresent();
        return key;
    }

    private void end(CallKey key) {
        CallFile over = new CallFile(new Call(Stage.ENDED, new AgentLeg.None(), 0, 0), null);
        ledger(anna).apply(key, (head, at) -> Decision.to(over));
    }

    private void runOut(String node) {
        assertThat(jdbc.sql("update nodes set leased_until = current_timestamp - interval '1' minute where node = ?")
                        .param(node)
                        .update())
                .isOne();
    }

    private List<String> nodes() {
        return jdbc.sql("select node from nodes order by node")
                .query(String.class)
                .list();
    }

    private @Nullable String owner(CallKey key) {
        return ledger(anna).find(key).orElseThrow().owner();
    }

    @Test
    void a_call_is_its_nodes_from_its_opening_though_the_node_has_never_renewed() {
        CallKey key = opened(anna);

        assertThat(anna.mine()).containsExactly(key);
        assertThat(owner(key)).isEqualTo("anna");
        assertThat(bert.orphans(10)).isEmpty();
        assertThat(bert.adopt(key)).isFalse();
    }

    @Test
    void a_node_has_its_calls_while_its_lease_holds_and_after_a_lapse_those_that_nobody_took() {
        CallKey kept = opened(anna);
        CallKey taken = opened(anna);
        int lapses = anna.lapses();
        assertThat(anna.stillHas(kept, lapses)).isTrue();

        runOut("anna");
        annasNanos = LEASE.toNanos();
        assertThat(bert.adopt(taken)).isTrue();

        assertThat(anna.stillHas(taken, lapses)).as("before anna has noticed").isFalse();
        assertThat(anna.stillHas(taken, lapses)).as("after she has").isFalse();
        assertThat(anna.stillHas(kept, lapses)).isTrue();
        assertThat(bert.adopt(kept)).as("anna asked and so renewed").isFalse();
    }

    @Test
    void a_node_that_has_left_has_no_call() {
        CallKey key = opened(anna);
        int lapses = anna.lapses();

        anna.release();

        assertThat(anna.stillHas(key, lapses)).isFalse();
    }

    @Test
    void a_lease_that_is_late_is_renewed_before_a_call_is_opened() {
        opened(anna);
        runOut("anna");
        annasNanos = LEASE.toNanos();

        CallKey late = opened(anna);

        assertThat(bert.adopt(late)).isFalse();
        assertThat(bert.orphans(10)).isEmpty();
    }

    @Test
    void a_lease_is_not_written_for_each_call() {
        opened(anna);
        runOut("anna");
        annasNanos = LEASE.toNanos() / 3;

        CallKey key = opened(anna);

        assertThat(bert.orphans(10)).as("nothing was renewed").hasSize(2).contains(key);
    }

    @Test
    void calls_of_a_node_that_does_not_renew_are_taken_over_and_stay_so() {
        CallKey taken = opened(anna);
        CallKey kept = opened(anna);
        int lapses = anna.lapses();
        runOut("anna");
        assertThat(bert.orphans(10)).containsExactly(taken, kept);
        assertThat(bert.orphans(1)).containsExactly(taken);
        assertThat(bert.adopt(taken)).isTrue();

        anna.renew();

        assertThat(anna.lapses()).isEqualTo(lapses + 1);
        assertThat(anna.mine()).containsExactly(kept);
        assertThat(bert.mine()).containsExactly(taken);
        assertThat(bert.adopt(kept)).as("it is held again").isFalse();
        assertThat(bert.orphans(10)).isEmpty();
    }

    @Test
    void renewals_in_time_are_no_lapse() {
        anna.renew();
        int lapses = anna.lapses();

        anna.renew();
        opened(anna);

        assertThat(anna.lapses()).isEqualTo(lapses);
    }

    @Test
    void a_node_that_leaves_holds_nothing_any_more_and_is_forgotten_once_its_calls_are_taken() {
        CallKey key = opened(anna);
        anna.release();
        assertThat(bert.orphans(10)).containsExactly(key);
        anna.renew();
        CallKey last = opened(anna);
        assertThat(bert.orphans(10)).as("whoever has left renews nothing").containsExactly(key, last);

        runOut("anna");
        bert.tidyNodes();
        assertThat(nodes()).as("its calls are found by it").containsExactly("anna", "bert");
        assertThat(bert.adopt(key)).isTrue();
        assertThat(bert.adopt(last)).isTrue();
        bert.tidyNodes();

        assertThat(nodes()).containsExactly("bert");
        assertThat(bert.mine()).containsExactlyInAnyOrder(key, last);
    }

    @Test
    void a_node_that_is_late_but_there_is_not_removed() {
        anna.renew();
        jdbc.sql("update nodes set leased_until = current_timestamp - interval '5' second where node = 'anna'")
                .update();

        bert.tidyNodes();

        assertThat(nodes()).containsExactly("anna", "bert");
    }

    @Test
    void calls_whose_node_is_not_known_are_found_and_it_comes_back_by_renewing() {
        CallKey key = opened(anna);
        jdbc.sql("delete from nodes where node = 'anna'").update();
        bert.tidyNodes();
        assertThat(bert.orphans(10)).containsExactly(key);

        anna.renew();
        bert.tidyNodes();

        assertThat(bert.orphans(10)).isEmpty();
        assertThat(bert.adopt(key)).isFalse();
    }

    @Test
    void a_call_whose_node_has_no_row_may_be_adopted() {
        CallKey key = opened(anna);
        jdbc.sql("delete from nodes where node = 'anna'").update();

        assertThat(bert.adopt(key)).isTrue();

        assertThat(bert.mine()).containsExactly(key);
    }

    @Test
    void a_call_of_nobody_is_anybodys() {
        CallKey key = opened(anna);
        jdbc.sql("update calls set owner_node = null").update();

        assertThat(bert.orphans(10)).containsExactly(key);
        assertThat(bert.adopt(key)).isTrue();
        assertThat(anna.adopt(key)).isFalse();
    }

    @Test
    void what_is_over_is_no_orphan() {
        CallKey key = opened(anna);
        end(key);
        runOut("anna");

        assertThat(bert.orphans(10)).isEmpty();
        assertThat(anna.mine()).isEmpty();
    }

    @Test
    void of_nodes_that_find_the_same_orphans_one_takes_each() throws Exception {
        List<Leases> nodes = new ArrayList<>();
        for (String name : List.of("carl", "dora", "emil", "finn")) {
            Leases node = new Leases(jdbc, transaction, name, LEASE);
            node.renew();
            nodes.add(node);
        }
        List<CallKey> keys = new ArrayList<>();
        for (int number = 0; number < 50; number++) {
            keys.add(opened(anna));
        }
        runOut("anna");

        List<List<CallKey>> taken = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(nodes.size());
        ExecutorService threads = Executors.newFixedThreadPool(nodes.size());
        try {
            List<Future<List<CallKey>>> racers = new ArrayList<>();
            for (Leases node : nodes) {
                racers.add(threads.submit(() -> {
                    List<CallKey> mine = new ArrayList<>();
                    for (CallKey key : keys) {
                        together.await();
                        if (node.adopt(key)) {
                            mine.add(key);
                        }
                    }
                    return mine;
                }));
            }
            for (Future<List<CallKey>> racer : racers) {
                taken.add(racer.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(taken.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(keys);
        for (int node = 0; node < nodes.size(); node++) {
            assertThat(nodes.get(node).mine()).containsExactlyInAnyOrderElementsOf(taken.get(node));
        }
    }

    @Test
    void a_session_that_is_announced_to_another_node_takes_the_call_with_it() {
        CallKey key = opened(anna);
        CallId session = new CallId("rtc_u0_1");

        ledger(bert).apply(key, session, (head, at) -> Decision.to(talking()));

        assertThat(owner(key)).isEqualTo("bert");
        assertThat(anna.mine()).isEmpty();
    }

    @Test
    void a_call_is_seized_from_a_node_that_cannot_run_any_more() {
        CallKey key = opened(anna);
        assertThat(bert.others()).containsExactly(key);

        bert.seize(key);

        assertThat(bert.others()).isEmpty();
        assertThat(bert.mine()).containsExactly(key);
    }

    @Test
    void mail_is_given_out_once_to_whoever_has_the_call() {
        CallKey key = opened(anna);
        CallKey other = opened(bert);
        anna.post(other, "Greet", "rtc_1", null);
        bert.post(key, "CloseSideband", "rtc_2", null);
        bert.post(key, "OpenSideband", "rtc_3", "words");

        assertThat(anna.collect()).extracting(Leases.Mail::kind).containsExactly("CloseSideband", "OpenSideband");
        assertThat(anna.collect()).isEmpty();
        assertThat(bert.collect()).extracting(Leases.Mail::key).containsExactly(other);
    }
}

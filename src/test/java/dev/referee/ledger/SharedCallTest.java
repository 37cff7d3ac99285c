package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Destination;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Pending;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Source;
import dev.referee.transfer.Stop;
import dev.referee.transfer.TransferId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One call on which two nodes decide in turn: each knows what it stored last, and must not take that for the truth. */
class SharedCallTest extends DatabaseTest {

    private static final CallKey KEY = Rows.key(1);
    private static final CallId SESSION = new CallId("rtc_u0_shared");
    private static final int EACH = 50;

    private TransactionTemplate transaction;
    JdbcClient jdbc;
    private Leases bertsLeases;
    private Ledger anna;
    private Ledger bert;
    private final AtomicReference<@Nullable RuntimeException> fails = new AtomicReference<>();

    @BeforeEach
    void open() {
        DataSource database = migrated();
        transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        jdbc = JdbcClient.create(database);
        bertsLeases = new Leases(jdbc, transaction, "bert", Duration.ofSeconds(30));
        anna = ledger(new Leases(jdbc, transaction, "anna", Duration.ofSeconds(30)), false);
        bert = ledger(bertsLeases, false);
        anna.open(new NewCall(KEY, null, null, "default", "", ""), Decision.to(counting(0)));
    }

    private Ledger ledger(Leases leases, boolean alone) {
        Durability durability = new Durability() {
            @Override
            public long begin() {
                return 0;
            }

            @Override
            public void await(long begun) {
                RuntimeException failure = fails.get();
                if (failure != null) {
                    throw failure;
                }
            }
        };
        return new Ledger(
                jdbc, transaction, leases, Clock.systemUTC(), Duration.ofMinutes(10), durability, alone, isTogether());
    }

    /** Whether the database takes several statements in one text. */
    boolean isTogether() {
        return false;
    }

    /** A state that counts, in a place where any number may be. */
    private static CallFile counting(int number) {
        return new CallFile(new Call(Stage.WITH_AGENT, new AgentLeg.None(), number, 0), null);
    }

    private static int number(CallHead head) {
        return head.file().call().redials();
    }

    private static void count(Ledger ledger) {
        assertThat(ledger.apply(KEY, (head, at) -> Decision.to(new CallFile(
                                counting(number(head) + 1).call(), head.file().transfer()))
                        .and(new Fact.Noted(Source.CARRIER, "counted", Map.of()))))
                .isPresent();
    }

    private int stored() {
        return number(anna.find(KEY).orElseThrow());
    }

    @Test
    void each_decides_on_what_the_other_has_stored() {
        count(anna);
        count(bert);
        count(bert);
        count(anna);
        count(anna);
        count(bert);

        assertThat(stored()).isEqualTo(6);
        assertThat(number(bert.find(KEY).orElseThrow())).isEqualTo(6);
    }

    @Test
    void what_changes_nothing_is_decided_on_the_truth_too() {
        count(anna);
        count(bert);

        Applied seen = anna.apply(KEY, (head, at) -> Decision.to(head.file())).orElseThrow();

        assertThat(number(seen.before())).isEqualTo(2);
    }

    @Test
    void many_at_once_lose_nothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int each = 0; each < EACH; each++) {
                all.add(threads.submit(() -> count(anna)));
                all.add(threads.submit(() -> count(bert)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(stored()).isEqualTo(2 * EACH);
        assertThat(anna.history(anna.find(KEY).orElseThrow()).timeline()).hasSize(2 * EACH);
    }

    @Test
    void who_took_the_call_over_is_known_at_the_next_decision() {
        count(anna);
        bertsLeases.seize(KEY);

        Applied next = anna.apply(KEY, (head, at) -> Decision.to(counting(9))).orElseThrow();

        assertThat(next.before().owner()).isEqualTo("bert");
    }

    @Test
    void a_session_makes_the_call_its_nodes() {
        count(anna);
        count(bert);
        assertThat(bert.apply(KEY, SESSION, (head, at) -> Decision.to(counting(number(head) + 1))))
                .isPresent();

        Applied next = anna.apply(KEY, (head, at) -> Decision.to(counting(9))).orElseThrow();

        assertThat(next.before().owner()).isEqualTo("bert");
        assertThat(next.before().callId()).isEqualTo(SESSION.value());
        assertThat(number(next.before())).isEqualTo(3);
        assertThat(anna.apply(KEY, SESSION, (head, at) -> Decision.to(counting(0))))
                .isEmpty();
    }

    @Test
    void a_transfer_that_another_has_just_begun_is_not_begun_once_more() {
        count(bert);
        Plan annas = plan('a');
        anna.apply(KEY, (head, at) -> begun(head, annas));
        List<Integer> seen = new ArrayList<>();

        Applied late = bert.apply(KEY, (head, at) -> {
                    seen.add(number(head));
                    return head.file().transfer() == null ? begun(head, plan('b')) : Decision.to(head.file());
                })
                .orElseThrow();

        assertThat(seen).as("first on what bert knew, then on the truth").hasSize(2);
        assertThat(late.before().file().transfer()).isEqualTo(new Pending(annas));
        assertThat(jdbc.sql("select transfer_id from transfers")
                        .query(String.class)
                        .list())
                .containsExactly(annas.id().value());
        assertThat(anna.history(anna.find(KEY).orElseThrow()).timeline())
                .as("nothing is left of what was decided in vain")
                .hasSize(2);
    }

    @Test
    void what_the_fence_refuses_is_refused_however_it_is_decided() {
        Plan plan = plan('a');
        anna.apply(KEY, (head, at) -> begun(head, plan).and(new Fact.Won(Mechanism.REFER)));
        count(anna);

        assertThatThrownBy(() ->
                        anna.apply(KEY, (head, at) -> Decision.to(head.file()).and(new Fact.Won(Mechanism.REDIRECT))))
                .isInstanceOf(DuplicateKeyException.class);
    }

    private static Decision<CallFile> begun(CallHead head, Plan plan) {
        return Decision.to(new CallFile(head.file().call(), new Pending(plan)))
                .and(new Fact.Noted(Source.OPERATOR, "begun", Map.of()));
    }

    private static Plan plan(char id) {
        return new Plan(
                new TransferId("t-" + String.valueOf(id).repeat(26)),
                "front-desk",
                "operator",
                "",
                "",
                List.of(new Stop("front-desk", new Destination("tel:+61491570006"), Duration.ofSeconds(20))),
                Ending.RETURN,
                "");
    }

    @Test
    void a_value_that_the_database_does_not_take_makes_nobody_forget_what_is_stored() {
        Ledger alone = ledger(new Leases(jdbc, transaction, "alone", Duration.ofSeconds(30)), true);
        count(alone);
        String tooLong = "x".repeat(200);
        assertThatThrownBy(() -> alone.apply(KEY, (head, at) -> Decision.to(counting(7))
                        .and(new Fact.Noted(Source.CARRIER, tooLong, Map.of()))))
                .isInstanceOf(DataIntegrityViolationException.class);
        jdbc.sql("update call_states set file = ?")
                .param(CallFileJson.write(counting(5)))
                .update();

        assertThat(number(alone.find(KEY).orElseThrow()))
                .as("what was stored last, and not what nobody else can have written")
                .isOne();
    }

    @Test
    void what_may_not_have_been_stored_is_read_again() {
        Ledger alone = ledger(new Leases(jdbc, transaction, "alone", Duration.ofSeconds(30)), true);
        count(alone);
        fails.set(new DataAccessResourceFailureException("the database was opened again"));
        assertThatThrownBy(() -> count(alone)).isInstanceOf(DataAccessResourceFailureException.class);
        fails.set(null);
        assertThat(jdbc.sql("update call_states set version = 1, file = ?")
                        .param(CallFileJson.write(counting(1)))
                        .update())
                .as("what is left of it")
                .isOne();

        assertThat(number(alone.find(KEY).orElseThrow())).isOne();
        count(alone);
        assertThat(stored()).isEqualTo(2);
    }
}

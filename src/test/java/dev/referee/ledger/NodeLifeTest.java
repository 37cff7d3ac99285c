package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a node asks all the time, with five thousand living calls and ten thousand that are over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeLifeTest extends DatabaseTest {

    private static final int LIVING = 5_000;
    private static final int OVER = 10_000;
    private static final int WEBHOOKS = 3_000;
    private static final int FEW = 5;
    private static final Pattern SCANNED = Pattern.compile("scancount: ([0-9]+)");
    private static final Instant START = Instant.now().minusSeconds(20_000);

    private Explained explained;
    private JdbcClient jdbc;
    private Leases leases;

    @BeforeAll
    void fill() throws Exception {
        DataSource database = migrated();
        jdbc = JdbcClient.create(database);
        Rows rows = new Rows(jdbc);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        transaction.executeWithoutResult(status -> {
            for (int number = 0; number < LIVING + OVER; number++) {
                rows.call(number, number % 3 == 0 ? "talking" : "ended", "+614%08d".formatted(number), at(number));
            }
            jdbc.sql("update calls set owner_node = 'this-node'").update();
            jdbc.sql("update call_states set due_at = ?"
                            + " where call_key in (select call_key from calls where ended_at is null)")
                    .param(Facts.time(Instant.now().plusSeconds(600)))
                    .update();
            Inbox inbox = new Inbox(jdbc, Clock.systemUTC());
            for (int number = 0; number < WEBHOOKS; number++) {
                inbox.store("wh_" + number, "realtime.call.incoming", Optional.empty());
            }
            jdbc.sql("update webhook_inbox set received_at = ?")
                    .param(Facts.time(START))
                    .update();
        });
        new Leases(jdbc, transaction, "this-node", Duration.ofHours(1)).renew();
        new Leases(jdbc, transaction, "another", Duration.ofHours(1)).renew();
        new Leases(jdbc, transaction, "gone", Duration.ofHours(1)).renew();
        jdbc.sql("update nodes set leased_until = current_timestamp - interval '1' minute where node='gone'")
                .update();
        settle(rows);
        explained = new Explained(database);
        leases = new Leases(JdbcClient.create(explained), transaction, "this-node", Duration.ofHours(1));
        leases.renew();
        explained.takePlans();
    }

    /** As it is after a while in use. */
    void settle(Rows rows) {
        rows.analyze();
    }

    private static Instant at(int number) {
        return START.plusSeconds(number);
    }

    @Test
    void a_renewal_is_one_row_however_many_calls_there_are() {
        leases.renew();

        assertNear(1);
    }

    @Test
    void an_empty_mail_box_is_all_that_is_looked_at() {
        leases.collect();

        assertNear(1);
        assertThat(jdbc.sql("select count(*) from node_mail")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void a_sweep_reads_what_it_returns() {
        leases.orphans(200);
        leases.overdue(Instant.now().minusSeconds(1), 200);
        new Inbox(JdbcClient.create(explained), Clock.systemUTC()).waiting(Duration.ofSeconds(3));
        leases.forget();

        assertNear(5);
    }

    @Test
    void what_waits_is_found_among_all_that_does_not() {
        change("gone", at(3));
        jdbc.sql("update webhook_inbox set done_at = null where webhook_id = 'wh_3'")
                .update();

        assertThat(leases.orphans(200)).containsExactly(Rows.key(3));
        assertThat(leases.overdue(Instant.now().minusSeconds(1), 200)).containsExactly(Rows.key(3));
        assertThat(new Inbox(JdbcClient.create(explained), Clock.systemUTC()).waiting(Duration.ofSeconds(3)))
                .extracting(Inbox.Waiting::webhookId)
                .containsExactly("wh_3");

        assertNear(4);
        change("this-node", Instant.now().plusSeconds(600));
        jdbc.sql("update webhook_inbox set done_at = received_at where webhook_id = 'wh_3'")
                .update();
    }

    private void change(String owner, Instant due) {
        String key = Rows.key(3).value();
        jdbc.sql("update calls set owner_node = ? where call_key = ?")
                .params(owner, key)
                .update();
        jdbc.sql("update call_states set due_at = ? where call_key = ?")
                .params(Facts.time(due), key)
                .update();
    }

    @Test
    void the_calls_of_a_node_are_read_without_those_that_are_over() {
        assertThat(leases.mine()).hasSize(LIVING);

        assertThat(explained.takePlans()).singleElement().asString().contains("calls_by_end_and_owner");
    }

    /** So many statements, none of which looked at more than a few rows. */
    private void assertNear(int statements) {
        List<String> plans = explained.takePlans();
        assertThat(plans).hasSize(statements).allSatisfy(this::assertFewRows);
    }

    /** H2 says how many rows each step looked at. */
    void assertFewRows(String plan) {
        assertThat(SCANNED.matcher(plan).results().mapToInt(found -> Integer.parseInt(found.group(1))))
                .as(plan)
                .isNotEmpty()
                .allMatch(rows -> rows <= FEW);
    }
}

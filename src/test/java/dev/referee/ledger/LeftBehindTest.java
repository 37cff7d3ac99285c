package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallCommand;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.Stage;
import dev.referee.transfer.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What nobody would fetch or do any more: mail for nodes that are gone, and looking after a call again and again. */
class LeftBehindTest extends DatabaseTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final CallKey KEY = new CallKey("c-" + "a".repeat(26));
    private static final CallId SESSION = new CallId("rtc_u0_1");

    private JdbcClient jdbc;
    private Leases leases;
    private Ledger ledger;
    private Instant now = NOW;

    @BeforeEach
    void open() {
        DataSource database = migrated();
        jdbc = JdbcClient.create(database);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        leases = new Leases(jdbc, transaction, "this-node", Duration.ofSeconds(3));
        ledger = new Ledger(jdbc, transaction, leases, new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
        NewCall call = new NewCall(KEY, new CarrierCallId("CA" + "1".repeat(32)), null, "default", "", "");
        ledger.open(call, Decision.to(attaching(Stage.WITH_AGENT)));
    }

    private static CallFile attaching(Stage stage) {
        return new CallFile(new Call(stage, new AgentLeg.Attaching("d1", SESSION), 0, 0), null);
    }

    private Instant due() {
        return jdbc.sql("select due_at from call_states")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    @Test
    void a_call_that_somebody_was_sent_to_look_after_is_not_overdue_again_at_once() {
        assertThat(due()).isEqualTo(NOW.plusSeconds(15));
        now = NOW.plusSeconds(16);

        ledger.apply(KEY, (head, at) -> Decision.same(head.file()).then(new CallCommand.OpenSideband(SESSION)));

        assertThat(due()).isEqualTo(NOW.plusSeconds(31));
    }

    @Test
    void mail_of_a_call_that_is_over_goes_with_the_node_that_it_was_for() {
        leases.post(KEY, "CloseSideband", SESSION.value(), null);
        ledger.apply(KEY, (head, at) -> Decision.to(attaching(Stage.ENDED)));

        leases.forget();
        assertThat(mail()).as("its node may still come for it").isEqualTo(1);
        leaseRanOut();
        leases.forget();

        assertThat(mail()).isZero();
    }

    @Test
    void mail_of_a_living_call_waits_for_whoever_takes_it_over() {
        leases.post(KEY, "OpenSideband", SESSION.value(), null);
        leaseRanOut();

        leases.forget();

        assertThat(mail()).isEqualTo(1);
    }

    private void leaseRanOut() {
        jdbc.sql("update nodes set leased_until = current_timestamp - interval '1' minute")
                .update();
    }

    private int mail() {
        return jdbc.sql("select count(*) from node_mail").query(Integer.class).single();
    }
}

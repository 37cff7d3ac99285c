package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.Stage;
import dev.referee.transfer.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The outbox on the packed database: written with the end, claimed by one node, kept until it is settled. */
class OutboxTest extends DatabaseTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    final Movable clock = new Movable();
    JdbcClient jdbc;
    private Ledger ledger;
    private TransactionTemplate transaction;
    private Outbox outbox;

    static final class Movable extends Clock {
        private Instant now = Instant.parse("2026-05-04T10:00:00Z");

        void tick(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void open() throws Exception {
        DataSource database = migrated();
        jdbc = JdbcClient.create(database);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        ledger = new Ledger(jdbc, transaction, new Leases(jdbc, transaction, "anna", Duration.ofSeconds(3)), clock);
        outbox = node("anna");
    }

    private Outbox node(String name) {
        return new Outbox(jdbc, clock, name, LEASE);
    }

    private static CallKey key(int number) {
        return new CallKey("c-"
                + "%026d"
                        .formatted(number)
                        .replace('0', 'a')
                        .replace('1', 'b')
                        .replace('8', 'c')
                        .replace('9', 'd'));
    }

    private CallKey living(int number) {
        ledger.open(
                new NewCall(key(number), new CarrierCallId("CA%032x".formatted(number)), null, "default", "", ""),
                Decision.to(file(Stage.WITH_AGENT)));
        return key(number);
    }

    private CallKey ended(int number) {
        CallKey key = living(number);
        ledger.apply(key, (head, now) -> Decision.to(file(Stage.ENDED)));
        return key;
    }

    private static CallFile file(Stage stage) {
        return new CallFile(new Call(stage, new AgentLeg.Attached("d1", new CallId("rtc_1")), 0, 0), null);
    }

    private List<Outbox.Claim> due() {
        clock.tick(Outbox.SETTLE);
        return outbox.claim(100);
    }

    /** What a node that died leaves behind: a lease that nobody renews any more. */
    private void leasesRunOut() {
        jdbc.sql("update event_outbox set leased_until = current_timestamp - interval '1' second where leased_until is"
                        + " not null")
                .update();
    }

    @Test
    void the_end_of_a_call_is_an_event_and_nothing_else_is() {
        living(1);
        ended(2);

        assertThat(due()).singleElement().satisfies(claim -> {
            assertThat(claim.key()).isEqualTo(key(2));
            assertThat(claim.type()).isEqualTo("call.ended");
            assertThat(claim.occurredAt()).isEqualTo(Instant.parse("2026-05-04T10:00:00Z"));
            assertThat(claim.attempt()).isOne();
            assertThat(claim.tries()).isOne();
        });
    }

    @Test
    void a_rejected_session_is_an_event_too() {
        ledger.open(
                new NewCall(key(1), null, new CallId("rtc_9"), "default", "", ""),
                Decision.to(new CallFile(Call.rejected(), null)));

        assertThat(due()).extracting(Outbox.Claim::key).containsExactly(key(1));
    }

    @Test
    void what_follows_the_end_is_no_second_event() {
        CallKey key = ended(1);
        ledger.apply(key, (head, now) -> Decision.to(head.file()));
        ledger.apply(key, (head, now) -> Decision.to(file(Stage.ENDED)));

        assertThat(due()).hasSize(1);
    }

    @Test
    void an_end_that_is_not_stored_is_no_event() {
        CallKey key = living(1);

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    ledger.apply(key, (head, now) -> Decision.to(file(Stage.ENDED)));
                    throw new IllegalStateException("the node's database fails just then");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(due()).isEmpty();
        assertThat(ledger.find(key).orElseThrow().endedAt()).isNull();
    }

    @Test
    void a_claimed_event_is_nobody_elses_until_the_lease_is_over() {
        ended(1);
        Outbox.Claim first = due().get(0);

        assertThat(node("bert").claim(10)).isEmpty();
        leasesRunOut();
        List<Outbox.Claim> second = node("bert").claim(10);

        assertThat(second).extracting(Outbox.Claim::eventId).containsExactly(first.eventId());
        assertThat(second).extracting(Outbox.Claim::attempt).containsExactly(2);
        assertThat(outbox.delivered(first)).as("another attempt runs").isFalse();
        assertThat(node("bert").delivered(second.get(0))).isTrue();
    }

    @Test
    void an_attempt_that_takes_long_keeps_its_event() {
        ended(1);
        Outbox.Claim claim = due().get(0);
        leasesRunOut();

        outbox.renew(List.of(claim));

        assertThat(node("bert").claim(10)).isEmpty();
        assertThat(outbox.delivered(claim)).isTrue();
    }

    @Test
    void many_nodes_at_once_claim_each_event_once() throws Exception {
        for (int i = 10; i < 50; i++) {
            ended(i);
        }
        clock.tick(Outbox.SETTLE);
        List<Callable<List<Outbox.Claim>>> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Outbox node = node("node-" + i);
            nodes.add(() -> node.claim(25));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Outbox.Claim> all = new ArrayList<>();
        for (Future<List<Outbox.Claim>> claims : threads.invokeAll(nodes)) {
            all.addAll(claims.get());
        }
        all.addAll(outbox.claim(100));
        threads.shutdown();

        assertThat(all).hasSize(40);
        assertThat(new HashSet<>(all.stream().map(Outbox.Claim::eventId).toList()))
                .hasSize(40);
    }

    @Test
    void what_is_tried_again_waits_for_its_time() {
        ended(1);
        outbox.again(due().get(0), clock.instant().plusSeconds(30), "answered 500");

        assertThat(outbox.claim(10)).isEmpty();
        assertThat(outbox.counts().waiting()).isOne();
        clock.tick(Duration.ofSeconds(30));
        assertThat(outbox.claim(10)).extracting(Outbox.Claim::tries).containsExactly(2);
    }

    @Test
    void a_dead_letter_is_kept_and_can_be_sent_again_with_all_its_attempts() {
        ended(1);
        String id = due().get(0).eventId();
        leasesRunOut();
        outbox.giveUp(outbox.claim(10).get(0), "answered 404");
        clock.tick(Duration.ofDays(1));

        assertThat(outbox.claim(10)).isEmpty();
        assertThat(outbox.counts()).isEqualTo(new Outbox.Counts(0, 1, null));
        assertThat(outbox.dead(10)).singleElement().satisfies(letter -> {
            assertThat(letter.eventId()).isEqualTo(id);
            assertThat(letter.failure()).isEqualTo("answered 404");
            assertThat(letter.attempts()).isEqualTo(2);
        });

        assertThat(outbox.resend(id)).isTrue();
        assertThat(outbox.claim(10)).singleElement().satisfies(claim -> {
            assertThat(claim.attempt()).isEqualTo(3);
            assertThat(claim.tries()).isOne();
            assertThat(claim.since()).isEqualTo(clock.instant());
        });
        assertThat(outbox.counts().dead()).isZero();
    }

    @Test
    void what_is_to_be_sent_again_does_not_die_of_the_attempt_that_was_under_way() {
        ended(1);
        Outbox.Claim last = due().get(0);
        outbox.resend(last.eventId());

        assertThat(outbox.giveUp(last, "answered 503")).isFalse();

        assertThat(outbox.counts().dead()).isZero();
        assertThat(outbox.claim(10)).singleElement().satisfies(claim -> assertThat(claim.tries())
                .isOne());
    }

    @Test
    void all_dead_letters_are_sent_again_at_once_and_delivered_ones_are_not() {
        ended(1);
        ended(2);
        ended(3);
        List<Outbox.Claim> claims = due();
        outbox.delivered(claims.get(0));
        outbox.giveUp(claims.get(1), "x");
        outbox.giveUp(claims.get(2), "y".repeat(1000));

        assertThat(outbox.resendDead()).isEqualTo(2);
        assertThat(outbox.claim(10)).hasSize(2);
        assertThat(outbox.resend("evt_unknown")).isFalse();
    }

    @Test
    void a_delivered_event_is_kept_for_its_call_and_can_be_sent_again() {
        ended(1);
        Outbox.Claim claim = due().get(0);
        outbox.delivered(claim);

        assertThat(outbox.counts()).isEqualTo(new Outbox.Counts(0, 0, null));
        assertThat(outbox.find(claim.eventId())).hasValueSatisfying(letter -> {
            assertThat(letter.deliveredAt()).isEqualTo(clock.instant());
            assertThat(letter.dueAt()).isNull();
        });
        assertThat(outbox.resend(claim.eventId())).isTrue();
        assertThat(outbox.claim(10)).hasSize(1);
    }
}

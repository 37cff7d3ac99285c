package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CallMachine;
import dev.referee.call.CarrierCallId;
import dev.referee.config.RetentionSettings;
import dev.referee.config.SettingsException;
import dev.referee.ledger.Inbox;
import dev.referee.ledger.Leases;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.NewCall;
import dev.referee.ledger.Retention;
import dev.referee.ledger.Schema;
import dev.referee.transfer.Concluded;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Destination;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Pending;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Rung;
import dev.referee.transfer.Source;
import dev.referee.transfer.Stop;
import dev.referee.transfer.TransferId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is over is removed when its time has come, not before, and with everything that belongs to it. */
class RetentionTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration CALLS = Duration.ofDays(30);
    private static final Duration WEBHOOKS = Duration.ofDays(7);
    private static final List<String> TABLES = List.of(
            "transfer_winners",
            "transfer_mechanisms",
            "transfer_evidence",
            "transfers",
            "call_events",
            "tool_calls",
            "call_sessions",
            "node_mail",
            "calls");

    private final Movable clock = new Movable();
    private final ScheduledExecutorService never = Executors.newSingleThreadScheduledExecutor();
    private JdbcConnectionPool pool;
    private JdbcClient jdbc;
    private Ledger ledger;
    private Leases leases;
    private Inbox inbox;
    private RetentionJob job;

    private static final class Movable extends Clock {
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

    private static final class Inline extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    @BeforeEach
    void open() {
        pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:retention" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "sa", "");
        Schema.of(pool).migrate();
        jdbc = JdbcClient.create(pool);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
        leases = new Leases(jdbc, transaction, "node", Duration.ofSeconds(3));
        ledger = new Ledger(jdbc, transaction, leases, clock);
        inbox = new Inbox(jdbc, clock);
        job = new RetentionJob(
                new Retention(jdbc, transaction),
                new RetentionSettings(CALLS, WEBHOOKS, Duration.ofMinutes(5)),
                clock,
                never,
                new Inline());
    }

    @AfterEach
    void close() {
        never.shutdownNow();
        pool.dispose();
    }

    private int rows(String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }

    /** A call with something in every table. */
    private CallKey living(int number) {
        CallKey key =
                new CallKey("c-" + "%026d".formatted(number).replace('0', 'a').replace('1', 'b'));
        CarrierCallId parent = new CarrierCallId("CA%032x".formatted(number));
        CallFile file = CallMachine.rejected(new CallId("rtc_x"), "x").next();
        CallFile talking = new CallFile(
                new dev.referee.call.Call(
                        dev.referee.call.Stage.WITH_AGENT,
                        new dev.referee.call.AgentLeg.Attached("d-1", new CallId("rtc_" + number)),
                        0,
                        0),
                null);
        assertThat(file).isNotNull();
        ledger.open(
                new NewCall(key, parent, new CallId("rtc_" + number), "default", "+61400000001", "+61290000000"),
                Decision.to(talking).and(new Fact.Noted(Source.CARRIER, "call-arrived", Map.of())));
        TransferId id = new TransferId("t-" + key.value().substring(2));
        Plan plan = new Plan(
                id,
                "front-desk",
                "agent",
                "",
                "",
                List.of(new Stop("front-desk", new Destination("tel:+61491570006"), Duration.ofSeconds(20))),
                Ending.RETURN,
                null);
        CallFile moving = new CallFile(talking.call(), new Pending(plan));
        ledger.apply(key, (head, now) -> Decision.to(moving)
                .and(new Fact.EvidenceSeen(Source.SIDEBAND, Rung.REQUESTED, "transfer-asked", Map.of()))
                .and(new Fact.MechanismStarted(Mechanism.REFER))
                .and(new Fact.Won(Mechanism.REFER)));
        ledger.claimToolCall(key, "call_1", "transfer_call");
        leases.post(key, "Greet", "rtc_" + number, null);
        return key;
    }

    private CallKey ended(int number) {
        CallKey key = living(number);
        ledger.apply(key, (head, now) -> {
            Plan plan = head.file().transfer().plan();
            dev.referee.call.Call call = head.file().call();
            return Decision.to(new CallFile(
                            new dev.referee.call.Call(dev.referee.call.Stage.ENDED, call.agent(), 0, 0),
                            new Concluded(plan, Outcome.ABANDONED, null)))
                    .and(new Fact.OutcomeReached(Outcome.ABANDONED, null, "left"));
        });
        return key;
    }

    @Test
    void an_ended_call_is_kept_for_its_time_and_not_longer() {
        ended(1);
        TABLES.forEach(table -> assertThat(rows(table)).as(table).isPositive());

        clock.tick(CALLS.minusSeconds(1));
        job.run();
        TABLES.forEach(table -> assertThat(rows(table)).as(table).isPositive());

        clock.tick(Duration.ofSeconds(2));
        job.run();
        TABLES.forEach(table -> assertThat(rows(table)).as(table).isZero());
    }

    @Test
    void its_time_counts_from_its_end_and_a_living_call_is_never_removed() {
        CallKey key = living(1);
        clock.tick(CALLS.multipliedBy(2));

        job.run();

        assertThat(ledger.find(key)).isPresent();
        assertThat(rows("node_mail")).isOne();
    }

    @Test
    void many_are_removed_in_one_round_and_a_younger_one_stays_whole() {
        for (int i = 1; i <= 250; i++) {
            ended(i);
        }
        clock.tick(CALLS);
        CallKey young = ended(1000);
        clock.tick(Duration.ofSeconds(1));

        job.run();
        job.run();

        assertThat(rows("calls")).isOne();
        assertThat(ledger.history(ledger.find(young).orElseThrow()).transfers()).hasSize(1);
        TABLES.forEach(table -> assertThat(rows(table)).as(table).isPositive());
    }

    @Test
    void webhook_ids_have_a_time_of_their_own() {
        inbox.store("wh_1", "realtime.call.incoming", Optional.of("{\"from\":\"+61400000001\"}"));
        clock.tick(WEBHOOKS.minusSeconds(1));
        inbox.store("wh_2", "realtime.call.incoming", Optional.empty());

        job.run();
        assertThat(inbox.store("wh_1", "x", Optional.empty()).isFirst()).isFalse();

        clock.tick(Duration.ofSeconds(2));
        job.run();
        assertThat(rows("webhook_inbox")).isOne();
        assertThat(inbox.store("wh_2", "x", Optional.empty()).isFirst()).isFalse();
    }

    @Test
    void less_than_openai_repeats_stops_the_start() {
        assertThatThrownBy(() -> new RetentionSettings(CALLS, Duration.ofHours(71), Duration.ofMinutes(5)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("referee.retention.webhooks");
    }
}

package dev.referee.config;

import dev.referee.call.CallPolicy;
import dev.referee.call.CorrelationToken;
import dev.referee.ledger.CallNews;
import dev.referee.ledger.CallSearch;
import dev.referee.ledger.Costs;
import dev.referee.ledger.Durability;
import dev.referee.ledger.GroupCommit;
import dev.referee.ledger.Inbox;
import dev.referee.ledger.LastHour;
import dev.referee.ledger.LastSteps;
import dev.referee.ledger.Leases;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.Outbox;
import dev.referee.ledger.RecentCalls;
import dev.referee.ledger.Retention;
import dev.referee.ledger.Schema;
import dev.referee.ledger.SignOuts;
import dev.referee.openai.WebhookVerifier;
import dev.referee.sideband.SidebandComponent;
import dev.referee.sideband.SidebandOptions;
import dev.referee.tools.ToolComponent;
import dev.referee.tools.ToolRegistry;
import dev.referee.transfer.TransferPolicy;
import dev.referee.twilio.CarrierClient;
import dev.referee.twilio.TwilioSignature;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the parts that know nothing of Spring: core policies, ledger, adapters and the components {@code sideband:} and {@code tool:}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    ClusterSettings.class,
    RunSettings.class,
    LimitSettings.class,
    RetentionSettings.class,
    DatabaseSettings.class,
    ToolSettings.class,
    EventSettings.class,
    ReloadSettings.class,
    ConsoleSettings.class
})
public class Wiring {

    /** Added to what the carrier was told, before a missing event is looked into: the carrier adds about 5 s itself. */
    private static final Duration RING_GRACE = Duration.ofSeconds(10);

    /** How long after the end of the agent's leg the carrier may take to ask what to do with the caller. */
    private static final Duration CARRIER_SILENCE = Duration.ofSeconds(5);

    private static final Duration REATTACH_PAUSE = Duration.ofSeconds(5);

    // contract §8
    private static final Duration WITHOUT_SIDEBAND = Duration.ofSeconds(15);
    private static final Duration THROWN_OUT = Duration.ofSeconds(10);
    private static final Duration PARTING = Duration.ofSeconds(2);

    /** After the death of a node its post-call events are another's so much later. */
    private static final Duration EVENT_LEASE = Duration.ofSeconds(30);

    /** So much later an event may be answered when many come at once; each round writes every page that they touched. */
    private static final long GROUP_COMMIT_MICROS = 5_000;

    private static final Duration CARRIER_CONNECT = Duration.ofSeconds(1);

    @Bean
    Clock clock(JdbcClient jdbc) {
        return new SteadyClock(Clock.systemUTC(), System::nanoTime, Ledger.latest(jdbc));
    }

    /** Each start is a node of its own: what an earlier one with the same name had must be taken over like any other. */
    @Bean
    Leases leases(JdbcClient jdbc, PlatformTransactionManager transactions, ClusterSettings cluster) {
        String start = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        String name = cluster.node() + "-" + ProcessHandle.current().pid() + "-" + start;
        return new Leases(jdbc, new TransactionTemplate(transactions), name, cluster.lease());
    }

    @Bean
    Ledger ledger(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Leases leases,
            Clock clock,
            RunSettings run,
            Durability durability,
            DataSourceProperties database) {
        DatabaseUrl url = new DatabaseUrl(database.determineUrl());
        return new Ledger(
                jdbc,
                new TransactionTemplate(transactions),
                leases,
                clock,
                run.reconcileAfter(),
                durability,
                url.isFileAlone(),
                url.isPostgreSql());
    }

    @Bean
    FlywayConfigurationCustomizer schema() {
        return Schema::locate;
    }

    /** H2 writes what is committed up to half a second later, but what was acknowledged must survive a kill; the schema, too. */
    @Bean
    @DependsOnDatabaseInitialization
    Durability durability(DataSource pool, DataSourceProperties database) {
        DatabaseUrl url = new DatabaseUrl(database.determineUrl());
        if (!url.isH2() || url.isMemory()) {
            return Durability.OF_THE_COMMIT;
        }
        GroupCommit durability = new GroupCommit(new H2Writer(pool), GROUP_COMMIT_MICROS);
        durability.await(durability.begin());
        return durability;
    }

    @Bean
    RecentCalls recentCalls(JdbcClient jdbc) {
        return new RecentCalls(jdbc);
    }

    @Bean
    LastHour lastHour(JdbcClient jdbc) {
        return new LastHour(jdbc);
    }

    @Bean
    LastSteps lastSteps(JdbcClient jdbc) {
        return new LastSteps(jdbc);
    }

    @Bean
    CallNews callNews(JdbcClient jdbc) {
        return new CallNews(jdbc);
    }

    @Bean
    CallSearch callSearch(JdbcClient jdbc) {
        return new CallSearch(jdbc);
    }

    @Bean
    Costs costs(JdbcClient jdbc) {
        return new Costs(jdbc);
    }

    @Bean
    Retention retention(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new Retention(jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    SignOuts signOuts(JdbcClient jdbc, Durability durability) {
        return new SignOuts(jdbc, durability);
    }

    @Bean
    Inbox inbox(JdbcClient jdbc, Clock clock, Durability durability) {
        return new Inbox(jdbc, clock, durability);
    }

    @Bean
    Outbox outbox(JdbcClient jdbc, Clock clock, Leases leases) {
        return new Outbox(jdbc, clock, leases.node(), EVENT_LEASE);
    }

    @Bean
    TransferPolicy transferPolicy(RefereeSettings settings) {
        TransferSettings transfer = settings.transfer();
        return new TransferPolicy(
                transfer.evidenceTimeout(),
                transfer.redirectTimeout(),
                transfer.releaseTimeout(),
                transfer.bridgeHold(),
                transfer.returnTimeout(),
                RING_GRACE);
    }

    @Bean
    CallPolicy callPolicy(RefereeSettings settings) {
        AgentLegSettings agent = settings.agent();
        return new CallPolicy(
                agent.ringTimeout(),
                RING_GRACE,
                agent.acceptWindow(),
                CARRIER_SILENCE,
                REATTACH_PAUSE,
                WITHOUT_SIDEBAND,
                THROWN_OUT,
                PARTING,
                1);
    }

    @Bean
    Roster roster(RefereeSettings settings) {
        return new Roster(settings);
    }

    @Bean
    WebhookVerifier webhookVerifier(RefereeSettings settings) {
        return new WebhookVerifier(settings.openai().webhookSecret(), Clock.systemUTC());
    }

    @Bean
    TwilioSignature twilioSignature(RefereeSettings settings) {
        return new TwilioSignature(settings.twilio().authToken());
    }

    /** Every node derives the same key, so that any node can take any webhook. */
    @Bean
    CorrelationToken correlationToken(RefereeSettings settings) {
        return new CorrelationToken(CorrelationToken.deriveKey(
                settings.openai().webhookSecret(), settings.twilio().authToken()));
    }

    @Bean
    CarrierClient carrierClient(RefereeSettings settings) {
        TwilioSettings twilio = settings.twilio();
        boolean key = twilio.apiKey() != null;
        return new CarrierClient(
                key ? Objects.requireNonNull(twilio.apiKey()) : twilio.accountSid(),
                key ? Objects.requireNonNull(twilio.apiSecret()) : twilio.authToken(),
                twilio.accountSid(),
                twilio.baseUrl(),
                CARRIER_CONNECT,
                settings.transfer().redirectTimeout());
    }

    @Bean(name = "sideband")
    SidebandComponent sideband(RefereeSettings settings, LimitSettings limits) {
        URI base = URI.create(settings.openai().baseUrl());
        return new SidebandComponent(
                () -> SidebandOptions.of(base, () -> settings.openai().apiKey()).bounded(limits.sidebandFrames(), (int)
                        limits.sidebandFrame().toBytes()));
    }

    /** Named so that routes find it as {@code tool:}; its registry is the one that agents get their tools from. */
    @Bean(name = "tool")
    ToolComponent tool() {
        return new ToolComponent();
    }

    @Bean
    ToolRegistry toolRegistry(ToolComponent tool) {
        return tool.registry();
    }
}

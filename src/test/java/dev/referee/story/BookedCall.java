package dev.referee.story;

import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CallMachine;
import dev.referee.call.Calls;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.Applied;
import dev.referee.ledger.History;
import dev.referee.ledger.Leases;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.NewCall;
import dev.referee.ledger.Schema;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Samples;
import dev.referee.transfer.TransferEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One call, told event by event to the core and written into a real ledger; time moves by hand. */
final class BookedCall implements AutoCloseable {

    static final CallKey KEY = new CallKey("c-" + "a".repeat(26));
    static final CarrierCallId PARENT = new CarrierCallId("CA" + "1".repeat(32));
    static final CallId SESSION = new CallId("rtc_u0_0000000000000000000000000000twin");

    private final JdbcConnectionPool pool;
    private final Ledger ledger;
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    BookedCall() {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        Schema.of(pool).migrate();
        JdbcClient jdbc = JdbcClient.create(pool);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
        ledger = new Ledger(
                jdbc, transaction, new Leases(jdbc, transaction, "this-node", Duration.ofSeconds(3)), new HandClock());
        ledger.open(
                new NewCall(KEY, PARENT, null, "default", "+61400000001", "+61290000000"),
                CallMachine.inbound(circumstances(), Calls.POLICY));
    }

    BookedCall after(long ms) {
        now = now.plusMillis(ms);
        return this;
    }

    BookedCall on(CallEvent event) {
        CallId session = event instanceof CallEvent.SessionAnnounced announced ? announced.callId() : null;
        Applied applied = ledger.apply(
                        KEY,
                        session,
                        (head, at) -> CallMachine.decide(head.file(), event, circumstances(), Calls.POLICY))
                .orElseThrow();
        if (applied.decision().facts().isEmpty()) {
            throw new IllegalStateException(
                    "nothing follows from " + event + " at " + applied.before().file());
        }
        return this;
    }

    BookedCall on(TransferEvent event) {
        return on(new CallEvent.OfLatestTransfer(event));
    }

    String dialId() {
        return ledger.find(KEY).orElseThrow().file().call().agent().dialId();
    }

    History history() {
        return ledger.history(ledger.find(KEY).orElseThrow());
    }

    @Override
    public void close() {
        pool.dispose();
    }

    private Circumstances circumstances() {
        return new Circumstances(now, Samples.POLICY, true, "d-" + now.toEpochMilli());
    }

    private final class HandClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}

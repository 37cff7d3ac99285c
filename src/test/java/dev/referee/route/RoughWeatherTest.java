package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.Leases;
import dev.referee.sideband.SidebandComponent;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.twilio.CallStatus;
import dev.referee.twilio.CarrierStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database fails in the middle; ends that nobody announces; and nothing that leaks. */
class RoughWeatherTest extends RouteTest {

    private final AtomicBoolean away = new AtomicBoolean();

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Deadlines deadlines;

    @Autowired
    Verdicts verdictsWaiting;

    @Autowired
    AcceptTimes times;

    @Autowired
    Talks talks;

    @Autowired
    Load load;

    @Autowired
    Leases leases;

    @Autowired
    SidebandComponent sideband;

    @Autowired
    @Qualifier("transferExecutor")
    dev.referee.config.Bounded transfers;

    @Autowired
    @Qualifier("commandExecutor")
    dev.referee.config.Bounded commands;

    @AfterEach
    void back() {
        away.set(false);
        reset(ledger);
    }

    private void databaseMayGoAway() {
        org.mockito.stubbing.Answer<Object> moody = call -> {
            if (away.get()) {
                throw new DataAccessResourceFailureException("down, on purpose");
            }
            return call.callRealMethod();
        };
        doAnswer(moody).when(ledger).apply(any(), any(), any());
        doAnswer(moody).when(ledger).find(any());
        doAnswer(moody).when(ledger).verdict(any(), any());
        doAnswer(moody).when(ledger).byTransfer(any());
        doAnswer(moody).when(ledger).bySession(any());
    }

    private void passes(Duration time) {
        await().pollDelay(time).atMost(LIMIT).until(() -> true);
    }

    @Test
    void a_transfer_whose_route_failed_with_the_database_is_taken_up_again() {
        databaseMayGoAway();
        ends.answer("openai-refer-post", (exchange, attempt) -> {
            away.set(true);
            Ends.status(500).to(exchange, attempt);
        });
        transferring();
        await().atMost(LIMIT).until(away::get);
        passes(Duration.ofSeconds(1));

        away.set(false);

        await().atMost(LIMIT).untilAsserted(() -> verify(carrier, times(1)).redirect(any(), any()));
        assertThat(verdicts().get(0)).isEqualTo("refer:silent");
        assertThat(ends.sent("openai-refer-post")).hasSize(1);
        desk.apply(key, new CallEvent.OfLatestTransfer(new TransferEvent.RedirectFetched()));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(verdicts()).containsExactly("refer:silent", "redirect:confirmed"));
    }

    @Test
    void an_accept_whose_answer_could_not_be_stored_is_sent_again() {
        databaseMayGoAway();
        ends.answer("openai-accept-post", (exchange, attempt) -> {
            away.set(attempt == 1);
            Ends.status(200).to(exchange, attempt);
        });
        announced();
        await().atMost(LIMIT).until(away::get);
        passes(Duration.ofMillis(500));

        away.set(false);

        await().atMost(LIMIT).until(() -> !ends.sent("attach-open").isEmpty());
    }

    @Test
    void retry_after_is_kept_to() {
        AtomicReference<Instant> first = new AtomicReference<>();
        AtomicReference<Instant> second = new AtomicReference<>();
        ends.answer("openai-accept-post", (exchange, attempt) -> {
            (attempt == 1 ? first : second).compareAndSet(null, Instant.now());
            exchange.getMessage().setHeader("retry-after", "1");
            Ends.status(attempt == 1 ? 429 : 200).to(exchange, attempt);
        });

        announced();

        await().atMost(LIMIT).until(() -> !ends.sent("attach-open").isEmpty());
        assertThat(ends.sent("openai-accept-post")).hasSize(2);
        assertThat(Duration.between(first.get(), second.get())).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    @Test
    void one_that_outlasts_the_window_leads_to_a_last_attempt_within_it() {
        List<Instant> at = new ArrayList<>();
        ends.answer("openai-accept-post", (exchange, attempt) -> {
            at.add(Instant.now());
            exchange.getMessage().setHeader("retry-after", "60");
            Ends.status(attempt == 1 ? 429 : 200).to(exchange, attempt);
        });

        announced();

        await().atMost(LIMIT).until(() -> !ends.sent("attach-open").isEmpty());
        assertThat(Duration.between(at.get(0), at.get(1))).isBetween(Duration.ofMillis(1_300), Duration.ofSeconds(2));
    }

    private void isLongOverdue() {
        jdbc.sql("update call_states set version = version + 1, due_at = ? where call_key = ?")
                .params(
                        java.time.OffsetDateTime.ofInstant(Instant.now().minusSeconds(60), java.time.ZoneOffset.UTC),
                        key.value())
                .update();
    }

    @Test
    void a_call_whose_end_nobody_announced_is_found_and_closed() {
        talking();
        isLongOverdue();

        await().atMost(LIMIT).until(() -> ledger.find(key).orElseThrow().endedAt() != null);

        await().atMost(LIMIT).until(() -> ends.sent("openai-hangup-post").size() == 1);
        assertThat(types()).contains("carrier-reported", "caller-left");
    }

    @Test
    void a_long_talk_is_asked_about_once_and_goes_on() {
        statusIs(new CarrierStatus.Seen(CallStatus.IN_PROGRESS));
        talking();
        isLongOverdue();

        await().atMost(LIMIT).until(() -> types().contains("carrier-reported"));
        passes(Duration.ofMillis(1_500));

        verify(carrier, times(1)).fetchStatus(any());
        assertThat(ledger.find(key).orElseThrow().dueAt()).isAfter(Instant.now().plusSeconds(500));
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "completed"));
    }

    @Test
    void thousands_of_calls_later_nothing_is_left() {
        ledger.living()
                .forEach(head -> desk.apply(head.key(), new CallEvent.CallerLeft(Source.CARRIER, "of another test")));
        int calls = Integer.getInteger("referee.leak.calls", 2_000);
        for (int i = 0; i < calls; i++) {
            key = Ids.callKey();
            session = new CallId("rtc_leak_" + i);
            parent = new CarrierCallId("CA%032x".formatted(1_000_000 + i));
            one(i);
            if (i % 100 == 99) {
                await().atMost(LIMIT).until(() -> transfers.count() < 50 && commands.count() < 200);
            }
        }

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(ledger.livingCount()).as("living calls").isZero();
            assertThat(deadlines.count()).as("timers").isZero();
            assertThat(talks.count()).as("talks").isZero();
            assertThat(talks.keptCount()).as("words").isZero();
            assertThat(verdictsWaiting.count()).as("waiting for verdicts").isZero();
            assertThat(transfers.count()).as("transfers").isZero();
            assertThat(commands.count()).as("commands").isLessThanOrEqualTo(2); // the nodes' own rounds
            assertThat(load.calls()).as("load").isZero();
            assertThat(leases.mine()).as("leases").isEmpty();
            assertThat(sideband.sockets().callCount()).as("sockets").isZero();
            assertThat(times.count()).as("accept times").isZero();
            assertThat(open("transfers where in_flight_call_key is not null")).isZero();
            assertThat(open("call_states where due_at is not null")).isZero();
        });
        assertThat(breaker.tryAcquirePermission()).as("permits").isTrue();
        breaker.releasePermission();
    }

    private int open(String what) {
        return jdbc.sql("select count(*) from " + what).query(Integer.class).single();
    }

    /** A call of one of several kinds, some of whose ends come twice or early. */
    private void one(int i) {
        times.webhookCame(session);
        desk.open(
                new dev.referee.ledger.NewCall(key, parent, null, "default", "+61400000001", "+61290000000"),
                Instant.now());
        String dialId = ledger.find(key).orElseThrow().file().call().agent().dialId();
        if (i % 5 != 0) {
            desk.announce(key, session, dialId);
            desk.apply(
                    key,
                    new CallEvent.AcceptAnswered(session, new dev.referee.transfer.RequestResult.Accepted(200, "200")));
            desk.apply(key, new CallEvent.SidebandOpened(session));
        }
        if (i % 4 == 1) {
            TransferId id = Ids.transferId();
            desk.apply(
                    key,
                    new CallEvent.TransferAsked(
                            roster.targets().plan(id, "front-desk", "agent", "asked", "", null, Instant.now()),
                            Source.SIDEBAND));
            if (i % 8 == 1) {
                desk.apply(id, new TransferEvent.ReferArrived("tel:+61491570006"));
            }
        }
        desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "completed"));
        if (i % 3 == 0) {
            desk.apply(key, new CallEvent.CallerLeft(Source.CARRIER, "completed"));
            desk.apply(key, new CallEvent.SidebandClosed(session, true, "1000"));
        }
        if (i % 5 == 0) {
            times.forget(session);
        }
    }
}

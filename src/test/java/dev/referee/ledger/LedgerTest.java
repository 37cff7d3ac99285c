package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.call.AgentLeg;
import dev.referee.call.Call;
import dev.referee.call.CallCommand;
import dev.referee.call.CallFile;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.Stage;
import dev.referee.transfer.Concluded;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Destination;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.Ending;
import dev.referee.transfer.Fact;
import dev.referee.transfer.LegStatus;
import dev.referee.transfer.Mechanism;
import dev.referee.transfer.Outcome;
import dev.referee.transfer.Pending;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Redirecting;
import dev.referee.transfer.Referring;
import dev.referee.transfer.Releasing;
import dev.referee.transfer.Returning;
import dev.referee.transfer.Rung;
import dev.referee.transfer.Source;
import dev.referee.transfer.Stop;
import dev.referee.transfer.TransferId;
import dev.referee.transfer.TransferState;
import dev.referee.transfer.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The ledger on the database that is packed: what it stores, what it refuses, and what survives a restart. */
class LedgerTest extends DatabaseTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00.123456Z");
    private static final CallKey KEY = new CallKey("c-" + "a".repeat(26));
    private static final CarrierCallId PARENT = new CarrierCallId("CA" + "1".repeat(32));
    private static final CallId SESSION = new CallId("rtc_u0_1");

    private JdbcClient jdbc;
    private Ledger ledger;

    @BeforeEach
    void open() {
        open(migrated(), isTogether());
    }

    private void open(DataSource database, boolean together) {
        jdbc = JdbcClient.create(database);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        ledger = new Ledger(
                jdbc,
                transaction,
                new Leases(jdbc, transaction, "this-node", Duration.ofSeconds(3)),
                clock,
                Duration.ofMinutes(10),
                Durability.OF_THE_COMMIT,
                isAlone(),
                together);
    }

    /** Whether the ledger may take what it stored for what is there. */
    boolean isAlone() {
        return false;
    }

    /** Whether the database takes several statements in one text. */
    boolean isTogether() {
        return false;
    }

    // ---- samples

    private static Plan plan(char id) {
        return new Plan(
                new TransferId("t-" + String.valueOf(id).repeat(26)),
                "front-desk",
                "agent",
                "wants a \"human\"",
                "said: ümläut ☎",
                List.of(
                        new Stop("front-desk", new Destination("tel:+61491570006"), Duration.ofSeconds(20)),
                        new Stop("sales", new Destination("sip:desk@example.com"), Duration.ofMillis(1500))),
                Ending.VOICEMAIL,
                "call_1");
    }

    private static CallFile talking() {
        return file(Stage.WITH_AGENT, new AgentLeg.Attached("d1", SESSION), null);
    }

    private static CallFile file(Stage stage, AgentLeg agent, TransferState transfer) {
        return new CallFile(new Call(stage, agent, 0, 0), transfer);
    }

    private static NewCall newCall() {
        return new NewCall(KEY, PARENT, null, "default", "+61400000001", "+61290000000");
    }

    private void opened() {
        assertThat(ledger.open(
                        newCall(),
                        Decision.to(file(Stage.WITH_AGENT, new AgentLeg.Ringing("d1", NOW), null))
                                .and(noted("call-arrived"))))
                .isPresent();
    }

    private void transferring(char id) {
        ledger.apply(KEY, (head, now) -> Decision.to(
                        file(Stage.IN_TRANSFER, new AgentLeg.Attached("d1", SESSION), new Pending(plan(id))))
                .and(new Fact.EvidenceSeen(Source.SIDEBAND, Rung.REQUESTED, "transfer-asked", Map.of())));
    }

    private static Fact noted(String type) {
        return new Fact.Noted(Source.CARRIER, type, Map.of("k", "v"));
    }

    private int rows(String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }

    private List<String> types() {
        return ledger.history(ledger.find(KEY).orElseThrow()).timeline().stream()
                .map(History.Event::type)
                .toList();
    }

    // ---- open

    @Test
    void a_call_is_found_by_each_of_its_names() {
        opened();
        ledger.apply(KEY, SESSION, (head, now) -> Decision.to(talking()));
        transferring('t');

        for (Optional<CallHead> found : List.of(
                ledger.find(KEY),
                ledger.byCarrierCall(PARENT),
                ledger.bySession(SESSION),
                ledger.byTransfer(plan('t').id()))) {
            assertThat(found).hasValueSatisfying(head -> {
                assertThat(head.key()).isEqualTo(KEY);
                assertThat(head.callId()).isEqualTo(SESSION.value());
                assertThat(head.carrierCallId()).isEqualTo(PARENT.value());
                assertThat(head.from()).isEqualTo("+61400000001");
                assertThat(head.publicState()).isEqualTo("transferring");
                assertThat(head.startedAt()).isEqualTo(NOW);
                assertThat(head.endedAt()).isNull();
            });
        }
        assertThat(ledger.livingCount()).isOne();
        assertThat(ledger.living()).extracting(CallHead::key).containsExactly(KEY);
        assertThat(ledger.newest(10)).hasSize(1);
    }

    @Test
    void the_same_leg_opens_one_call() {
        opened();

        Optional<Applied> again = ledger.open(
                new NewCall(new CallKey("c-" + "b".repeat(26)), PARENT, null, "default", "", ""),
                Decision.to(talking()).and(noted("call-arrived")));

        assertThat(again).isEmpty();
        assertThat(rows("calls")).isOne();
        assertThat(types()).containsExactly("call-arrived");
    }

    @Test
    void a_rejected_session_is_listed_once_and_over() {
        for (char each : new char[] {'b', 'c'}) {
            ledger.open(
                    new NewCall(new CallKey("c-" + String.valueOf(each).repeat(26)), null, SESSION, "default", "", ""),
                    Decision.to(new CallFile(Call.rejected(), null)).and(noted("session-rejected")));
        }

        assertThat(rows("calls")).isOne();
        assertThat(rows("call_events")).isOne();
        assertThat(ledger.bySession(SESSION)).hasValueSatisfying(head -> {
            assertThat(head.publicState()).isEqualTo("rejected");
            assertThat(head.endedAt()).isEqualTo(NOW);
        });
        assertThat(ledger.livingCount()).isZero();
    }

    @Test
    void an_unknown_call_is_nobodys() {
        assertThat(ledger.apply(KEY, (head, now) -> Decision.to(talking()))).isEmpty();
        assertThat(ledger.find(KEY)).isEmpty();
        assertThat(ledger.bySession(SESSION)).isEmpty();
        assertThat(ledger.byTransfer(plan('t').id())).isEmpty();
        assertThat(ledger.verdict(plan('t').id(), Mechanism.REFER)).isEmpty();
    }

    @Test
    void a_known_session_is_not_tied_to_a_second_call() {
        opened();
        ledger.apply(KEY, SESSION, (head, now) -> Decision.to(talking()));

        Optional<Applied> again =
                ledger.apply(KEY, SESSION, (head, now) -> Decision.to(talking()).and(noted("twice")));

        assertThat(again).isEmpty();
        assertThat(types()).doesNotContain("twice");
    }

    // ---- one transaction

    @Test
    void an_exception_in_the_middle_stores_nothing() {
        opened();
        CallFile before = ledger.find(KEY).orElseThrow().file();

        assertThatThrownBy(() -> ledger.apply(KEY, (head, now) -> {
                    throw new IllegalStateException("the core has a bug");
                }))
                .hasMessage("the core has a bug");

        assertThat(ledger.find(KEY).orElseThrow().file()).isEqualTo(before);
        assertThat(types()).containsExactly("call-arrived");
    }

    @Test
    void a_failing_statement_takes_state_facts_and_transfer_back() {
        opened();
        CallFile before = ledger.find(KEY).orElseThrow().file();
        Fact tooLong = noted("x".repeat(200));

        assertThatThrownBy(() -> ledger.apply(KEY, SESSION, (head, now) -> Decision.to(
                                file(Stage.IN_TRANSFER, new AgentLeg.Attached("d1", SESSION), new Pending(plan('t'))))
                        .and(noted("stored-first"))
                        .and(tooLong)))
                .isInstanceOf(DataAccessException.class);

        assertThat(ledger.find(KEY).orElseThrow().file()).isEqualTo(before);
        assertThat(types()).containsExactly("call-arrived");
        assertThat(rows("transfers")).isZero();
        assertThat(rows("call_sessions")).isZero();
    }

    /** PostgreSQL has no null character in a text. */
    @Test
    void a_null_character_is_stored_as_another_wherever_it_comes_from() {
        Plan odd = new Plan(
                plan('t').id(),
                "front-desk",
                "operator",
                "a\0b",
                "\0",
                plan('t').stops(),
                Ending.RETURN,
                null);
        ledger.open(
                new NewCall(KEY, PARENT, null, "default", "a\0nonymous", "\0"),
                Decision.to(file(Stage.WITH_AGENT, new AgentLeg.None(), null)));

        ledger.apply(KEY, (head, now) -> Decision.to(file(Stage.IN_TRANSFER, new AgentLeg.None(), new Pending(odd)))
                .and(new Fact.Noted(Source.OPERATOR, "asked", Map.of("why", "a\0b")))
                .and(new Fact.MechanismStarted(Mechanism.REFER, null))
                .and(new Fact.VerdictReached(Mechanism.REFER, Verdict.REFUSED, "400: \0")));

        CallHead head = ledger.find(KEY).orElseThrow();
        assertThat(jdbc.sql("select from_number from calls").query(String.class).single())
                .isEqualTo("a\uFFFDnonymous");
        assertThat(ledger.history(head).transfers()).singleElement().satisfies(transfer -> assertThat(transfer.reason())
                .isEqualTo("a\uFFFDb"));
    }

    @Test
    void an_id_of_200_characters_finds_its_call() {
        CallId longest = new CallId("a~.-_".repeat(40));
        opened();

        ledger.apply(KEY, longest, (head, now) -> Decision.to(talking()));

        assertThat(ledger.bySession(longest).orElseThrow().callId()).isEqualTo(longest.value());
    }

    @Test
    void a_dead_database_stores_nothing_and_says_so() {
        opened();
        jdbc.sql("alter table call_events rename to gone").update();
        try {
            assertThatThrownBy(() -> ledger.apply(
                            KEY, (head, now) -> Decision.to(talking()).and(noted("lost"))))
                    .isInstanceOf(DataAccessException.class);
        } finally {
            jdbc.sql("alter table gone rename to call_events").update();
        }

        assertThat(ledger.find(KEY).orElseThrow().publicState()).isEqualTo("ringing");
    }

    @Test
    void commands_and_answer_come_back_with_the_stored_decision() {
        opened();

        Applied applied = ledger.apply(
                        KEY, (head, now) -> Decision.to(talking()).then(new CallCommand.OpenSideband(SESSION)))
                .orElseThrow();

        assertThat(applied.decision().commands()).containsExactly(new CallCommand.OpenSideband(SESSION));
        assertThat(applied.before().publicState()).isEqualTo("ringing");
        assertThat(applied.decision().next())
                .isEqualTo(ledger.find(KEY).orElseThrow().file());
        assertThat(applied.at()).isEqualTo(NOW);
    }

    @Test
    void a_state_that_changed_under_its_lock_is_not_overwritten() {
        opened();

        assertThatThrownBy(() -> ledger.apply(KEY, (head, now) -> {
                    jdbc.sql("update call_states set version = version + 1").update();
                    return Decision.to(talking()).and(noted("overwritten"));
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(types()).doesNotContain("overwritten");
    }

    @Test
    void a_call_that_was_removed_is_not_known_any_more() {
        opened();
        ledger.apply(KEY, SESSION, (head, now) -> Decision.to(talking()));
        ledger.apply(KEY, (head, now) -> Decision.to(file(Stage.ENDED, new AgentLeg.None(), null)));
        List.of("event_outbox", "call_sessions", "call_events", "call_states", "calls")
                .forEach(table -> jdbc.sql("delete from " + table).update());

        assertThat(ledger.find(KEY)).isEmpty();
        assertThat(ledger.bySession(SESSION)).isEmpty();
        assertThat(ledger.byCarrierCall(PARENT)).isEmpty();
        assertThat(ledger.apply(KEY, (head, now) -> Decision.to(talking()))).isEmpty();
    }

    @Test
    void the_end_is_dated_once() {
        opened();
        ledger.apply(KEY, (head, now) -> Decision.to(file(Stage.ENDED, new AgentLeg.None(), null)));

        assertThat(ledger.find(KEY).orElseThrow().endedAt()).isEqualTo(NOW);
        assertThat(jdbc.sql("select count(*) from call_states where due_at is not null")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    // ---- two at once

    @Test
    void of_many_threads_on_one_call_each_decides_on_what_another_stored() throws Exception {
        opened();
        ledger.apply(KEY, (head, now) -> Decision.to(counting(head, 0)));
        int threads = 4;
        int times = 25;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(executor.submit(() -> {
                    start.await();
                    for (int j = 0; j < times; j++) {
                        ledger.apply(KEY, (head, now) -> Decision.to(
                                        counting(head, head.file().call().redials() + 1))
                                .and(noted("counted")));
                    }
                    return null;
                }));
            }

            start.countDown();

            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(ledger.find(KEY).orElseThrow().file().call().redials()).isEqualTo(threads * times);
        assertThat(types()).filteredOn("counted"::equals).hasSize(threads * times);
    }

    private static CallFile counting(CallHead head, int redials) {
        Call call = head.file().call();
        return new CallFile(new Call(call.stage(), call.agent(), redials, 0), null);
    }

    // ---- the fence

    @Test
    void a_second_winner_bites() {
        opened();
        transferring('t');
        ledger.apply(KEY, (head, now) -> Decision.to(head.file()).and(new Fact.Won(Mechanism.REFER)));

        assertThatThrownBy(() -> ledger.apply(KEY, (head, now) -> Decision.to(head.file())
                        .and(noted("second"))
                        .and(new Fact.Won(Mechanism.REDIRECT))))
                .isInstanceOf(DuplicateKeyException.class);

        assertThat(rows("transfer_winners")).isOne();
        assertThat(types()).doesNotContain("second");
    }

    @Test
    void a_second_transfer_while_one_is_in_flight_bites() {
        opened();
        transferring('t');

        assertThatThrownBy(() -> transferring('u')).isInstanceOf(DuplicateKeyException.class);

        assertThat(rows("transfers")).isOne();
        assertThat(ledger.find(KEY).orElseThrow().file().transfer()).isEqualTo(new Pending(plan('t')));
    }

    @Test
    void after_the_outcome_another_transfer_may_begin() {
        opened();
        transferring('t');
        ledger.apply(KEY, (head, now) -> Decision.to(file(
                        Stage.WITH_AGENT,
                        new AgentLeg.Attached("d1", SESSION),
                        new Concluded(plan('t'), Outcome.RETURNED, null)))
                .and(new Fact.OutcomeReached(Outcome.RETURNED, null, "busy")));

        transferring('u');

        assertThat(ledger.history(ledger.find(KEY).orElseThrow()).transfers())
                .extracting(each -> each.transferId().charAt(2) + " " + each.outcome())
                .containsExactlyInAnyOrder("t returned", "u null");
    }

    @Test
    void a_function_call_is_claimed_once_per_call() {
        opened();

        assertThat(ledger.claimToolCall(KEY, "call_1", "transfer_call")).isTrue();
        assertThat(ledger.claimToolCall(KEY, "call_1", "transfer_call")).isFalse();
        assertThat(ledger.claimToolCall(KEY, "call_2", "transfer_call")).isTrue();
    }

    // ---- JSON

    static Stream<CallFile> states() {
        Plan plan = plan('t');
        List<TransferState> transfers = List.of(
                new Pending(plan),
                new Referring(plan, NOW, NOW.plusSeconds(4), null, null),
                new Referring(plan, NOW, NOW.plusSeconds(4), "call.transferred", null),
                new Referring(plan, NOW, NOW.plusSeconds(1), null, new Referring.Doubt("404", true)),
                new Redirecting(plan, null),
                new Redirecting(plan, NOW),
                new Releasing(plan, null, false, false),
                new Releasing(plan, NOW, true, true),
                new Dialling(plan, Mechanism.REDIRECT, 1, LegStatus.ANSWERED, NOW),
                new Returning(plan, "busy", NOW),
                new Concluded(plan, Outcome.BRIDGED, 1),
                new Concluded(plan, Outcome.RETURNED, null));
        List<AgentLeg> legs = List.of(
                new AgentLeg.None(),
                new AgentLeg.Ringing("d1", NOW),
                new AgentLeg.Accepting("d1", SESSION, NOW),
                new AgentLeg.Attaching("d1", SESSION),
                new AgentLeg.Attached("d1", SESSION),
                new AgentLeg.Lost("d1", SESSION, null, NOW, 0),
                new AgentLeg.Lost("d1", SESSION, NOW, NOW, 2),
                new AgentLeg.Parting("d1", SESSION, NOW),
                new AgentLeg.Gone("d1", null, false, NOW),
                new AgentLeg.Gone("d1", SESSION, true, NOW));
        return Stream.concat(
                transfers.stream().map(each -> file(Stage.IN_TRANSFER, legs.get(4), each)),
                legs.stream().map(each -> new CallFile(new Call(Stage.WITH_AGENT, each, 1, 3), null)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void every_state_is_read_as_it_was_written(CallFile file) {
        assertThat(CallFileJson.read(CallFileJson.write(file))).isEqualTo(file);
    }

    @Test
    void the_samples_cover_every_record_of_both_machines() {
        Set<Class<?>> seen = states().flatMap(
                        file -> Stream.of(file.transfer(), file.call().agent()))
                .filter(java.util.Objects::nonNull)
                .map(Object::getClass)
                .collect(Collectors.toSet());

        assertThat(seen)
                .containsAll(kinds(TransferState.class).toList())
                .containsAll(kinds(AgentLeg.class).toList());
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(LedgerTest::kinds)
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("states")
    void every_state_survives_the_database(CallFile file) {
        opened();

        ledger.apply(KEY, (head, now) -> Decision.to(file));

        assertThat(ledger.find(KEY).orElseThrow().file()).isEqualTo(file);
    }

    @Test
    void a_field_of_a_later_version_is_ignored() {
        String json = CallFileJson.write(talking()).replaceFirst("\\{", "{\"fromTheFuture\":1,");

        assertThat(CallFileJson.read(json)).isEqualTo(talking());
    }

    // ---- history

    @Test
    void a_history_reads_back_in_order() {
        opened();
        ledger.apply(KEY, SESSION, (head, now) -> Decision.to(talking()).and(noted("announced")));
        transferring('t');
        ledger.apply(KEY, (head, now) -> Decision.to(head.file())
                .and(new Fact.MechanismStarted(Mechanism.REFER))
                .and(new Fact.EvidenceSeen(
                        Source.OPENAI, Rung.VENDOR_ACCEPTED, "refer-answered", Map.of("answer", "200")))
                .and(new Fact.VerdictReached(Mechanism.REFER, Verdict.SILENT, "no evidence"))
                .and(new Fact.EvidenceSeen(Source.TIMER, null, "deadline", Map.of())));
        ledger.apply(KEY, (head, now) -> Decision.to(file(
                        Stage.LANDED,
                        new AgentLeg.Attached("d1", SESSION),
                        new Concluded(plan('t'), Outcome.BRIDGED, 0)))
                .and(new Fact.OutcomeReached(Outcome.BRIDGED, new Destination("tel:+61491570006"), "held")));

        History history = ledger.history(ledger.find(KEY).orElseThrow());

        assertThat(history.sessions()).containsExactly(SESSION.value());
        assertThat(history.timeline())
                .extracting(History.Event::type)
                .containsExactly(
                        "call-arrived",
                        "announced",
                        "transfer-asked",
                        "mechanism-started",
                        "refer-answered",
                        "verdict",
                        "deadline",
                        "outcome");
        assertThat(history.timeline())
                .allSatisfy(event -> assertThat(event.at()).isEqualTo(NOW));
        assertThat(history.timeline().get(0).detail()).containsEntry("k", "v");
        assertThat(history.transfers()).singleElement().satisfies(transfer -> {
            assertThat(transfer.target()).isEqualTo("front-desk");
            assertThat(transfer.reason()).isEqualTo("wants a \"human\"");
            assertThat(transfer.outcome()).isEqualTo("bridged");
            assertThat(transfer.number()).isEqualTo("tel:+61491570006");
            assertThat(transfer.concludedAt()).isEqualTo(NOW);
            assertThat(transfer.mechanisms()).singleElement().satisfies(tried -> {
                assertThat(tried.mechanism()).isEqualTo("refer");
                assertThat(tried.verdict()).isEqualTo("silent");
                assertThat(tried.decidedAt()).isEqualTo(NOW);
            });
            assertThat(transfer.evidence())
                    .extracting(seen -> seen.source() + " " + seen.rung() + " " + seen.type())
                    .containsExactly(
                            "sideband requested transfer-asked",
                            "openai vendor-accepted refer-answered",
                            "timer null deadline");
        });
        assertThat(ledger.verdict(plan('t').id(), Mechanism.REFER)).contains(Verdict.SILENT);
        assertThat(ledger.verdict(plan('t').id(), Mechanism.REDIRECT)).isEmpty();
    }

    @Test
    void evidence_of_any_length_is_kept() {
        opened();
        String text = "☎".repeat(20_000);

        ledger.apply(KEY, (head, now) -> Decision.to(talking())
                .and(new Fact.Noted(Source.OPENAI, "long", Map.of("answer", text))));

        assertThat(ledger.history(ledger.find(KEY).orElseThrow())
                        .timeline()
                        .get(1)
                        .detail())
                .containsEntry("answer", text);
    }

    // ---- inbox

    @Test
    void a_webhook_is_stored_once_and_worked_off_once() {
        Inbox inbox = new Inbox(jdbc, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(inbox.store("wh_1", "realtime.call.incoming", Optional.of("{\"a\":1}"))
                        .isFirst())
                .isTrue();
        assertThat(inbox.store("wh_1", "realtime.call.incoming", Optional.of("{\"a\":2}"))
                        .isFirst())
                .isFalse();
        assertThat(inbox.waiting(Duration.ZERO)).containsExactly(new Inbox.Waiting("wh_1", "{\"a\":1}"));

        inbox.done("wh_1");

        assertThat(inbox.waiting(Duration.ZERO)).isEmpty();
        assertThat(inbox.store("wh_1", "realtime.call.incoming", Optional.of("{\"a\":3}"))
                        .isFirst())
                .as("a repeat of what is done is still known")
                .isFalse();
    }

    @Test
    void a_webhook_may_be_worked_off_before_it_is_durable_but_not_acknowledged() {
        List<Long> awaited = new ArrayList<>();
        Durability durability = new Durability() {
            @Override
            public long begin() {
                return 7;
            }

            @Override
            public void await(long begun) {
                awaited.add(begun);
            }
        };
        Inbox inbox = new Inbox(jdbc, Clock.fixed(NOW, ZoneOffset.UTC), durability);
        Inbox.Receipt receipt = inbox.store("wh_4", "realtime.call.incoming", Optional.of("{}"));

        assertThat(awaited).isEmpty();
        inbox.settle(receipt);
        inbox.settle(inbox.store("wh_4", "realtime.call.incoming", Optional.of("{}")));

        assertThat(awaited).as("of the repeat, too").containsExactly(7L, 7L);
    }

    @Test
    void an_ignored_webhook_waits_for_nothing_but_is_known() {
        Inbox inbox = new Inbox(jdbc, Clock.fixed(NOW, ZoneOffset.UTC));

        inbox.store("wh_2", "live.transport.incoming", Optional.empty());

        assertThat(inbox.waiting(Duration.ZERO)).isEmpty();
        assertThat(inbox.store("wh_2", "live.transport.incoming", Optional.empty())
                        .isFirst())
                .isFalse();
    }

    @Test
    void of_many_who_store_the_same_webhook_one_wins() {
        Inbox inbox = new Inbox(jdbc, Clock.fixed(NOW, ZoneOffset.UTC));

        long won = IntStream.range(0, 8)
                .parallel()
                .filter(i -> inbox.store("wh_3", "realtime.call.incoming", Optional.of("{}"))
                        .isFirst())
                .count();

        assertThat(won).isOne();
    }

    // ---- restart

    private JdbcConnectionPool openFile(Path folder) {
        JdbcConnectionPool file = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("referee"), "sa", "");
        Schema.of(file).migrate();
        open(file, false);
        return file;
    }

    /** The packed database, whatever the other tests run on. */
    @Test
    void a_restart_on_the_same_file_forgets_nothing(@TempDir Path folder) {
        JdbcConnectionPool first = openFile(folder);
        opened();
        ledger.apply(KEY, SESSION, (head, now) -> Decision.to(talking()));
        transferring('t');
        ledger.apply(KEY, (head, now) -> Decision.to(
                        new CallFile(head.file().call(), new Referring(plan('t'), NOW, NOW.plusSeconds(4), null, null)))
                .and(new Fact.MechanismStarted(Mechanism.REFER)));
        new Inbox(jdbc, Clock.systemUTC()).store("wh_1", "realtime.call.incoming", Optional.of("{}"));
        History before = ledger.history(ledger.find(KEY).orElseThrow());
        first.dispose();

        JdbcConnectionPool again = openFile(folder);

        CallHead head = ledger.find(KEY).orElseThrow();
        assertThat(ledger.history(head)).isEqualTo(before);
        assertThat(head.file().deadline()).contains(NOW.plusSeconds(4));
        assertThat(ledger.living()).containsExactly(head);
        assertThat(ledger.bySession(SESSION)).contains(head);
        assertThat(new Inbox(jdbc, Clock.systemUTC()).waiting(Duration.ZERO)).hasSize(1);
        assertThat(ledger.claimToolCall(KEY, "call_1", "transfer_call")).isTrue();
        assertThatThrownBy(() -> transferring('u')).isInstanceOf(DuplicateKeyException.class);
        again.dispose();
    }
}

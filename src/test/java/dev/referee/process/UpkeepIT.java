package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What two nodes on one PostgreSQL do unasked: calls whose end nobody announced are closed, and what is old is removed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpkeepIT extends ProcessTest {

    private static final Duration LANDED = Duration.ofMinutes(1);
    private static final int CALLS = 8;
    private static final int OLD = LONG ? 20_000 : 1_500;
    private static final Pattern REMOVED = Pattern.compile("removed (\\d+) calls and (\\d+) webhooks, by age");
    private static final List<String> TABLES = List.of("calls", "call_events", "call_sessions", "tool_calls");

    private final List<Jar> nodes = new ArrayList<>();
    private Balancer carrier;
    private Books books;

    @BeforeAll
    void startNodes() {
        int port = FreePort.find();
        String url =
                closing(postgres(folder.resolve("pg").toAbsolutePath(), port)).getJdbcUrl("postgres", "postgres");
        books = new Books(url);
        carrier = closing(new Balancer(vertx, 0));
        carrier.nodes(judge.twinPort());
        Gateways gateways = new Gateways(
                        balancer.url(), "http://127.0.0.1:" + judge.twinPort() + "/v1", carrier.url(), url)
                .with("--referee.retention.every=1s");
        for (String name : List.of("anna", "bert")) {
            nodes.add(closing(gateways.start(name, folder.resolve(name), FreePort.find())));
        }
        balancer.nodes(nodes.get(0).port(), nodes.get(1).port());
        judge.awaitReady();
        nodes.forEach(Jar::awaitReady);
        warm(CALLS);
    }

    /**
     * The carrier's news reach nobody; it is asked, and says that the callers are gone, or that it does not know them. A call
     * that has landed with a human is asked after once a minute, whatever the setting says, hence only in the long run.
     */
    @Test
    @Order(1)
    @EnabledIfSystemProperty(named = "referee.long", matches = "true")
    void calls_whose_end_nobody_announced_are_found_and_closed() {
        List<Seen> calls = endUnannounced();
        String unknown = calls.get(0).parentSid();
        carrier.instead(
                path -> path.contains(unknown) ? 404 : 0,
                "{\"code\":20404,\"message\":\"The requested resource was not found\",\"status\":404}");

        long took = awaitClosed();
        carrier.inTurn();

        report("reconciliation: " + calls.size() + " calls whose end was lost, one of them unknown to the carrier, were"
                + " closed after " + took + " ms at most");
        assertThat(calls.subList(1, calls.size())).allSatisfy(call -> assertThat(
                        judge.call(call.json().required("id").asText()).exchanges("fetch-call"))
                .as(call::toString)
                .isNotEmpty());
        nothingIsLeft(books);
        assertThat(books.broken()).isEmpty();
    }

    /** Callers talk to a human when the line to us is cut, so that neither callback nor sideband tells of their end. */
    private List<Seen> endUnannounced() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(judge.place(Judge.script().put("humanTalkMs", 8_000)));
        }
        await("all talk to a human").atMost(LIMIT).until(() -> ids.stream()
                .map(judge::call)
                .allMatch(call -> !call.bridges().isEmpty()
                        && !books.rows(
                                        "select 1 from calls where carrier_call_id = ? and public_state = 'transferred'",
                                        call.parentSid())
                                .isEmpty()));
        balancer.instead(path -> 502, "");
        List<Seen> calls = over(ids);
        assertThat(books.count("calls", "ended_at is null"))
                .as("nobody knows of their end yet")
                .isEqualTo(ids.size());
        balancer.inTurn();
        return calls;
    }

    private long awaitClosed() {
        long began = System.nanoTime();
        await("closed")
                .pollInterval(Duration.ofMillis(50))
                .atMost(LANDED.plusSeconds(15))
                .untilAsserted(() -> assertThat(books.words("select carrier_call_id from calls where ended_at is null"))
                        .isEmpty());
        assertThat(books.words("select distinct public_state from calls")).containsExactly("ended");
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    /** Both nodes look every second while callers talk; each old row is removed by one of them, and nobody notices. */
    @Test
    @Order(2)
    void what_is_old_is_removed_in_time_by_one_of_the_nodes_while_callers_talk() {
        int deadlocks = deadlocks();
        int removedBefore = removed(1);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            ids.add(judge.place(Judge.script().put("thinkMs", 500)));
        }
        await("all talk").atMost(LIMIT).until(() -> ids.stream()
                .allMatch(id -> judge.call(id).owned("AGENT")));
        int young = books.count("calls", "true");

        long began = System.nanoTime();
        age();
        await("removed").pollInterval(Duration.ofMillis(50)).atMost(LIMIT).untilAsserted(() -> assertThat(
                        books.count("calls", "ended_at < now() - interval '30 days'")
                                + books.count("webhook_inbox", "received_at < now() - interval '7 days'"))
                .isZero());
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
        List<Seen> calls = over(ids);
        nothingIsLeft(books);

        assertThat(wrong(calls, books, "retention")).isEmpty();
        assertThat(calls).allSatisfy(call -> assertThat(call.bridges()).hasSize(1));
        assertThat(books.count("calls", "true")).isEqualTo(young);
        for (String table : TABLES) {
            assertThat(books.count(table, "call_key like 'c-old%'")).as(table).isZero();
        }
        for (String table : List.of("transfers", "transfer_evidence", "transfer_mechanisms", "transfer_winners")) {
            assertThat(books.count(table, "transfer_id like 't-old%'"))
                    .as(table)
                    .isZero();
        }
        assertThat(books.count("webhook_inbox", "webhook_id = 'young'")).isOne();
        await("both have said so").atMost(LIMIT).untilAsserted(() -> assertThat(removed(1) - removedBefore)
                .isEqualTo(OLD));
        assertThat(removed(2)).isEqualTo(OLD);
        assertThat(deadlocks()).isEqualTo(deadlocks);
        assertThat(said("could not be removed")).isEmpty();
        report("retention: " + OLD + " calls and as many webhooks removed in " + took + " ms, of the calls "
                + nodes.stream().map(node -> removed(node, 1)).toList() + " by each node");
    }

    /** Calls that ended 31 days ago, with everything a call can have, and webhooks of 8 days ago. */
    private void age() {
        String series = " from generate_series(1, " + OLD + ") n";
        String then = "now() - interval '31 days'";
        String key = "'c-old' || n";
        String transfer = "'t-old' || n";
        books.run("insert into calls (call_key, call_id, carrier_call_id, agent, from_number, to_number,"
                + " public_state, started_at, ended_at) select " + key + ", 'rtc_old' || n, 'CAold' || n,"
                + " 'default', '+61400000001', '+61290000000', 'ended', " + then + ", 'infinity'" + series);
        books.run("insert into call_states (call_key, version, file) select " + key + ", 1, (select file from"
                + " call_states fetch first 1 rows only)" + series);
        books.run("insert into call_events (call_key, seen_at, source, type, detail) select " + key + ", " + then
                + ", 'carrier', 'call-arrived', '{}'" + series);
        books.run("insert into call_sessions select 'rtc_old' || n, " + key + ", " + then + series);
        books.run("insert into tool_calls select " + key + ", 'call_1', 'transfer_call', " + then + series);
        books.run("insert into transfers (transfer_id, call_key, target, requested_by, reason, summary, requested_at,"
                + " outcome, concluded_at) select " + transfer + ", " + key + ", 'sales', 'agent', '', '', " + then
                + ", 'bridged', " + then + series);
        books.run("insert into transfer_winners select " + transfer + ", 'refer', " + then + series);
        books.run("insert into transfer_mechanisms select " + transfer + ", 'refer', 'confirmed', '', " + then + ", "
                + then + series);
        books.run("insert into transfer_evidence (transfer_id, seen_at, source, type, detail) select " + transfer + ", "
                + then + ", 'carrier', 'x', '{}'" + series);
        books.run("insert into webhook_inbox (webhook_id, received_at, type, done_at) values ('young', now() -"
                + " interval '6 days', 'x', now())");
        books.run("insert into webhook_inbox (webhook_id, received_at, type, done_at) select 'wh_old' || n, now() -"
                + " interval '8 days', 'x', now()" + series);
        books.run("update calls set ended_at = " + then + " where call_key like 'c-old%'");
    }

    private int deadlocks() {
        Map<String, Object> row =
                books.rows("select sum(deadlocks) n from pg_stat_database").get(0);
        return ((Number) row.get("n")).intValue();
    }

    private int removed(int group) {
        return nodes.stream().mapToInt(node -> removed(node, group)).sum();
    }

    private static int removed(Jar node, int group) {
        return lines(node)
                .map(REMOVED::matcher)
                .filter(Matcher::find)
                .mapToInt(found -> Integer.parseInt(found.group(group)))
                .sum();
    }

    private List<String> said(String words) {
        return nodes.stream()
                .flatMap(UpkeepIT::lines)
                .filter(line -> line.contains(words))
                .toList();
    }

    private static Stream<String> lines(Jar node) {
        try {
            return Files.readAllLines(node.log()).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

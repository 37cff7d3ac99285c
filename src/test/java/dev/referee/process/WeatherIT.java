package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One node on PostgreSQL, with bad lines between it and the vendors, and a database that goes away. It is never restarted. */
class WeatherIT extends ProcessTest {

    private static final int CALLS = LONG ? 40 : 6;
    private static final int AWAY_MS = LONG ? 30_000 : 3_000;

    /** More webhooks at once than the node has connections. */
    private static final int FLOOD = 40;

    /** The judge still has the socket that nobody could close. */
    private static final String HALF_OPEN = "a second sideband was opened beside the first";

    private final Path data = folder.resolve("pg").toAbsolutePath();
    private final int databasePort = FreePort.find();
    private EmbeddedPostgres postgres;
    private Line openAi;
    private Line twilio;
    private Line database;
    private final Path hosts = folder.resolve("hosts");
    private Jar node;
    private Books books;

    @BeforeAll
    void startNode() throws IOException {
        postgres = postgres(data, databasePort);
        closing(() -> postgres.close());
        String url = postgres.getJdbcUrl("postgres", "postgres");
        books = new Books(url);
        openAi = new Line(vertx, judge.twinPort());
        twilio = new Line(vertx, judge.twinPort());
        database = new Line(vertx, databasePort);
        names(true);
        Gateways gateways = new Gateways(
                        balancer.url(),
                        "http://openai.test:" + openAi.port() + "/v1",
                        "http://twilio.test:" + twilio.port(),
                        through(database, url))
                .on(
                        "-Djdk.net.hosts.file=" + hosts.toAbsolutePath(),
                        // names that were found are asked for again each time, so that the test need not wait for 30 s
                        "-Dsun.net.inetaddr.ttl=0",
                        // Vert.x asks name servers by itself; here it must ask the same file
                        "-Dvertx.disableDnsResolver=true");
        int port = FreePort.find();
        balancer.nodes(port);
        node = closing(gateways.start("weather", folder.resolve("node"), port));
        judge.awaitReady();
        node.awaitReady();
    }

    /** Whatever the weather was: afterwards a plain call goes through, and nothing is left of those before. */
    @AfterEach
    void fair_weather_needs_no_restart() {
        openAi.weather(Line.Weather.FAIR);
        twilio.weather(Line.Weather.FAIR);
        Seen call = over(List.of(judge.place(Judge.script()))).get(0);
        assertThat(call.bridges()).as(call::toString).hasSize(1);
        assertThat(node.isAlive()).isTrue();
        nothingIsLeft(books);
    }

    /** What name resolution knows: ourselves, and the vendors or not. */
    private void names(boolean vendors) throws IOException {
        String self = "127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName();
        Files.createDirectories(folder);
        Files.writeString(hosts, self + (vendors ? " openai.test twilio.test" : "") + "\n");
    }

    private static ObjectNode patient() {
        return Judge.script().put("patienceMs", 25_000);
    }

    private List<String> place(ObjectNode script) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            ids.add(judge.place(script));
        }
        return ids;
    }

    private void check(String weather, List<Seen> calls) {
        report(weather + ": calls " + calls.size() + ", bridged "
                + calls.stream().filter(call -> !call.bridges().isEmpty()).count() + ", rescued or returned "
                + calls.stream()
                        .filter(call -> call.bridges().isEmpty() && !call.lostPatience())
                        .count()
                + ", out of patience with an agent who waits " + waitedForTheAgent(calls) + ", worst time alone "
                + worstAloneMs(calls) + " ms");
        assertThat(wrong(calls, books, weather, HALF_OPEN)).isEmpty();
    }

    @Test
    void slow_vendors_cost_time_only() {
        openAi.slow(250);
        twilio.slow(250);

        List<Seen> calls = over(place(patient()));

        check("slow by 250 ms each way", calls);
        assertThat(calls)
                .allSatisfy(
                        call -> assertThat(call.bridges()).as(call::toString).hasSize(1));
    }

    @Test
    void vendors_that_reset_every_second_connection_lose_nobody() {
        openAi.weather(Line.Weather.RESETTING_SOME);
        twilio.weather(Line.Weather.RESETTING_SOME);

        check("every second connection reset", over(place(patient())));
    }

    @Test
    void vendors_that_hang_for_some_seconds_lose_nobody() {
        List<String> ids = place(patient().put("refer", "SILENT").put("thinkMs", 600));
        await().atMost(LIMIT)
                .until(() -> ids.stream().allMatch(id -> judge.call(id).tells("/refer arrives")));
        openAi.weather(Line.Weather.HANGING);
        twilio.weather(Line.Weather.HANGING);
        Wait.drawn(5_000);
        openAi.weather(Line.Weather.FAIR);
        twilio.weather(Line.Weather.FAIR);

        check("everything hangs for 5 s in the middle of transfers", over(ids));
    }

    /** The socket is open on both sides, but nothing comes through: only pings can tell. */
    @Test
    void a_half_open_sideband_is_noticed_and_opened_anew() {
        ObjectNode script = Judge.script().put("thinkMs", 17_000);
        List<String> ids = place(script);
        await().atMost(LIMIT)
                .until(() -> ids.stream().allMatch(id -> judge.call(id).tells("the agent: GREET")));
        long frozen = System.nanoTime();
        assertThat(openAi.freezeWebSockets()).isEqualTo(CALLS);

        await("attached again")
                .pollInterval(Duration.ofMillis(50))
                .atMost(LIMIT)
                .until(() -> ids.stream()
                        .allMatch(id -> judge.call(id).exchanges("attach").size() > 1));
        long noticed = Duration.ofNanos(System.nanoTime() - frozen).toMillis();
        List<Seen> calls = over(ids);

        report("half-open sidebands: all attached again after " + noticed + " ms");
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.faults()).containsOnly(HALF_OPEN);
            assertThat(call.bridges()).as(call::toString).hasSize(1);
        });
        assertThat(noticed).isLessThan(16_500);
    }

    @Test
    void without_the_database_nothing_is_acknowledged_and_with_it_everything_goes_on() throws Exception {
        // the model is told that its tool failed, talks on, and tries again when the database is back
        ObjectNode script = patient().put("thinkMs", 3_000);
        script.putArray("modelAfterReturn").add("SAY").add("SAY").add("TRANSFER");
        List<String> ids = place(script);
        await().atMost(LIMIT)
                .until(() -> ids.stream().allMatch(id -> judge.call(id).tells("the agent: GREET")));
        postgres.close();
        long away = System.nanoTime();

        HttpResponse<String> webhook = webhook("wh_while_the_database_is_away");
        long answered = Duration.ofNanos(System.nanoTime() - away).toMillis();
        int readiness = node.status("/actuator/health/readiness");
        Wait.drawn(AWAY_MS);
        HttpResponse<String> again = webhook("wh_while_the_database_is_away");
        postgres = postgres(data, databasePort);
        await("acknowledged")
                .atMost(LIMIT)
                .until(() -> webhook("wh_while_the_database_is_away").statusCode() == 200);
        long gone = Duration.ofNanos(System.nanoTime() - away).toMillis();
        List<Seen> calls = over(ids);

        report("database away for " + gone + " ms: webhook answered " + webhook.statusCode() + " after " + answered
                + " ms, then " + again.statusCode());
        check("database away", calls);
        assertThat(List.of(webhook.statusCode(), again.statusCode())).containsOnly(503);
        assertThat(webhook.headers().firstValue("Retry-After")).isPresent();
        assertThat(answered).isLessThan(10_000);
        assertThat(readiness).isEqualTo(503);
        assertThat(books.count("webhook_inbox", "webhook_id = 'wh_while_the_database_is_away'"))
                .isEqualTo(1);
    }

    /** Connections stay open, but nothing comes back: neither on those that the pool has nor on new ones. */
    @Test
    void a_database_that_hangs_is_answered_with_503_in_time_and_costs_no_call() throws Exception {
        ObjectNode script = patient().put("thinkMs", 3_000).put("patienceMs", AWAY_MS + 30_000);
        script.putArray("modelAfterReturn").add("SAY").add("SAY").add("TRANSFER");
        List<String> ids = place(script);
        await().atMost(LIMIT)
                .until(() -> ids.stream().allMatch(id -> judge.call(id).tells("the agent: GREET")));
        List<String> acknowledged = new CopyOnWriteArrayList<>();
        List<Answer> answers = new CopyOnWriteArrayList<>();

        database.weather(Line.Weather.HANGING);
        long hanging = System.nanoTime();
        ids.add(judge.place(script));
        ExecutorService senders = closing(new Senders(FLOOD)).pool();
        int round = 0;
        do {
            answers.addAll(flood(senders, "wh_hanging_" + round++, acknowledged));
        } while (System.nanoTime() - hanging < Duration.ofMillis(AWAY_MS).toNanos());
        int readiness = node.status("/actuator/health/readiness");
        int sockets = sidebands();
        long attaches = ids.stream()
                .mapToLong(id -> judge.call(id).exchanges("attach").size())
                .sum();
        database.weather(Line.Weather.FAIR);
        long fair = System.nanoTime();
        await("acknowledged")
                .atMost(LIMIT)
                .until(() -> webhook("wh_after_hanging").statusCode() == 200);
        long back = Duration.ofNanos(System.nanoTime() - fair).toMillis();
        long hung = Duration.ofNanos(fair - hanging).toMillis();
        List<Seen> calls = over(ids);

        long slowest = answers.stream().mapToLong(Answer::ms).max().orElseThrow();
        report("database hangs for " + hung + " ms: " + answers.size() + " webhooks, acknowledged "
                + acknowledged.size() + ", slowest answer " + slowest + " ms, in order again after " + back + " ms");
        check("database hangs", calls);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.retryAfter()).isTrue();
        });
        assertThat(slowest).isLessThan(10_000);
        assertThat(readiness).isEqualTo(503);
        assertThat(sockets).as("sidebands during it").isEqualTo(CALLS);
        assertThat(attaches).as("opened until the end of it").isEqualTo(CALLS);
        assertThat(back).isLessThan(10_000);
    }

    private int sidebands() {
        return Judge.read(node.get("/actuator/health/sideband"))
                .at("/details/open")
                .asInt();
    }

    private List<Answer> flood(ExecutorService senders, String name, List<String> acknowledged) throws Exception {
        List<Callable<Answer>> all = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            String id = name + "_" + i;
            all.add(() -> {
                long asked = System.nanoTime();
                HttpResponse<String> answer = webhook(id);
                if (answer.statusCode() == 200) {
                    acknowledged.add(id);
                }
                return new Answer(
                        answer.statusCode(),
                        answer.headers().firstValue("Retry-After").isPresent(),
                        Duration.ofNanos(System.nanoTime() - asked).toMillis());
            });
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> each : senders.invokeAll(all)) {
            answers.add(each.get());
        }
        return answers;
    }

    private record Answer(int status, boolean retryAfter, long ms) {}

    private record Senders(ExecutorService pool) implements AutoCloseable {
        Senders(int threads) {
            this(Executors.newFixedThreadPool(threads));
        }

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }

    /** Both vendors' names are gone for some seconds, and no connection is left that could do without. */
    @Test
    void vendors_whose_names_cannot_be_resolved_are_found_again_as_soon_as_they_can() throws Exception {
        List<String> ids = new ArrayList<>();
        Instant back;
        names(false);
        openAi.cut();
        twilio.cut();
        try {
            ids.addAll(place(patient()));
            await().atMost(LIMIT).until(() -> ids.stream().allMatch(id -> judge.call(id).exchanges("webhook").stream()
                    .anyMatch(each -> each.required("status").asInt() == 200)));
            Wait.drawn(2_000);
        } finally {
            back = Instant.now();
            names(true);
        }

        List<Seen> calls = over(ids);

        check("no names for 2 s", calls);
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.exchanges("accept")).as("the names were gone").allMatch(accept -> Seen.at(accept)
                    .isAfter(back));
            assertThat(call.owned("AGENT")).as(call::toString).isTrue();
            assertThat(call.bridges()).as(call::toString).hasSize(1);
        });
    }
}

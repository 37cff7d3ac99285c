package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.testkit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One node with small bounds on PostgreSQL, and far more of everything than it takes. It is never restarted. */
class LoadIT extends ProcessTest {

    private static final int CALLS = 10;
    private static final int REQUESTS = 60;
    private static final int FLOOD = LONG ? 40_000 : 4_000;
    private static final int AT_ONCE = 50;
    private static final int SLOW = 50;
    private static final int CONNECTIONS = 400;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String database;
    private Jar node;
    private Books books;

    @BeforeAll
    void startNode() {
        database = closing(postgres(folder.resolve("pg").toAbsolutePath(), FreePort.find()))
                .getJdbcUrl("postgres", "postgres");
        books = new Books(database);
        int port = FreePort.find();
        balancer.nodes(port);
        node = closing(gateways(database)
                .with(
                        "--referee.limits.calls=" + CALLS,
                        "--referee.limits.transfers=3",
                        "--referee.limits.commands=100",
                        "--referee.limits.requests=" + REQUESTS,
                        "--referee.limits.body-timeout=1s",
                        "--server.tomcat.connection-timeout=2s",
                        "--server.tomcat.max-connections=" + CONNECTIONS)
                .start("load", folder.resolve("node"), port));
        judge.awaitReady();
        node.awaitReady();
        over(List.of(judge.place(Judge.script())));
    }

    /** Whatever came: afterwards a plain call goes through, and nothing is left of what came. */
    @AfterEach
    void a_plain_call_goes_through() {
        Seen call = over(List.of(judge.place(Judge.script()))).get(0);
        assertThat(call.bridges()).as(call::toString).hasSize(1);
        assertThat(node.isAlive()).isTrue();
        nothingIsLeft(books);
        await("nothing is held").atMost(LIMIT).untilAsserted(() -> assertThat(
                        node.series("referee_node_held").values())
                .containsOnly(0.0));
        assertThat(node.metric("jvm_threads_peak_threads")).isLessThan(500);
    }

    @Test
    void callers_beyond_the_bound_hear_an_apology_and_those_within_it_notice_nothing() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6 * CALLS; i++) {
            ids.add(judge.place(Judge.script().put("thinkMs", 1_500).put("refer", i % 2 == 0 ? "WORKS" : "SILENT")));
        }
        List<Seen> calls = over(ids);

        long bridged = calls.stream().filter(call -> call.bridges().size() == 1).count();
        List<Seen> others =
                calls.stream().filter(call -> call.bridges().isEmpty()).toList();
        long slowest = calls.stream()
                .filter(call -> !call.bridges().isEmpty())
                .mapToLong(call -> Duration.between(
                                Seen.at(call.list("owners").get(0)),
                                Seen.at(call.bridges().get(0)))
                        .toMillis())
                .max()
                .orElseThrow();
        report("more callers than allowed: " + calls.size() + " at once for " + CALLS + ", bridged " + bridged
                + ", apology " + others.size() + ", slowest to a human " + slowest + " ms, worst time alone "
                + worstAloneMs(calls) + " ms");
        assertThat(bridged).isGreaterThanOrEqualTo(CALLS);
        assertThat(others).isNotEmpty().allMatch(call -> call.tells("We are sorry"));
        assertThat(others).allMatch(call -> call.rings().isEmpty() && !call.lostByCarrier());
        assertThat(wrong(
                        calls.stream().filter(call -> !call.bridges().isEmpty()).toList(), books, "overload"))
                .isEmpty();
        assertThat(slowest).isLessThan(20_000);
    }

    /** The database stands still, so whatever is let in waits: as many as the bound says, and the rest is answered at once. */
    @Test
    void requests_beyond_the_bound_are_turned_away_at_once() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> webhooks = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> callers = new ArrayList<>();
        long turnedAway;
        long held;
        long answered;
        try (Connection connection = DriverManager.getConnection(database, "postgres", "");
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("lock table webhook_inbox in access exclusive mode");
            long began = System.nanoTime();
            for (int i = 0; i < 4 * REQUESTS; i++) {
                webhooks.add(http.sendAsync(webhook("wh_pile_" + i, true), BodyHandlers.ofString()));
            }
            await("all beyond the bound are answered")
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(15))
                    .until(() ->
                            webhooks.stream().filter(CompletableFuture::isDone).count() >= 3 * REQUESTS);
            answered = Duration.ofNanos(System.nanoTime() - began).toMillis();
            held = (long)
                    node.series("referee_node_held").get("{what=\"requests\"}").doubleValue();
            callers.add(http.sendAsync(inbound(), BodyHandlers.ofString()));
            connection.rollback();
        }
        List<HttpResponse<String>> answers =
                webhooks.stream().map(CompletableFuture::join).toList();
        turnedAway =
                answers.stream().filter(answer -> answer.statusCode() == 503).count();

        report("requests: " + answers.size() + " at once for " + REQUESTS + ", turned away " + turnedAway + " within "
                + answered + " ms, held at most " + held);
        assertThat(held).isLessThanOrEqualTo(REQUESTS);
        assertThat(turnedAway).isGreaterThanOrEqualTo(3 * REQUESTS);
        assertThat(answers).allMatch(answer -> answer.statusCode() == 200 || answer.statusCode() == 503);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 503))
                .allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());
        assertThat(answered).isLessThan(1_900); // before the database gives up
        assertThat(callers.get(0).join().statusCode()).isIn(200, 403);
    }

    @Test
    void a_flood_of_bad_signatures_costs_no_transaction_and_callers_notice_nothing() throws Exception {
        double quiet = commitsPerSecond(Duration.ofSeconds(2));
        long commits = commits();
        long began = System.nanoTime();
        Map<Integer, Integer> statuses = flood(FLOOD / 2);
        double seconds = (System.nanoTime() - began) / 1e9;
        long more = commitsAfterAWhile(commits);

        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(judge.place(Judge.script()));
        }
        Map<Integer, Integer> meanwhile = flood(FLOOD / 2);
        List<Seen> calls = over(ids);

        report("bad signatures: " + FLOOD / 2 + " in " + seconds + " s, answers " + statuses + " " + meanwhile
                + ", transactions meanwhile " + more + ", usual " + quiet + "/s; calls meanwhile, worst time alone "
                + worstAloneMs(calls) + " ms");
        assertThat(statuses.keySet()).containsExactly(400, 403);
        assertThat((double) more).isLessThan(3 * quiet * (seconds + 2) + FLOOD / 10.0);
        assertThat(calls).allSatisfy(call -> assertThat(call.bridges()).hasSize(1));
        assertThat(wrong(calls, books, "flood")).isEmpty();
    }

    /** They hold their connection as long as the settings allow, and nobody else waits for them. */
    @Test
    void who_sends_byte_by_byte_or_nothing_gets_a_408_or_is_cut_off_and_callers_notice_nothing() throws Exception {
        List<Socket> bodies = new ArrayList<>();
        List<Socket> silent = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < SLOW; i++) {
            String path = i % 2 == 0 ? "/openai/webhook" : "/twiml/inbound";
            bodies.add(open("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"));
            silent.add(open(i % 2 == 0 ? "POST /openai/webhook HTTP/1.1\r\nHost" : ""));
        }
        List<String> ids = List.of(judge.place(Judge.script()), judge.place(Judge.script()));
        Map<String, Integer> ends = new TreeMap<>();
        for (Socket socket : bodies) {
            ends.merge(trickled(socket), 1, Integer::sum);
        }
        long bodiesTook = Duration.ofNanos(System.nanoTime() - began).toMillis();
        for (Socket socket : silent) {
            ends.merge("silent " + answer(socket), 1, Integer::sum);
        }
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
        List<Seen> calls = over(ids);

        report("slow senders: " + ends + ", bodies over after " + bodiesTook + " ms, all after " + took
                + " ms; calls meanwhile, worst time alone " + worstAloneMs(calls) + " ms");
        assertThat(ends.keySet()).allMatch(end -> end.matches("(silent )?(408|503|closed)"));
        assertThat(ends.get("408")).isEqualTo(SLOW);
        assertThat(took).isLessThan(15_000);
        assertThat(calls).allSatisfy(call -> assertThat(call.bridges()).hasSize(1));
        assertThat(wrong(calls, books, "slow senders")).isEmpty();
    }

    @Test
    void idle_connections_beyond_the_bound_are_closed_and_the_node_answers_again() throws Exception {
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS + 50; i++) {
            idle.add(open(""));
        }
        long began = System.nanoTime();
        await("it answers").atMost(Duration.ofSeconds(20)).until(() -> node.status("/actuator/health") == 200);
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();

        report("idle connections: " + idle.size() + " for " + CONNECTIONS + ", answered again after " + took + " ms");
        for (Socket socket : idle) {
            assertThat(answer(socket)).isEqualTo("closed");
        }
    }

    @Test
    void a_body_beyond_the_bound_is_a_413_however_its_length_is_told() throws Exception {
        byte[] large = new byte[2 * 1024 * 1024];
        for (String path : List.of("/openai/webhook", "/twiml/inbound", "/twilio/agent-leg", "/api/calls/x/hangup")) {
            Socket announced = open("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + Gateways.OPERATOR + "\r\n" + "Content-Length: " + large.length + "\r\n\r\n");
            assertThat(answer(announced)).as(path).isEqualTo("413");
            Socket chunked =
                    open("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateways.OPERATOR + "\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + "100001\r\n");
            try {
                chunked.getOutputStream().write(large, 0, 0x100001);
                chunked.getOutputStream().flush();
            } catch (IOException cut) {
                // it has been answered already
            }
            assertThat(answer(chunked)).as(path).isIn("413", "closed");
        }
    }

    private Map<Integer, Integer> flood(int count) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.acquire();
            HttpRequest request = i % 2 == 0 ? webhook("wh_flood_" + i, false) : inbound();
            answers.add(http.sendAsync(request, BodyHandlers.discarding())
                    .whenComplete((answer, failure) -> places.release()));
        }
        Map<Integer, Integer> statuses = new TreeMap<>();
        answers.forEach(answer -> statuses.merge(answer.join().statusCode(), 1, Integer::sum));
        return statuses;
    }

    private HttpRequest inbound() {
        return HttpRequest.newBuilder(node.url("/twiml/inbound"))
                .timeout(Duration.ofSeconds(30))
                .header("X-Twilio-Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("CallSid=CA00000000000000000000000000000001&From=%2B61400000001"))
                .build();
    }

    private HttpRequest webhook(String id, boolean signed) {
        long timestamp = System.currentTimeMillis() / 1000;
        String body = "{\"object\":\"event\",\"id\":\"evt_1\",\"type\":\"realtime.call.other\",\"created_at\":"
                + timestamp + ",\"data\":{}}";
        return HttpRequest.newBuilder(URI.create(node.url("/openai/webhook").toString()))
                .timeout(Duration.ofSeconds(30))
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", "v1," + signature(signed ? id : "forged", timestamp, body))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String signature(String id, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = Base64.getDecoder().decode(Gateways.WEBHOOK_SECRET.substring("whsec_".length()));
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] text = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString(mac.doFinal(text));
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Transactions of the node since the start; the server tells with a delay of a second or so. */
    private long commits() {
        Number count = (Number)
                books.rows("select xact_commit + xact_rollback n from pg_stat_database where datname = 'postgres'")
                        .get(0)
                        .get("n");
        return count.longValue();
    }

    private double commitsPerSecond(Duration measured) {
        long before = commits();
        long began = System.nanoTime();
        Wait.drawn(measured.toMillis());
        return (commits() - before) / ((System.nanoTime() - began) / 1e9);
    }

    private long commitsAfterAWhile(long before) {
        Wait.drawn(2_000); // PostgreSQL's backends tell their numbers once a second
        return commits() - before;
    }

    private Socket open(String head) throws IOException {
        Socket socket = new Socket("127.0.0.1", node.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Sends a byte every now and then until the node has had enough; gives its answer. */
    private static String trickled(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int i = 0; i < 40 && in.available() == 0; i++) {
                out.write('x');
                Wait.drawn(50);
            }
        } catch (IOException cut) {
            // it has been answered, or not
        }
        return answer(socket);
    }

    /** The status, or that the connection was closed without one. */
    private static String answer(Socket socket) {
        try (socket) {
            byte[] line = socket.getInputStream().readNBytes(12);
            return line.length < 12 ? "closed" : new String(line, 9, 3, StandardCharsets.US_ASCII);
        } catch (java.net.SocketTimeoutException open) {
            return "still open";
        } catch (IOException reset) {
            return "closed";
        }
    }
}

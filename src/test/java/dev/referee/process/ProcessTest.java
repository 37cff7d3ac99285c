package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.bench.Stolen;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/** A judge, a public address, and whatever gateways a test starts behind it. Everything is a process of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProcessTest {

    static final boolean LONG = Boolean.getBoolean("referee.long");
    static final long SEED = Long.getLong("referee.seed", 20_261_122L);
    /** A test that is run again must not find the books of the first time. */
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** An accept whose answer could not be stored is sent again by whoever takes over; the vendor refuses it. */
    static final String AGAIN = "accepted twice";

    /** Much more than a lease: on a machine that is left alone a take-over is held to {@link #TAKEN_OVER_SOON}. */
    static final Duration TAKEN_OVER = Duration.ofSeconds(30);

    /** The README says 3.5 s. */
    static final Duration TAKEN_OVER_SOON = Duration.ofSeconds(5);

    /** Only a machine that hardly gets on comes near it. */
    static final Duration LIMIT = Duration.ofSeconds(240);

    /** A node that accepts within it is far from its timeouts. */
    private static final long BRISK_MS = 1_000;

    final Path folder = Jar.WORK.resolve(
            getClass().getSimpleName() + "-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet());

    private final HttpClient http = HttpClient.newHttpClient();

    Vertx vertx;
    Balancer balancer;
    Judge judge;

    static {
        for (String talkative : List.of("io.zonky", "io.vertx", "io.netty")) {
            ((Logger) LoggerFactory.getLogger(talkative)).setLevel(Level.OFF);
        }
    }

    private final List<AutoCloseable> closed = new ArrayList<>();

    @BeforeAll
    void startJudge() {
        vertx = Vertx.vertx();
        closed.add(() -> Wait.join(vertx.close()));
        balancer = closing(new Balancer(vertx, 14_000));
        judge = closing(Judge.start(folder.resolve("judge"), balancer.url()));
    }

    @AfterAll
    void stop() throws Exception {
        for (int i = closed.size() - 1; i >= 0; i--) {
            closed.get(i).close();
        }
    }

    <T extends AutoCloseable> T closing(T it) {
        closed.add(it);
        return it;
    }

    /** A gateway that speaks to the judge directly. */
    Gateways gateways(String database) {
        String twin = "http://127.0.0.1:" + judge.twinPort();
        return new Gateways(balancer.url(), twin + "/v1", twin, database);
    }

    /** PostgreSQL; closing it keeps its files, so that it can be started again on the same port. */
    static EmbeddedPostgres postgres(Path data, int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL of PostgreSQL through a line. */
    static String through(Line line, String url) {
        return url.replaceFirst("localhost:[0-9]+", "127.0.0.1:" + line.port());
    }

    /** Waits until all these calls are over. */
    List<Seen> over(List<String> ids) {
        await("all calls are over")
                .pollInterval(Duration.ofMillis(200))
                .atMost(LIMIT)
                .until(() -> ids.stream().allMatch(id -> judge.call(id).over()));
        return ids.stream().map(judge::call).toList();
    }

    /**
     * Plays plain calls, one after the other and then so many at once, until all of them are accepted briskly. What a node that
     * has only just started makes of a crowd is the machine's matter.
     */
    void warm(int atOnce) {
        for (int calls : List.of(1, atOnce)) {
            await("the nodes answer briskly")
                    .pollDelay(Duration.ZERO)
                    .atMost(LIMIT)
                    .until(() -> over(Stream.generate(
                                            () -> judge.place(Judge.script().put("humanTalkMs", 100)))
                                    .limit(calls)
                                    .toList())
                            .stream()
                            .allMatch(call -> call.toAcceptMs() < BRISK_MS));
        }
    }

    /** Plays so many calls, no more than so many of them at once, and shows each when it is over. */
    void play(int calls, int atOnce, Supplier<ObjectNode> script, Consumer<Seen> over) {
        Deque<String> inTheAir = new ArrayDeque<>();
        for (int placed = 0; placed < calls || !inTheAir.isEmpty(); ) {
            if (placed < calls && inTheAir.size() < atOnce) {
                inTheAir.add(judge.place(script.get()));
                placed++;
            } else {
                String id = inTheAir.remove();
                await(id + " is over")
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(20))
                        .atMost(LIMIT)
                        .until(() -> judge.call(id).over());
                over.accept(judge.call(id));
            }
        }
    }

    static <T> T any(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** One of the faults that count in a crash. */
    static ObjectNode drawn(Random random, Function<Random, ObjectNode> usual) {
        ObjectNode script = usual.apply(random).put("seed", 1 + random.nextInt(1_000_000));
        script.put("refer", any(random, List.of("WORKS", "SILENT", "SILENT", "ERROR", "TWICE", "LATE")))
                .put("referLateMs", 500 + random.nextInt(1_500));
        script.put(
                "carrierRest",
                any(random, List.of("WORKS", "WORKS", "ERROR_500_NOT_APPLIED", "APPLIED_BUT_500", "IGNORED")));
        script.put("webhook", any(random, List.of("ONCE", "DOUBLED", "DOUBLED_NEW_ID")));
        script.put("callbacks", any(random, List.of("ONCE", "DOUBLED", "OUT_OF_ORDER")));
        ObjectNode humans = script.putObject("humans");
        humans.put("#1", any(random, List.of("ANSWERS", "ANSWERS", "BUSY", "NO_ANSWER")));
        humans.put("*", any(random, List.of("ANSWERS", "ANSWERS", "NO_ANSWER")));
        return script;
    }

    /** What was wrong with one call, as far as the judge saw; some complaints may be excused. */
    static List<String> faults(Seen call, String... excused) {
        List<String> found = new ArrayList<>(call.faults());
        found.removeAll(List.of(excused));
        if (call.acceptsThatTook() > 1) {
            found.add("accepted " + call.acceptsThatTook() + " times");
        }
        if (call.lostByCarrier()) {
            found.add("the carrier got no document and gave the caller up");
        }
        if (call.lostPatience() && !call.waitedForTheAgent()) {
            found.add("the caller waited in vain");
        }
        if (call.lastOwner().equals("NOBODY") || call.lastOwner().equals("RINGING")) {
            found.add("nobody had the caller at the end");
        }
        return found;
    }

    /** What must be true of every caller, whatever died; some complaints of the judge may be excused. */
    static List<String> wrong(List<Seen> calls, Books books, String what, String... excused) {
        List<String> wrong = new ArrayList<>();
        for (Seen call : calls) {
            List<String> found = faults(call, excused);
            if (!found.isEmpty()) {
                wrong.add(what + ": " + found + "\n" + call + "\n  ledger\n  "
                        + String.join("\n  ", books.timeline(call.parentSid())));
            }
        }
        return wrong;
    }

    static long worstAloneMs(List<Seen> calls) {
        return calls.stream()
                .mapToLong(call -> call.longestAlone().toMillis())
                .max()
                .orElse(0);
    }

    static long waitedForTheAgent(List<Seen> calls) {
        return calls.stream().filter(Seen::waitedForTheAgent).count();
    }

    static void report(String line) {
        System.out.println("REPORT " + line);
    }

    /**
     * Holds it to the bound if the host left this machine alone since then and its processors had something left; else its
     * lateness tells of the machine.
     */
    static void inTime(Stolen since, String what, double ms, double boundMs) {
        double percent = since.percent();
        boolean usedUp = since.isUsedUp();
        if (Stolen.isCalm(percent) && !usedUp) {
            assertThat(ms).as(what + ", ms").isLessThan(boundMs);
        } else {
            report(what + ": " + ms + " ms, not held to " + boundMs + " ms" + Stolen.remark(percent)
                    + (usedUp ? "; the processors were used up" : ""));
        }
    }

    static void nothingIsLeft(Books books) {
        await("the ledger is clean").atMost(LIMIT).untilAsserted(() -> assertThat(books.leftOpen())
                .isEmpty());
    }

    /** A webhook of a type that is stored and ignored. */
    HttpResponse<String> webhook(String id) throws Exception {
        long timestamp = System.currentTimeMillis() / 1000;
        String body = "{\"object\":\"event\",\"id\":\"evt_1\",\"type\":\"realtime.call.other\",\"created_at\":"
                + timestamp + ",\"data\":{}}";
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(Gateways.WEBHOOK_SECRET.substring("whsec_".length()));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] signature = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(balancer.url() + "/openai/webhook"))
                .timeout(Duration.ofSeconds(20))
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        }
    }
}

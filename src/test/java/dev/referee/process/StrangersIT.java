package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that strangers may send, one kind after the other, to a node of 1 GiB with the bounds it is shipped with; while they
 * do, the carrier's and OpenAI's signed requests are served as if nobody were there, and calls are bridged.
 */
class StrangersIT extends ProcessTest {

    private static final Duration EACH = Duration.ofSeconds(LONG ? 30 : 4);

    /** Between two requests of one stranger; in the short run other tests need the processors, too. */
    private static final long PAUSE_MS = LONG ? 0 : 10;

    private static final int SLOW = 1_000;
    private static final List<String> PATHS = List.of("/openai/webhook", "/twiml/inbound", "/api/session", "/nowhere");

    /** How long it is measured, just before, what a signed request takes while nobody disturbs it. */
    private static final Duration QUIET = Duration.ofSeconds(LONG ? 3 : 1);

    /** Beyond twice of it: strangers share the processors with it. */
    private static final long WAIT_MAX_MS = 100;

    /** A stranger who makes signed requests wait does so each time; what shares the processors does not. */
    private static final int TRIES = 3;

    /** Of so many percent of them. In the short run other tests share the processors, so its slowest say nothing. */
    private static final int MEASURED = LONG ? 95 : 50;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Jar node;

    static Stream<Arguments> javas() {
        return Javas.all().entrySet().stream().map(java -> Arguments.of(java.getKey(), java.getValue()));
    }

    /** One kind of stranger: sends for a while, and tells how often which answer came. */
    @FunctionalInterface
    private interface Stranger {

        void send(long untilNanos, Map<String, Integer> answers) throws Exception;
    }

    @ParameterizedTest(name = "Java {0}")
    @MethodSource("javas")
    void strangers_keep_no_signed_caller_waiting(int version, Path java) throws Exception {
        int port = FreePort.find();
        balancer.nodes(port);
        node = closing(gateways("jdbc:h2:file:./data/strangers")
                .under(java)
                .on("-Xmx1g")
                .with("--referee.limits.body-timeout=2s")
                .start("strangers-" + version, folder.resolve("node-" + version), port));
        judge.awaitReady();
        node.awaitReady();
        warm(2);
        signed(Duration.ofSeconds(3));

        Map<String, Stranger> all = strangers();
        List<String> table = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Stranger> stranger : all.entrySet()) {
            List<String> each = meet(stranger.getKey(), stranger.getValue(), table);
            for (int again = 1; !each.isEmpty() && again < TRIES; again++) {
                each = meet(stranger.getKey(), stranger.getValue(), table);
            }
            wrong.addAll(each);
            if (!lets("the right token", "Bearer " + Gateways.OPERATOR)) {
                wrong.add(stranger.getKey() + ": the right token is locked out");
            }
        }
        report("Java " + version + "\n" + String.join("\n", table));
        assertThat(wrong).isEmpty();
        assertThat(node.isAlive()).isTrue();
        node.close();
    }

    /** Gives what was wrong. */
    private List<String> meet(String name, Stranger stranger, List<String> table) throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> answers = new ConcurrentSkipListMap<>();
        ExecutorService beside = Executors.newSingleThreadExecutor();
        long usualMs = percentile(signed(QUIET), MEASURED);
        int lines = logLines();
        String id = judge.place(Judge.script());
        try {
            long until = System.nanoTime() + EACH.toNanos();
            Future<?> sending = beside.submit(() -> {
                stranger.send(until, answers);
                return null;
            });
            long[] tookMs = signed(EACH);
            sending.get(60, TimeUnit.SECONDS);
            Seen call = over(List.of(id)).get(0);
            int more = logLines() - lines;
            long measuredMs = percentile(tookMs, MEASURED);
            table.add(String.format(
                    "  %-34s %-44s signed: %d, usual p%d %d, p50 %d, p95 %d, max %d ms; lines in the log %d",
                    name,
                    answers,
                    tookMs.length,
                    MEASURED,
                    usualMs,
                    percentile(tookMs, 50),
                    percentile(tookMs, 95),
                    percentile(tookMs, 100),
                    more));
            if (measuredMs - 2 * usualMs > WAIT_MAX_MS) {
                wrong.add(name + ": signed requests waited, p" + MEASURED + " " + measuredMs + " ms, usual " + usualMs
                        + " ms");
            }
            if (more > 40 + 8 * EACH.toSeconds()) {
                wrong.add(name + ": " + more + " lines in the log");
            }
            if (call.bridges().size() != 1) {
                wrong.add(name + ": " + call);
            }
            return wrong;
        } finally {
            beside.shutdownNow();
        }
    }

    /** Signed webhooks, one after the other; each must be taken. Gives how long each took, in ms. */
    private long[] signed(Duration howLong) throws Exception {
        List<Long> took = new ArrayList<>();
        long until = System.nanoTime() + howLong.toNanos();
        while (System.nanoTime() < until) {
            long began = System.nanoTime();
            HttpResponse<String> answer = webhook("wh_signed_" + began);
            took.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            Wait.drawn(10);
        }
        return took.stream().mapToLong(Long::longValue).toArray();
    }

    private static long percentile(long[] values, int percent) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private int logLines() {
        try (Stream<String> lines = Files.lines(node.log())) {
            return (int) lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean lets(String who, String authorization) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(node.url("/api/calls"))
                .header("Authorization", authorization)
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    private Map<String, Stranger> strangers() {
        Map<String, Stranger> all = new java.util.LinkedHashMap<>();
        all.put("compressed bodies", this::compressed);
        all.put("1,000 slow bodies on four paths", (until, answers) -> slow(until, answers, 0));
        all.put("1,000 large bodies that never end", (until, answers) -> slow(until, answers, 60_000));
        all.put(
                "readers of files that read nothing",
                (until, answers) -> slowReaders(until, answers, "GET /css/views.css"));
        all.put(
                "the same, of refused callbacks",
                (until, answers) -> slowReaders(until, answers, "POST /twiml/inbound"));
        all.put("the same, of health", (until, answers) -> slowReaders(until, answers, "GET /actuator/health"));
        all.put("the same, of the sign-in", (until, answers) -> slowReaders(until, answers, "GET /api/session"));
        String many = IntStream.range(0, 450)
                .mapToObj(i -> "a" + i + "=" + "%C3%A4".repeat(20))
                .collect(Collectors.joining("&"));
        all.put(
                "large forms that nobody signed",
                (until, answers) -> repeat(
                        until, answers, () -> HttpRequest.newBuilder(node.url("/twiml/inbound?x=%27%40%3A,%C3%A4"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("X-Twilio-Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                                .POST(BodyPublishers.ofString(many))
                                .build()));
        all.put(
                "guessed bearer tokens",
                (until, answers) -> repeat(until, answers, () -> HttpRequest.newBuilder(node.url("/api/calls"))
                        .header("Authorization", "Bearer guess-" + System.nanoTime())
                        .build()));
        all.put(
                "guessed sign-ins",
                (until, answers) -> repeat(until, answers, () -> HttpRequest.newBuilder(node.url("/api/session"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"token\":\"guess-" + System.nanoTime() + "\"}"))
                        .build()));
        all.put(
                "guessed tokens for metrics",
                (until, answers) ->
                        repeat(until, answers, () -> HttpRequest.newBuilder(node.url("/actuator/prometheus"))
                                .header("Authorization", "Bearer guess-" + System.nanoTime())
                                .build()));
        all.put("broken forms, wrong methods, odd paths", this::broken);
        all.put(
                "whole bodies that nobody signed",
                (until, answers) -> repeat(until, answers, () -> HttpRequest.newBuilder(node.url("/openai/webhook"))
                        .header("webhook-id", "wh_forged")
                        .header("webhook-timestamp", Long.toString(System.currentTimeMillis() / 1000))
                        .header("webhook-signature", "v1,Zm9yZ2Vk")
                        .POST(BodyPublishers.ofString("{\"x\":\"" + "x".repeat(200_000) + "\"}"))
                        .build()));
        return all;
    }

    /** 300 MB of zeros in 300 kB. */
    private void compressed(long until, Map<String, Integer> answers) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] zeros = new byte[1024 * 1024];
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 300; i++) {
                gzip.write(zeros);
            }
        }
        List<String> codings = List.of("gzip", "GZIP", "x-gzip", "deflate", "identity, gzip", "br");
        List<String> paths = List.of(
                "/twiml/inbound",
                "/%74wiml/inbound",
                "//twiml/inbound",
                "/openai/webhook",
                "/%6fpenai/webhook",
                "/api/session",
                "/api/calls",
                "/actuator/health",
                "/",
                "/twilio/agent-leg;a=b");
        int i = 0;
        while (System.nanoTime() < until) {
            String path = paths.get(i % paths.size());
            String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Encoding: "
                    + codings.get(i++ % codings.size()) + "\r\nContent-Length: " + packed.size() + "\r\n\r\n";
            try (Socket socket = open(head)) {
                try {
                    packed.writeTo(socket.getOutputStream());
                } catch (IOException cut) {
                    // it was answered before it was read
                }
                answers.merge(status(socket), 1, Integer::sum);
            }
            Wait.drawn(PAUSE_MS);
        }
    }

    private void slow(long until, Map<String, Integer> answers, int atOnce) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        byte[] much = "x".repeat(atOnce).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < SLOW; i++) {
            Socket socket = open("POST " + PATHS.get(i % PATHS.size())
                    + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + (i % 8 < 4 ? "Content-Length: " + (atOnce + 5_000) : "Transfer-Encoding: chunked") + "\r\n\r\n"
                    + (i % 8 < 4 ? "" : "10000\r\n"));
            try {
                socket.getOutputStream().write(much);
            } catch (IOException cut) {
                // it was answered
            }
            sockets.add(socket);
        }
        while (System.nanoTime() < until && !sockets.isEmpty()) {
            for (Socket socket : List.copyOf(sockets)) {
                if (isOver(socket)) {
                    sockets.remove(socket);
                    answers.merge(status(socket), 1, Integer::sum);
                }
            }
            Wait.drawn(1_000);
        }
        for (Socket socket : sockets) {
            answers.merge(status(socket), 1, Integer::sum);
        }
    }

    /** Sends one byte more; tells whether an answer is there, or the connection is cut. */
    private static boolean isOver(Socket socket) {
        try {
            if (socket.getInputStream().available() > 0) {
                return true;
            }
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    /** They ask for the same, again and again, in advance, and read nothing. */
    private void slowReaders(long until, Map<String, Integer> answers, String what) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        String many = (what + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").repeat(90);
        int connections = 0;
        while (System.nanoTime() < until) {
            if (sockets.size() == 300) {
                sockets.remove(0).close();
            }
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4 * 1024);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", node.port()));
            sockets.add(socket);
            connections++;
            try {
                socket.getOutputStream().write(many.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException cut) {
                // it was refused
            }
            Wait.drawn(connections < 300 ? 0 : 20);
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        answers.put("connections", connections);
    }

    private void broken(long until, Map<String, Integer> answers) throws Exception {
        List<String> requests = List.of(
                "GET /twiml/inbound HTTP/1.1\r\nHost: x\r\n\r\n",
                "DELETE /openai/webhook HTTP/1.1\r\nHost: x\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /twiml/inbound HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nFrom=%zz&",
                "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n{]}",
                "POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc",
                "POST /openai/webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET /a?%zz=%zz HTTP/1.1\r\nHost: x\r\nCookie: a=\"b; $c;;=\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /twiml/./inbound HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b c\r\n\r\n",
                "GET  HTTP\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "GET /nowhere HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
        for (int i = 0; System.nanoTime() < until; i++) {
            try (Socket socket = open(requests.get(i % requests.size()))) {
                answers.merge(status(socket), 1, Integer::sum);
            } catch (IOException cut) {
                answers.merge("cut", 1, Integer::sum);
            }
            Wait.drawn(PAUSE_MS);
        }
    }

    private void repeat(long until, Map<String, Integer> answers, java.util.function.Supplier<HttpRequest> next)
            throws Exception {
        while (System.nanoTime() < until) {
            HttpResponse<Void> answer = http.send(next.get(), BodyHandlers.discarding());
            answers.merge(String.valueOf(answer.statusCode()), 1, Integer::sum);
            Wait.drawn(PAUSE_MS);
        }
    }

    private Socket open(String head) throws IOException {
        Socket socket = new Socket("127.0.0.1", node.port());
        socket.setSoTimeout(20_000);
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String status(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] line = in.readNBytes(12);
            return line.length < 12 ? "closed" : new String(line, 9, 3, StandardCharsets.US_ASCII);
        } catch (java.net.SocketTimeoutException open) {
            return "still open";
        } catch (IOException reset) {
            return "closed";
        }
    }
}

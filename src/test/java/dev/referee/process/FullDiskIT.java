package dev.referee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.FreePort;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One node on an H2 file that cannot grow for a while, as on a full disk. It is never restarted. */
class FullDiskIT extends ProcessTest {

    private static final int FULL_MS = LONG ? 30_000 : 3_000;

    @Test
    void without_room_nothing_is_acknowledged_and_with_it_everything_goes_on() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "util-linux's prlimit");
        Path data = folder.resolve("data").toAbsolutePath();
        String url = "jdbc:h2:file:" + data.resolve("referee");
        int port = FreePort.find();
        balancer.nodes(port);
        Jar node = closing(gateways(url).start("full", folder.resolve("node"), port));
        judge.awaitReady();
        node.awaitReady();
        ObjectNode script = Judge.script().put("thinkMs", 2_500).put("patienceMs", FULL_MS + 25_000);
        script.putArray("modelAfterReturn").add("SAY").add("SAY").add("TRANSFER");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(judge.place(script));
        }
        await().atMost(LIMIT)
                .until(() -> ids.stream().allMatch(id -> judge.call(id).tells("the agent: GREET")));
        List<String> acknowledged = new ArrayList<>();

        node.fileSize(Long.toString(size(data.resolve("referee.mv.db"))));
        long full = System.nanoTime();
        HttpResponse<String> refused = untilRefused(acknowledged);
        ids.add(judge.place(script));
        int before = acknowledged.size();
        int tried = 0;
        long worst = 0;
        while (System.nanoTime() - full < Duration.ofMillis(FULL_MS).toNanos()) {
            long asked = System.nanoTime();
            store("wh_full_" + tried++, acknowledged);
            worst = Math.max(worst, System.nanoTime() - asked);
            Wait.drawn(50);
        }
        int whileFull = acknowledged.size() - before;
        node.fileSize("unlimited");
        long room = System.nanoTime();
        await("acknowledged").atMost(LIMIT).until(() -> store("wh_room", acknowledged));
        long back = Duration.ofNanos(System.nanoTime() - room).toMillis();
        List<Seen> calls = over(ids);
        await("nothing left to do").atMost(LIMIT).until(() -> node.metric("referee_calls_active") == 0);
        int exit = node.terminate(Duration.ofSeconds(40));

        Books books = new Books(url);
        report("full disk for " + FULL_MS + " ms: " + tried + " webhooks, acknowledged meanwhile " + whileFull
                + ", slowest answer " + Duration.ofNanos(worst).toMillis() + " ms, in order again after " + back
                + " ms, calls " + calls.size() + ", worst time alone " + worstAloneMs(calls) + " ms, exit " + exit);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(whileFull).isLessThan(tried);
        assertThat(books.words("select webhook_id from webhook_inbox")).containsAll(acknowledged);
        assertThat(wrong(calls, books, "full disk")).isEmpty();
        assertThat(books.leftOpen()).isEmpty();
        assertThat(books.broken()).isEmpty();
        assertThat(calls)
                .allSatisfy(
                        call -> assertThat(call.bridges()).as(call::toString).hasSize(1));
        assertThat(Duration.ofNanos(worst)).isLessThan(Duration.ofSeconds(10));
        assertThat(Files.readString(node.log())).contains("make room");
    }

    private HttpResponse<String> untilRefused(List<String> acknowledged) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            String id = "wh_before_" + i;
            HttpResponse<String> answer = webhook(id);
            if (answer.statusCode() != 200) {
                return answer;
            }
            acknowledged.add(id);
        }
        throw new AssertionError("the file does not grow");
    }

    private boolean store(String id, List<String> acknowledged) throws Exception {
        boolean stored = webhook(id).statusCode() == 200;
        if (stored) {
            acknowledged.add(id);
        }
        return stored;
    }

    private static long size(Path file) throws IOException {
        return Files.size(file);
    }
}

package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Decision;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Source;
import dev.referee.twin.TwinCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

/** The live stream as a page sees it. */
@TestPropertySource(properties = "referee.console.listeners=3")
class LiveStreamTest extends TwinApp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Value("${server.port}")
    int port;

    private final List<Page> pages = new ArrayList<>();

    @AfterEach
    void leave() {
        pages.forEach(Page::close);
    }

    private HttpResponse<InputStream> open() {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/live"))
                            .header("Accept", "text/event-stream")
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One place may still be held by a page that has just left. */
    private Page watch() {
        HttpResponse<InputStream> response =
                await().atMost(SOON).until(this::openOrDrop, opened -> opened.statusCode() == 200);
        Page page = new Page(response);
        pages.add(page);
        return page;
    }

    private HttpResponse<InputStream> openOrDrop() throws IOException {
        HttpResponse<InputStream> response = open();
        if (response.statusCode() != 200) {
            response.body().close();
            touch(); // who is gone is found when he is told something
        }
        return response;
    }

    private void touch() {
        refer.transitionToOpenState();
        refer.reset();
    }

    /** A page: collects what it is told. */
    private static final class Page {

        private final HttpResponse<InputStream> response;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Thread reader;

        Page(HttpResponse<InputStream> response) {
            this.response = response;
            this.reader = new Thread(this::read, "page");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (Stream<String> read = new java.io.BufferedReader(
                            new java.io.InputStreamReader(response.body(), StandardCharsets.UTF_8))
                    .lines()) {
                read.forEach(lines::add);
            } catch (UncheckedIOException closed) {
                lines.add("closed");
            }
        }

        List<JsonNode> events(String name) {
            List<String> now = List.copyOf(lines);
            List<JsonNode> found = new ArrayList<>();
            for (int i = 0; i + 1 < now.size(); i++) {
                if (now.get(i).equals("event:" + name)) {
                    found.add(json(now.get(i + 1).substring("data:".length())));
                }
            }
            return found;
        }

        JsonNode await(String name, Predicate<JsonNode> wanted) {
            org.awaitility.Awaitility.await().atMost(SOON).until(() -> events(name).stream()
                    .anyMatch(wanted));
            return events(name).stream().filter(wanted).findFirst().orElseThrow();
        }

        void close() {
            try {
                response.body().close();
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        private static JsonNode json(String text) {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }
    }

    private CallHead head(TwinCall call) {
        return ledger.byCarrierCall(new CarrierCallId(call.parentSid())).orElseThrow();
    }

    @Test
    void a_page_is_told_at_once_how_things_stand_and_then_what_changes() throws InterruptedException {
        Page page = watch();
        assertThat(page.response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(page.response.headers().firstValue("Cache-Control").orElse(""))
                .isEqualTo("no-store");
        page.await("overview", any -> true);
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");
        String key = head(call).key().value();

        JsonNode news = page.await(
                "call",
                json -> json.path("key").asText().equals(key)
                        && json.path("callId").asText().equals(call.callIds().get(0)));
        assertThat(news.path("version").isNumber()).isTrue();
        JsonNode talking = page.await("overview", json -> state(json, key).equals("talking"));
        call.hangUp();
        assertThat(call.awaitOver(SOON)).isTrue();
        page.await(
                "overview",
                json -> json.path("at").asText().compareTo(talking.path("at").asText()) > 0
                        && state(json, key).equals("not in progress"));
        List<Long> versions = page.events("call").stream()
                .filter(json ->
                        json.path("key").asText().equals(key)) // calls of other tests have an order of their own
                .map(json -> json.path("version").asLong())
                .toList();
        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    private static String state(JsonNode overview, String key) {
        for (JsonNode call : overview.at("/inProgress/calls")) {
            if (call.path("key").asText().equals(key)) {
                return call.path("state").asText();
            }
        }
        return "not in progress";
    }

    @Test
    void what_another_node_writes_is_told_too() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");
        Page page = watch();
        page.await("overview", any -> true);
        int before = page.events("call").size();

        // behind this node's back
        ledger.apply(head(call).key(), (head, now) -> Decision.same(head.file())
                .and(new Fact.Noted(Source.OPERATOR, "noted-elsewhere", Map.of())));

        await().atMost(Duration.ofSeconds(5)).until(() -> page.events("call").size() > before);
        assertThat(page.events("call").get(before).path("key").asText())
                .isEqualTo(head(call).key().value());
    }

    @Test
    void the_breaker_is_told_when_it_changes() {
        Page page = watch();
        page.await("overview", json -> json.at("/breaker/state").asText().equals("closed"));

        refer.transitionToOpenState();

        page.await("overview", json -> json.at("/breaker/state").asText().equals("open"));
    }

    @Test
    void overviews_come_at_most_twice_a_second() {
        Page page = watch();
        page.await("overview", any -> true);
        long began = System.nanoTime();
        for (int i = 0; i < 6; i++) {
            refer.transitionToOpenState();
            refer.reset();
            TwinCall call = twin.placeCall(TALKS);
            awaitState(call, "talking");
        }
        page.await("overview", json -> json.at("/inProgress/total").asInt() == 6);
        double seconds = (System.nanoTime() - began) / 1e9;

        assertThat((double) page.events("overview").size()).isLessThanOrEqualTo(seconds * 2 + 3);
        assertThat(page.events("call").size()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void beyond_the_bound_no_page_may_watch_until_one_leaves() {
        List<Page> three = List.of(watch(), watch(), watch());
        three.forEach(page -> page.await("overview", any -> true));

        Web.Reply reply = web.get("/api/live");

        assertThat(reply.isProblem(503)).isTrue();
        assertThat(reply.detail()).contains("3 pages");
        assertThat(reply.header("Retry-After")).isNotEmpty();
        three.get(0).close();
        assertThat(watch().await("overview", any -> true)).isNotNull();
    }

    @Test
    void a_page_that_vanished_without_a_word_gives_its_place_back() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoLinger(true, 0); // a reset, as of a phone without network that comes back
                socket.getOutputStream()
                        .write(("GET /api/live HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
        }

        assertThat(watch().await("overview", any -> true)).isNotNull();
    }

    @Test
    void a_head_request_opens_no_stream() {
        assertThat(web.method("HEAD", "/api/live").status()).isEqualTo(405);
        assertThat(web.method("POST", "/api/live").isProblem(405)).isTrue();
    }
}

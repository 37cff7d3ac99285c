package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.scope.CallScope;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Calls are played while the log is JSON, and every line that was written meanwhile is looked at. */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
        properties = {
            "logging.structured.format.console=ecs",
            "logging.level.dev.referee=debug",
            "referee.admin.token=an-admin-token-of-the-test",
            "referee.transfer.evidence-timeout=400ms"
        })
@DirtiesContext // with it goes its log
class LogLinesTest extends TwinApp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final String JSON_TYPE = "Content-Type: application/json\r\n";
    private static final Pattern NUMBER = Pattern.compile("61[0-9]{9}");
    private static final String FORMAT = LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName();

    @Autowired
    Environment environment;

    @Autowired
    CamelContext camel;

    @Autowired
    @Qualifier("commandExecutor")
    ExecutorService commands;

    /** Boot sets up the log once a process, for whichever test comes first, and remembers how. */
    @BeforeAll
    static void setUpTheLogAnew() {
        LoggingSystem.get(LogLinesTest.class.getClassLoader()).cleanUp();
    }

    @AfterAll
    static void forgetTheFormat() {
        System.clearProperty(FORMAT);
    }

    @Test
    void every_line_of_a_call_has_its_ids_and_those_of_no_other(CapturedOutput output) throws Exception {
        TwinCall one = twin.placeCall(silent());
        TwinCall other = twin.placeCall(silent());
        assertThat(one.awaitOver(SOON)).isTrue();
        assertThat(other.awaitOver(SOON)).isTrue();
        awaitState(one, "ended");
        awaitState(other, "ended");

        List<JsonNode> lines = lines(output);
        for (TwinCall call : List.of(one, other)) {
            List<JsonNode> story = storyOf(call, lines);
            assertThat(story).hasSizeGreaterThan(12).allSatisfy(line -> {
                assertThat(line.path("callKey").asText()).isNotEmpty();
            });
            assertThat(story.stream().map(line -> line.path("callKey").asText()).distinct())
                    .hasSize(1);
            assertThat(story.get(story.size() - 1).path("transferId").asText())
                    .isEqualTo(read(call).at("/transfers/0/transferId").asText());
        }
        assertThat(lines).filteredOn(LogLinesTest::isStory).allSatisfy(line -> assertThat(
                        line.path("callKey").asText())
                .as(line.toString())
                .isNotEmpty());
        assertThat(lines).noneMatch(line -> line.has(CallScope.WHOSE)); // for lines of text only
        assertThat(lines)
                .filteredOn(line ->
                        line.path("message").asText().contains(one.callIds().get(0)))
                .allSatisfy(line -> assertThat(line.path("call").asText())
                        .isEqualTo(one.callIds().get(0)));
    }

    @Test
    void no_line_has_a_whole_number_or_a_secret(CapturedOutput output) throws Exception {
        TwinCall call = twin.placeCall(silent());
        assertThat(call.awaitOver(SOON)).isTrue();
        awaitState(call, "ended");
        String secret = environment.getRequiredProperty("referee.twilio.auth-token");
        LoggerFactory.getLogger("dev.referee.test")
                .error(
                        "dialling {} with Bearer {} failed",
                        "+61491570006",
                        "abcdefghijkl",
                        new IllegalStateException(
                                "sip:+61491570006@example.com said no",
                                new IllegalArgumentException("token " + secret + " of +61491570156")));

        String all = lines(output).toString();

        assertThat(all).contains("dialling +61…06", "+61…56");
        assertThat(NUMBER.matcher(all).results().map(found -> found.group())).isEmpty();
        for (String name : List.of(
                "referee.openai.api-key",
                "referee.openai.webhook-secret",
                "referee.twilio.auth-token",
                "referee.admin.token")) {
            assertThat(all).as(name).doesNotContain(environment.getRequiredProperty(name));
        }
        assertThat(all).doesNotContain("abcdefghijkl");
    }

    @Test
    void what_is_done_on_another_thread_is_of_the_same_call_and_leaves_nothing_behind() throws Exception {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");
        var key = ledger.byCarrierCall(new dev.referee.call.CarrierCallId(call.parentSid()))
                .orElseThrow()
                .key();

        CallScope scope = CallScope.of(key);
        String there;
        try {
            there = commands.submit(() -> MDC.get(CallScope.CALL)).get();
        } finally {
            scope.close();
        }

        assertThat(there).isEqualTo(call.callIds().get(0));
        assertThat(MDC.get(CallScope.CALL)).isNull();
        for (int i = 0; i < 200; i++) {
            assertThat(commands.submit(() -> String.valueOf(MDC.getCopyOfContextMap()))
                            .get())
                    .isIn("null", "{}");
        }
    }

    /** What strangers send, as one of each kind that was seen to make somebody complain, and neighbours of it. */
    private static final List<String> STRANGE = List.of(
            request("POST /openai/webhook", "Content-Encoding: gzip\r\n", "not gzip at all"),
            request("POST /twiml/inbound", "Content-Encoding: gzip\r\n" + FORM, "not gzip at all"),
            request("POST /%74wiml/inbound", "Content-Encoding: gzip\r\n" + FORM, "not gzip at all"),
            request("POST /twiml/inbound", FORM, "a=%zz&b=%"),
            request("POST /twiml/inbound", "Content-Type: application/x-www-form-urlencoded; charset=nope\r\n", "a=b"),
            request("POST /twiml/nope", FORM, "a=b"),
            request("GET /api/calls?a=%zz", "", ""),
            request("GET /api/calls?limit=0420%20351%20258", "", ""),
            request("GET /twiml/inbound", "", ""),
            request("PUT /twiml/inbound", FORM, "a=b"),
            request("DELETE /api/calls", "", ""),
            request("BREW /openai/webhook", "", ""),
            request("TRACE /api/calls", "", ""),
            request("OPTIONS /twiml/inbound", "", ""),
            request("HEAD /api/calls", "", ""),
            request("GET /nope", "", ""),
            request("GET /api/calls/%00", "", ""),
            request("GET /api/calls", "Accept: //;q=x\r\n", ""),
            request("GET /", "Accept: */*/*;;\r\n", ""),
            request("GET /api/calls", "Cookie: a=\u0001b; $Version=1; \"x=y;=;;\r\n", ""),
            request("GET /api/calls", "Cookie: a={0420351258}; \u00ff=1; $Path\r\n", ""),
            request("GET /api/calls", "Bad Header : y\r\n: z\r\n", ""),
            request("GET /api/calls", "X: " + "a".repeat(20_000) + "\r\n", ""),
            request("GET /" + "a".repeat(20_000), "", ""),
            request("GET /api/calls?" + "a=b&".repeat(3_000), "", ""),
            request("POST /api/session", JSON_TYPE, "{\"a\":"),
            request("POST /api/session", JSON_TYPE, "[".repeat(3_000)),
            request("POST /api/session", "Content-Type: multipart/form-data\r\n", "--x"),
            request("POST /api/session", "Content-Type: ///;;;=\r\n", "x"),
            request("POST /api/session", JSON_TYPE + "Transfer-Encoding: chunked\r\n", "ZZ\r\nx\r\n0\r\n\r\n"),
            request("POST /twiml/inbound", FORM + "Transfer-Encoding: chunked\r\n", "ZZ\r\nx\r\n0\r\n\r\n"),
            request("POST /openai/webhook", "Transfer-Encoding: nope\r\n", "x"),
            request("POST /openai/webhook", "Content-Length: 500\r\n", "cut off"),
            "GARBAGE\u0001\u0002 / HTTP/1.1\r\n\r\n",
            "GET /a{b}|c HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001");

    private static String request(String line, String headers, String body) {
        boolean hasLength = headers.contains("Transfer-Encoding") || headers.contains("Content-Length");
        return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                + (hasLength ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body;
    }

    @Test
    void strangers_are_complained_of_once_a_second_and_kind(CapturedOutput output) throws Exception {
        long start = System.nanoTime();
        for (String strange : STRANGE) {
            for (int i = 0; i < 40; i++) {
                web.exchange(strange);
            }
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000;

        Map<String, Long> complaints = lines(output).stream()
                .filter(line ->
                        Set.of("WARN", "ERROR").contains(line.at("/log/level").asText()))
                .collect(Collectors.groupingBy(LogLinesTest::kind, Collectors.counting()));

        assertThat(complaints)
                .isNotEmpty()
                .allSatisfy((kind, count) -> assertThat(count).as(kind).isLessThanOrEqualTo(seconds + 2));
        assertThat(lines(output).toString()).doesNotContain("351258").doesNotContain("351%20258");
    }

    /** Logger, first words and exception; what follows may be of the request. */
    private static String kind(JsonNode line) {
        return line.at("/log/logger").asText() + ": "
                + line.path("message").asText().replaceAll("[^A-Za-z -].*", "") + " "
                + line.at("/error/type").asText();
    }

    @Test
    void a_line_tells_of_those_that_were_held_back_before_it(CapturedOutput output) throws Exception {
        await().atMost(SOON)
                .until(() -> web.get("/twiml/inbound").isProblem(405)
                        && !told(output).isEmpty());
        List<Long> before = told(output);

        AtomicLong sent = new AtomicLong();
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(web.get("/twiml/inbound").isProblem(405)).isTrue();
            sent.incrementAndGet();
            return told(output).size() > before.size() + 1 && sum(told(output)) == sum(before) + sent.get();
        });

        assertThat(sent.get()).isGreaterThan(4L * (told(output).size() - before.size()));
    }

    private static long sum(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** For how many requests each line stands. */
    private static List<Long> told(CapturedOutput output) throws JsonProcessingException {
        Pattern more = Pattern.compile("'GET' is not supported(?: \\(and ([0-9]+) more\\))?$");
        return lines(output).stream()
                .map(line -> more.matcher(line.path("message").asText()))
                .filter(Matcher::find)
                .map(found -> found.group(1) == null ? 1 : 1 + Long.parseLong(found.group(1)))
                .toList();
    }

    @Test
    void nothing_of_a_call_looks_like_a_number_but_the_numbers(CapturedOutput output) throws Exception {
        TwinCall call = twin.placeCall(silent());
        assertThat(call.awaitOver(SOON)).isTrue();
        awaitState(call, "ended");

        assertThat(storyOf(call, lines(output))).hasSizeGreaterThan(12).allSatisfy(line -> assertThat(
                        line.path("message").asText().replaceAll("(tel:)?\\+61…[0-9]{2}|sip:…@", ""))
                .doesNotContain("…"));
    }

    private static CallScript silent() {
        return CallScript.usual()
                .model(
                        ModelStep.greet(),
                        ModelStep.tool("opening_hours", "{}"),
                        ModelStep.transfer("front-desk", "call me at +61491570156", ""))
                .with(Switches.REFER, Faults.Refer.SILENT)
                .with(Switches.HUMAN_TALK_MS, 200);
    }

    /** Lines of a call before and after it got OpenAI's id. */
    private static List<JsonNode> storyOf(TwinCall call, List<JsonNode> lines) {
        return lines.stream()
                .filter(LogLinesTest::isStory)
                .filter(line -> line.path("call").asText().equals(call.callIds().get(0))
                        || line.path("call").asText().equals(call.parentSid()))
                .toList();
    }

    @Test
    void a_log_step_of_a_route_is_seen_with_the_route_it_stands_in(CapturedOutput output) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:said").routeId("said").log("a step says this");
            }
        });

        camel.createProducerTemplate().sendBody("direct:said", "");

        assertThat(lines(output))
                .filteredOn(line -> line.path("message").asText().equals("a step says this"))
                .singleElement()
                .satisfies(line -> assertThat(line.at("/log/logger").asText()).isEqualTo("referee.route.said"));
    }

    private static boolean isStory(JsonNode line) {
        return line.at("/log/logger").asText().equals("referee.story");
    }

    private static List<JsonNode> lines(CapturedOutput output) throws JsonProcessingException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : output.getOut().split("\n")) {
            if (line.startsWith("{\"@timestamp\"")) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }
}

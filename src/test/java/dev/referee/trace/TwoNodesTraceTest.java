package dev.referee.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.RefereeApplication;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.testkit.FreePort;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Two nodes that share a database, behind a proxy that gives them requests in turn, and one receiver of traces. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesTraceTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Pattern NUMBER = Pattern.compile("61[0-9]{9}");

    private OtlpReceiver receiver;
    private RoundRobin proxy;
    private RoundRobin carrier;
    private String carrierUrl = "";
    private ConfigurableApplicationContext anna;
    private ConfigurableApplicationContext bert;

    @BeforeAll
    void start() throws Exception {
        receiver = new OtlpReceiver();
        int publicPort = FreePort.find();
        int annaPort = FreePort.find();
        int bertPort = FreePort.find();
        int twinPort = FreePort.find();
        proxy = new RoundRobin(publicPort, List.of(annaPort, bertPort));
        int carrierPort = FreePort.find();
        carrier = new RoundRobin(carrierPort, List.of(twinPort));
        carrierUrl = "http://127.0.0.1:" + carrierPort;
        anna = node("anna", annaPort, twinPort, twinPort, publicPort);
        bert = node("bert", bertPort, FreePort.find(), twinPort, publicPort);
    }

    private ConfigurableApplicationContext node(String name, int port, int ownTwin, int twin, int publicPort) {
        return new SpringApplicationBuilder(RefereeApplication.class)
                .profiles("twin")
                .properties(Map.of("camel.main.name", name))
                .run(
                        "--referee.cluster.node=" + name,
                        "--server.port=" + port,
                        "--referee.twin.port=" + ownTwin,
                        "--referee.openai.base-url=http://127.0.0.1:" + twin + "/v1",
                        "--referee.twilio.base-url=" + carrierUrl,
                        "--referee.public-url=http://localhost:" + publicPort,
                        "--spring.datasource.url=jdbc:h2:mem:trace;DB_CLOSE_DELAY=-1",
                        "--referee.reload.enabled=false",
                        "--referee.transfer.evidence-timeout=600ms",
                        "--management.otlp.tracing.endpoint=" + receiver.endpoint());
    }

    @AfterAll
    void stop() {
        for (ConfigurableApplicationContext node : new ConfigurableApplicationContext[] {bert, anna}) {
            if (node != null) {
                node.close();
            }
        }
        proxy.close();
        carrier.close();
        receiver.close();
    }

    @Test
    void a_call_with_a_silent_refer_is_one_trace_whoever_worked_for_it() throws Exception {
        TwinCall call = anna.getBean(Twin.class)
                .placeCall(CallScript.usual()
                        .model(
                                ModelStep.greet(),
                                ModelStep.tool("opening_hours", "{}"),
                                ModelStep.transfer("front-desk", "call +61491570156", "secret words"))
                        .with(Switches.REFER, Faults.Refer.SILENT)
                        .with(Switches.HUMAN_TALK_MS, 200));
        assertThat(call.awaitOver(LIMIT)).isTrue();
        CallHead head = anna.getBean(Ledger.class)
                .byCarrierCall(new CarrierCallId(call.parentSid()))
                .orElseThrow();
        String root = TraceIds.root(head.key());
        // a span is sent when it is over, so that of a parent may come with a later lot than its child's
        await().atMost(LIMIT)
                .until(() -> named("call").size() == 1 && named("openai-accept").size() == 1 && isWhole(root));

        List<OtlpReceiver.Seen> spans = new ArrayList<>(receiver.spans());
        Map<String, OtlpReceiver.Seen> byId = byId(spans);
        assertThat(spans).extracting(OtlpReceiver.Seen::trace).containsOnly(TraceIds.trace(head.key()));
        assertThat(spans).extracting(OtlpReceiver.Seen::node).contains("anna", "bert");
        assertThat(named("call")).singleElement().satisfies(span -> {
            assertThat(span.id()).isEqualTo(root);
            assertThat(span.parent()).isEmpty();
            assertThat(span.attributes())
                    .containsEntry("referee.call.id", call.callIds().get(0));
        });
        assertThat(spans)
                .extracting(OtlpReceiver.Seen::name)
                .contains(
                        "twiml-inbound",
                        "openai-webhook",
                        "webhook-work",
                        "accept",
                        "openai-accept",
                        "attach",
                        "tool-call",
                        "transfer front-desk",
                        "transfer",
                        "refer",
                        "openai-refer",
                        "redirect",
                        "twiml-transfer");
        OtlpReceiver.Seen transfer = named("transfer front-desk").get(0);
        OtlpReceiver.Seen refer = spans.stream()
                .filter(span -> "silent".equals(span.attributes().get("referee.verdict")))
                .findFirst()
                .orElseThrow();
        assertThat(transfer.parent()).isEqualTo(root);
        assertThat(transfer.events()).contains("evidence-deadline", "redirect-fetched");
        assertThat(refer.parent()).isEqualTo(transfer.id());
        assertThat(refer.to() - refer.from())
                .isGreaterThan(Duration.ofMillis(500).toNanos());
        assertThat(named("transfer").get(0).parent()).isEqualTo(transfer.id());
        assertThat(byId.get(named("openai-refer").get(0).parent()).name()).isEqualTo("refer");
        assertThat(byId.get(named("webhook-work").get(0).parent()).name()).isEqualTo("openai-webhook");
        assertThat(carrier.traceParents())
                .isNotEmpty()
                .allMatch(header -> header.startsWith("00-" + TraceIds.trace(head.key()) + "-"))
                .contains("00-" + TraceIds.trace(head.key()) + "-"
                        + named("redirect").get(0).id() + "-01");
        assertThat(NUMBER.matcher(receiver.everything()).find()).isFalse();
        assertThat(receiver.everything()).doesNotContain("secret words", "twin-not-a-real", "whsec_");
    }

    /** Whether the parent of each span that came has come, too. */
    private boolean isWhole(String root) {
        List<OtlpReceiver.Seen> spans = new ArrayList<>(receiver.spans());
        Map<String, OtlpReceiver.Seen> byId = byId(spans);
        return spans.stream()
                .allMatch(span -> byId.containsKey(span.parent()) || span.id().equals(root));
    }

    private static Map<String, OtlpReceiver.Seen> byId(List<OtlpReceiver.Seen> spans) {
        return spans.stream().collect(Collectors.toMap(OtlpReceiver.Seen::id, Function.identity()));
    }

    private List<OtlpReceiver.Seen> named(String name) {
        return receiver.spans().stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }
}

package dev.referee.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.referee.bench.yardstick.Yardstick;
import dev.referee.testkit.FreePort;
import dev.referee.twin.CallScript;
import dev.referee.twin.Exchange;
import dev.referee.twin.Faults;
import dev.referee.twin.FunctionUse;
import dev.referee.twin.HumanScript;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import dev.referee.twin.TwinOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The yardstick against the twin: what the benchmark compares Referee with must itself do the whole work. */
class YardstickTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String FIRST = "+61491570006";
    private static final String SECOND = "+61491570156";

    private final HttpClient http = HttpClient.newHttpClient();
    private Twin twin;
    private URI base;
    private Yardstick yardstick;

    @BeforeEach
    void start() throws Exception {
        twin = Twin.start(TwinOptions.usual());
        int port = FreePort.find();
        base = URI.create("http://127.0.0.1:" + port);
        twin.gateway(base);
        yardstick = Yardstick.start(
                "--port=" + port,
                "--public-url=" + base,
                "--openai=" + twin.openAiUrl(),
                "--twilio=" + twin.twilioUrl(),
                "--api-key=" + twin.options().openAi().apiKey(),
                "--webhook-secret=" + twin.options().openAi().webhookSecret(),
                "--project-id=" + twin.options().openAi().projectId(),
                "--account-sid=" + twin.options().twilio().accountSid(),
                "--auth-token=" + twin.options().twilio().authToken(),
                "--evidence-timeout=300");
    }

    @AfterEach
    void stop() {
        yardstick.close();
        twin.close();
    }

    private static CallScript fast() {
        return CallScript.usual()
                .model(ModelStep.greet(), ModelStep.of(ModelStep.Kind.TOOL), ModelStep.of(ModelStep.Kind.TRANSFER))
                .with(Switches.ANSWER_MS, 20)
                .with(Switches.THINK_MS, 30)
                .with(Switches.SPEECH_MS, 60)
                .with(Switches.AUDIO_FRAMES, 10)
                .with(Switches.HUMAN_RING_MS, 80)
                .with(Switches.HUMAN_TALK_MS, 150)
                .with(Switches.NO_ANSWER_MS, 150)
                .with(Switches.CARRIER_FETCH_MS, 60)
                .with(Switches.REFER_DELAY_MS, 60)
                .with(Switches.SAY_MS, 30);
    }

    private static CallScript silent() {
        return fast().with(Switches.REFER, Faults.Refer.SILENT);
    }

    private TwinCall play(CallScript script) throws Exception {
        TwinCall call = twin.placeCall(script);
        assertOver(call);
        return call;
    }

    private void assertOver(TwinCall call) throws Exception {
        assertThat(call.awaitOver(LIMIT)).as(() -> "is over: " + call).isTrue();
    }

    private void assertForgotten() {
        await("all calls are forgotten")
                .atMost(LIMIT)
                .until(() -> get("/actuator/health/readiness").body().contains("\"calls\":0"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
    }

    @Test
    void a_silent_refer_ends_bridged_by_the_carrier_after_a_tool_call() throws Exception {
        TwinCall call = play(silent());

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.bridges()).singleElement().satisfies(bridge -> {
            assertThat(bridge.mechanism()).isEqualTo("redirect");
            assertThat(bridge.number()).isEqualTo(FIRST);
        });
        assertThat(call.functions())
                .first()
                .extracting(FunctionUse::result)
                .asString()
                .contains("A-1001", "status");
        assertForgotten();
    }

    /** The list is what Referee was seen to exchange in the same call. */
    @Test
    void it_exchanges_with_the_vendors_what_referee_does() throws Exception {
        TwinCall call = play(silent());

        assertThat(call.exchanges())
                .extracting(Exchange::kind)
                .containsExactlyInAnyOrder(
                        "inbound",
                        "webhook",
                        "accept",
                        "attach",
                        "status-initiated",
                        "status-ringing",
                        "status-answered",
                        "refer",
                        "update-call",
                        "status-completed",
                        "dial-action",
                        "document",
                        "status-initiated",
                        "status-ringing",
                        "status-answered",
                        "status-completed",
                        "dial-action");
        assertThat(call.exchanges())
                .filteredOn(each -> each.answeredAt() != null)
                .extracting(Exchange::status)
                .containsOnly(200);
    }

    @Test
    void a_transfer_waits_until_the_agent_has_spoken() throws Exception {
        TwinCall call = play(silent().model(
                        ModelStep.greet(), ModelStep.of(ModelStep.Kind.TRANSFER).withTail(400)));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        Duration waited = Duration.between(
                call.functions().get(0).at(), call.exchanges("refer").get(0).at());
        assertThat(waited).isGreaterThan(Duration.ofMillis(400));
    }

    @Test
    void twenty_calls_at_once_keep_apart() throws Exception {
        List<TwinCall> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(twin.placeCall(silent().with(Switches.JITTER_MS, 50)));
        }

        for (TwinCall call : calls) {
            assertOver(call);
            assertThat(call.bridges()).as(call::toString).hasSize(1);
        }
        assertThat(twin.violations()).isEmpty();
        assertForgotten();
    }

    @Test
    void a_session_that_is_not_there_yet_is_attached_to_a_moment_later() throws Exception {
        TwinCall call = play(silent().with(Switches.ATTACH, Faults.Attach.RACE).with(Switches.ATTACH_RACE_MS, 100));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.exchanges("attach")).hasSizeGreaterThan(1);
        assertThat(call.bridges()).hasSize(1);
    }

    @Test
    void a_refer_that_works_needs_no_carrier() throws Exception {
        TwinCall call = play(fast());

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.bridges()).singleElement().extracting("mechanism").isEqualTo("refer");
        assertThat(call.exchanges("update-call")).isEmpty();
        assertForgotten();
    }

    @Test
    void a_refer_that_is_told_twice_rings_once() throws Exception {
        TwinCall call = play(fast().with(Switches.REFER, Faults.Refer.TWICE));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.exchanges("refer-url")).hasSize(2);
        assertThat(call.rings()).as(call::toString).hasSize(1);
    }

    @Test
    void who_does_not_answer_is_followed_by_the_next_number() throws Exception {
        TwinCall call = play(silent().human(FIRST, HumanScript.Does.BUSY));

        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertThat(call.bridges()).singleElement().extracting("number").isEqualTo(SECOND);
    }

    @Test
    void a_caller_who_leaves_is_forgotten_and_rings_nobody() throws Exception {
        TwinCall call = play(silent().with(Switches.CALLER, Faults.Caller.LEAVES_IN_TRANSFER));

        assertThat(call.rings()).isEmpty();
        assertThat(twin.violations()).as(call::toString).isEmpty();
        assertForgotten();
    }

    @Test
    void a_session_without_a_token_of_ours_is_rejected() throws Exception {
        TwinCall call = play(silent().with(Switches.CORRELATION, Faults.Correlation.FORGED));

        assertThat(call.exchanges("reject")).hasSize(1);
        assertThat(call.exchanges("accept")).isEmpty();
        assertForgotten();
    }

    @Test
    void requests_that_nobody_signed_are_refused() throws Exception {
        for (String path : List.of("/twiml/inbound", "/twiml/transfer", "/twilio/caller-leg", "/openai/webhook")) {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                    .header("X-Twilio-Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                    .header("webhook-id", "wh_1")
                    .header("webhook-timestamp", Long.toString(System.currentTimeMillis() / 1000))
                    .header("webhook-signature", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                    .POST(BodyPublishers.ofString("CallSid=CA1"))
                    .build();
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode())
                    .as(path)
                    .isEqualTo(path.startsWith("/openai") ? 400 : 403);
        }
        assertForgotten();
    }

    @Test
    void an_option_that_is_missing_is_named() {
        assertThatThrownBy(() -> Yardstick.start("--port=0", "--twilio=" + base))
                .hasMessageContaining("--public-url");
    }
}

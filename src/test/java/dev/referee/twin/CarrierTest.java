package dev.referee.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The carrier runs TwiML: what each verb does to the caller. */
class CarrierTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Twin twin;
    private StandInGateway gateway;

    @BeforeEach
    void start() throws IOException {
        twin = Twin.start(TwinOptions.usual());
        gateway = new StandInGateway(twin);
    }

    @AfterEach
    void stop() {
        gateway.close();
        twin.close();
    }

    private TwinCall play(String inbound, CallScript script) throws InterruptedException {
        gateway.inbound = "<Response>" + inbound + "</Response>";
        TwinCall call = twin.placeCall(script);
        assertThat(call.awaitOver(LIMIT)).as(() -> "is over: " + call).isTrue();
        assertThat(gateway.badSignatures).isEmpty();
        return call;
    }

    private static List<String> owners(TwinCall call) {
        return call.owners().stream().map(Owner::toString).toList();
    }

    @Test
    void of_several_nouns_the_first_to_answer_wins_and_the_others_are_cancelled() throws Exception {
        TwinCall call = play(
                "<Dial><Number>+611</Number><Number>+612</Number><Sip>sip:desk@example.com</Sip></Dial>",
                TransferTest.fast()
                        .human("+611", new HumanScript(HumanScript.Does.ANSWERS, 900, null))
                        .human("+612", HumanScript.Does.ANSWERS)
                        .human("sip:desk@example.com", new HumanScript(HumanScript.Does.BUSY, 10, null)));

        assertThat(call.rings()).extracting(Ring::outcome).containsExactly("canceled", "completed", "busy");
        assertThat(call.bridges()).singleElement().extracting(Bridge::number).isEqualTo("+612");
        assertThat(call.violations()).isEmpty();
    }

    @Test
    void a_sequential_dial_rings_one_after_the_other() throws Exception {
        TwinCall call = play(
                "<Dial sequential=\"true\"><Number>+611</Number><Number>+612</Number></Dial>",
                TransferTest.fast().human("#1", HumanScript.Does.DECLINES));

        assertThat(call.rings()).extracting(Ring::outcome).containsExactly("busy", "completed");
        assertThat(call.rings().get(1).at())
                .isAfterOrEqualTo(call.rings().get(0).endedAt());
    }

    @Test
    void a_dial_without_action_goes_on_with_the_next_verb_when_its_time_is_up() throws Exception {
        TwinCall call = play(
                "<Dial timeout=\"1\"><Number>+611</Number></Dial><Say>Nobody is here.</Say><Hangup/>",
                TransferTest.fast().with(Switches.NO_ANSWER_MS, 0).human("*", HumanScript.Does.NO_ANSWER));

        assertThat(call.rings()).extracting(Ring::outcome).containsExactly("no-answer");
        assertThat(owners(call))
                .containsExactly("CALLING", "RINGING(+611)", "NOBODY", "ANNOUNCEMENT", "NOBODY", "GONE");
    }

    @Test
    void a_voicemail_is_recorded_and_its_action_asked() throws Exception {
        TwinCall call = play(
                "<Pause length=\"0\"/><Record action=\"" + gateway.base()
                        + "/twiml/recorded\" recordingStatusCallback=\"" + gateway.base() + "/twilio/recording\"/>",
                TransferTest.fast().with(Switches.RECORD_MS, 50));

        assertThat(owners(call)).contains("VOICEMAIL");
        assertThat(call.exchanges("record-action")).hasSize(1);
        assertThat(call.await(it -> it.exchanges("recording").size() == 1, LIMIT))
                .isTrue();
        assertThat(gateway.posts)
                .filteredOn(post -> "completed".equals(post.get("RecordingStatus")))
                .singleElement()
                .satisfies(post -> assertThat(post.get("RecordingSid")).startsWith("RE"));
    }

    @Test
    void a_redirect_verb_leads_to_the_next_document() throws Exception {
        TwinCall call = play("<Redirect>" + gateway.base() + "/twiml/target?0</Redirect>", TransferTest.fast());

        assertThat(call.bridges()).hasSize(1);
        assertThat(call.rings().get(0).document()).isEqualTo("/twiml/target?0");
    }

    @Test
    void a_request_that_gets_no_answer_in_time_is_given_up() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            play(
                    "<Redirect>http://127.0.0.1:" + silent.getLocalPort() + "/silent#tt=300</Redirect>",
                    TransferTest.fast());

            try (Socket connection = silent.accept()) {
                connection.setSoTimeout((int) LIMIT.toMillis());
                String request = new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(request).as("all that came until it was closed").startsWith("POST /silent HTTP/1.1");
            }
        }
    }

    @Test
    void without_answer_on_bridge_a_refer_drops_the_agent_at_once() throws Exception {
        String sip = "<Sip>sip:" + twin.options().openAi().projectId() + "@sip.api.openai.com;transport=tls</Sip>";

        TwinCall call = play(
                "<Dial referUrl=\"" + gateway.base() + "/twiml/refer\">" + sip + "</Dial>",
                TransferTest.fast().human("*", HumanScript.Does.NO_ANSWER));

        assertThat(call.rings()).singleElement().extracting(Ring::mechanism).isEqualTo("refer");
        assertThat(owners(call)).containsSequence("NOBODY", "RINGING(+61290001111)", "NOBODY", "GONE");
    }

    @Test
    void without_refer_url_a_refer_changes_nothing() throws Exception {
        String sip = "<Sip>sip:" + twin.options().openAi().projectId() + "@sip.api.openai.com;transport=tls</Sip>";
        gateway.evidenceMs = 0;

        TwinCall call = play("<Dial>" + sip + "</Dial>", TransferTest.fast().with(Switches.PATIENCE_MS, 300));

        assertThat(call.complaints()).containsExactly("13802: REFER without referUrl, the call goes on unchanged");
        assertThat(call.rings()).isEmpty();
    }

    @Test
    void sip_headers_of_the_carrier_cannot_be_set() throws Exception {
        String sip = "<Sip>sip:" + twin.options().openAi().projectId()
                + "@sip.api.openai.com;transport=tls?X-Twilio-CallSid=mine</Sip>";

        TwinCall call = play("<Dial>" + sip + "</Dial>", TransferTest.fast().with(Switches.PATIENCE_MS, 200));

        assertThat(call.complaints()).first().asString().contains("X-Twilio-CallSid (32113");
    }

    @Test
    void a_redirect_cancels_the_documents_of_earlier_ones() throws Exception {
        gateway.inbound = "<Response><Pause length=\"60\"/></Response>";
        TwinCall call = twin.placeCall(TransferTest.fast());
        String path = "/Calls/" + call.parentSid() + ".json";
        assertThat(call.await(it -> it.exchanges("inbound").stream().anyMatch(each -> each.status() == 200), LIMIT))
                .isTrue();

        gateway.rest(path, Map.of("Url", gateway.base() + "/twiml/target?0"));
        gateway.rest(path, Map.of("Url", gateway.base() + "/twiml/target?0"));

        assertThat(call.awaitOver(LIMIT)).isTrue();
        assertThat(call.exchanges("document")).hasSize(1);
        assertThat(call.bridges()).hasSize(1);
    }

    @Test
    void a_caller_alone_for_too_long_is_a_violation() throws Exception {
        try (Twin strict = Twin.start(TwinOptions.usual().withAloneMax(Duration.ofMillis(100)));
                StandInGateway its = new StandInGateway(strict)) {
            TwinCall call = strict.placeCall(
                    TransferTest.fast().with(Switches.REFER, Faults.Refer.ERROR).with(Switches.CARRIER_FETCH_MS, 300));
            assertThat(call.awaitOver(LIMIT)).isTrue();

            assertThat(call.violations()).singleElement().asString().startsWith("the caller was alone for ");
            assertThat(call.alone()).isGreaterThan(Duration.ofMillis(250));
            assertThat(its.badSignatures).isEmpty();
        }
    }
}

package dev.referee.ops;

import static dev.referee.twin.Switches.HUMAN_RING_MS;
import static dev.referee.twin.Switches.HUMAN_TALK_MS;
import static dev.referee.twin.Switches.REFER;
import static dev.referee.twin.Switches.WEBHOOK;
import static dev.referee.twin.Switches.WEBHOOK_LATE_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.route.CallDesk;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.TwinCall;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class OverviewTest extends TwinApp {

    @Autowired
    CallDesk desk;

    @Test
    void it_reads_as_agreed() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");

        JsonNode json = overview();

        assertThat(names(json))
                .containsExactly("at", "node", "profile", "version", "breaker", "inProgress", "lastHour", "targets");
        assertThat(json.path("at").asText()).endsWith("Z");
        assertThat(json.path("profile").asText()).isEqualTo("twin");
        assertThat(json.path("version").asText()).isNotBlank();
        assertThat(names(json.path("breaker")))
                .containsExactly("state", "failureRate", "calls", "notPermitted", "since", "until");
        assertThat(json.at("/breaker/failureRate").isNull()).isTrue();
        assertThat(names(json.path("lastHour")))
                .containsExactly("calls", "transfers", "inFlight", "mechanisms", "owedSilenceMs");
        assertThat(names(json.at("/lastHour/transfers")))
                .containsExactly("bridged", "voicemail", "returned", "abandoned", "failed");
        assertThat(names(json.at("/lastHour/mechanisms"))).containsExactly("refer", "redirect", "release");
        assertThat(names(json.at("/lastHour/mechanisms/release")))
                .containsExactly("confirmed", "refused", "silent", "skipped", "abandoned");
        assertThat(json.at("/inProgress/total").asInt()).isEqualTo(1);
        JsonNode one = one(call);
        assertThat(names(one))
                .containsExactly(
                        "key",
                        "callId",
                        "carrierCallId",
                        "state",
                        "agent",
                        "from",
                        "to",
                        "startedAt",
                        "who",
                        "whoText",
                        "since",
                        "trouble",
                        "target",
                        "transferId",
                        "mechanism");
        assertThat(one.path("who").asText()).isEqualTo("agent");
        assertThat(one.path("target").isNull()).isTrue();
        assertThat(one.path("trouble").isNull()).isTrue();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> Instant.parse(one(call).path("since").asText()).equals(at(call, "agent-leg-answered")));
        assertThat(json.path("targets"))
                .extracting(target -> target.path("name").asText())
                .containsExactly("front-desk", "night-desk", "sales");
        assertThat(web.get("/api/calls/" + one.path("key").asText()).status()).isEqualTo(200);
    }

    private Instant at(TwinCall call, String type) {
        for (JsonNode event : read(call).path("timeline")) {
            if (event.path("type").asText().equals(type)) {
                return Instant.parse(event.path("at").asText()).truncatedTo(ChronoUnit.MILLIS);
            }
        }
        throw new IllegalStateException("there was no " + type);
    }

    @Test
    void who_is_on_the_line_is_told_while_a_silent_refer_is_rescued() {
        TwinCall call = twin.placeCall(TALKS.with(REFER, Faults.Refer.SILENT)
                .with(HUMAN_RING_MS, 3_000)
                .with(HUMAN_TALK_MS, 20_000));
        awaitState(call, "talking");
        int silent = silentRefers();
        int bridged = overview().at("/lastHour/transfers/bridged").asInt();

        web.post("/api/calls/" + call.parentSid() + "/transfer", "{\"target\":\"front-desk\"}");

        JsonNode refer = awaitMechanism(call, "refer");
        assertThat(refer.path("who").asText()).isEqualTo("agent");
        assertThat(refer.path("target").asText()).isEqualTo("front-desk");
        assertThat(refer.path("transferId").asText()).startsWith("t-");
        assertThat(overview().at("/lastHour/inFlight").asInt()).isEqualTo(1);
        JsonNode ringing = awaitWho(call, "ringing");
        assertThat(ringing.path("mechanism").asText()).isEqualTo("redirect");
        assertThat(Instant.parse(ringing.path("since").asText())).isEqualTo(at(call, "leg-ringing"));
        assertThat(ringing.path("whoText").asText()).contains("front-desk is ringing");
        assertThat(silentRefers()).isEqualTo(silent + 1);
        awaitState(call, "transferred");
        JsonNode human = one(call);
        assertThat(human.path("who").asText()).isEqualTo("human");
        assertThat(human.path("target").asText()).isEqualTo("front-desk");
        assertThat(overview().at("/lastHour/transfers/bridged").asInt()).isEqualTo(bridged + 1);
        assertThat(overview().at("/lastHour/inFlight").asInt()).isZero();
    }

    @Test
    void a_caller_without_an_agent_has_nobody_yet() {
        TwinCall call = twin.placeCall(TALKS.with(WEBHOOK, Faults.Webhook.LATE).with(WEBHOOK_LATE_MS, 4_000));
        awaitState(call, "ringing");

        JsonNode json = one(call);

        assertThat(json.path("who").asText()).isEqualTo("nobody-yet");
        assertThat(json.path("callId").isNull()).isTrue();
        awaitState(call, "talking"); // whoever hangs up before the carrier has its document is a story of its own
    }

    @Test
    void a_call_that_is_over_is_not_in_progress() throws InterruptedException {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");
        call.hangUp();
        assertThat(call.awaitOver(SOON)).isTrue();
        awaitState(call, "ended");

        JsonNode json = overview();

        assertThat(json.at("/inProgress/total").asInt()).isZero();
        assertThat(json.at("/inProgress/calls")).isEmpty();
        assertThat(json.at("/lastHour/calls").asInt()).isPositive();
    }

    @Test
    void the_breaker_tells_its_state_and_since_when() {
        Instant before = Instant.now().minusSeconds(1);
        refer.transitionToOpenState();
        try {
            JsonNode breaker = overview().path("breaker");

            assertThat(breaker.path("state").asText()).isEqualTo("open");
            Instant since = Instant.parse(breaker.path("since").asText());
            assertThat(since).isAfter(before);
            assertThat(Instant.parse(breaker.path("until").asText())).isEqualTo(since.plusSeconds(15));
        } finally {
            refer.reset();
        }
    }

    @Test
    void the_last_hour_is_told_minute_by_minute() throws InterruptedException {
        TwinCall call = twin.placeCall(CallScript.usual()
                .with(REFER, Faults.Refer.SILENT)
                .with(HUMAN_RING_MS, 700)
                .with(HUMAN_TALK_MS, 200));
        assertThat(call.awaitOver(SOON)).isTrue();
        awaitState(call, "ended");

        JsonNode json = web.get("/api/series").json();

        assertThat(names(json)).containsExactly("from", "to", "stepSeconds", "verdicts", "alone");
        assertThat(Instant.parse(json.path("from").asText()).plusSeconds(3600))
                .isEqualTo(Instant.parse(json.path("to").asText()));
        assertThat(json.path("stepSeconds").asInt()).isEqualTo(60);
        JsonNode silent = find(json.path("verdicts"), "silent");
        assertThat(names(silent)).containsExactly("at", "mechanism", "verdict", "count", "medianMs", "maxMs");
        assertThat(silent.path("mechanism").asText()).isEqualTo("refer");
        assertThat(silent.path("maxMs").asInt()).isBetween(4_000, 8_000);
        assertThat(json.path("alone")).isNotEmpty();
        assertThat(names(json.path("alone").get(0))).containsExactly("at", "count", "medianMs", "maxMs");
        assertThat(json.path("alone").get(0).path("medianMs").asInt()).isPositive();
    }

    @Test
    void an_agent_that_has_just_failed_to_speak_is_told_apart_from_one_that_was_interrupted() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");
        CallKey key = new CallKey(one(call).path("key").asText());
        CallId session = new CallId(one(call).path("callId").asText());

        desk.apply(key, new CallEvent.AgentTroubled(session, "response-failed", "server_error"));
        JsonNode troubled = one(call);
        desk.apply(key, new CallEvent.AgentTroubled(session, "transfer-interrupted", "transfer_call"));

        assertThat(troubled.path("who").asText()).isEqualTo("agent");
        assertThat(troubled.at("/trouble/what").asText()).isEqualTo("response-failed");
        assertThat(troubled.at("/trouble/at").asText()).endsWith("Z");
        assertThat(one(call).path("trouble").isNull()).isTrue();
    }

    private JsonNode overview() {
        Web.Reply reply = web.get("/api/overview");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private int silentRefers() {
        return overview().at("/lastHour/mechanisms/refer/silent").asInt();
    }

    private JsonNode awaitWho(TwinCall call, String who) {
        return await().atMost(SOON)
                .until(() -> one(call), json -> json.path("who").asText().equals(who));
    }

    private JsonNode awaitMechanism(TwinCall call, String mechanism) {
        return await().atMost(SOON)
                .until(() -> one(call), json -> json.path("mechanism").asText().equals(mechanism));
    }

    private JsonNode one(TwinCall call) {
        for (JsonNode json : overview().at("/inProgress/calls")) {
            if (json.path("carrierCallId").asText().equals(call.parentSid())) {
                return json;
            }
        }
        throw new AssertionError("not in progress: " + call.parentSid());
    }

    private static JsonNode find(JsonNode verdicts, String verdict) {
        for (JsonNode json : verdicts) {
            if (json.path("verdict").asText().equals(verdict)) {
                return json;
            }
        }
        throw new AssertionError("no " + verdict + " in " + verdicts);
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

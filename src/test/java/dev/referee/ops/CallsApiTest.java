package dev.referee.ops;

import static dev.referee.twin.Switches.CALL_IDS;
import static dev.referee.twin.Switches.HUMAN_RING_MS;
import static dev.referee.twin.Switches.HUMAN_TALK_MS;
import static dev.referee.twin.Switches.REFER;
import static dev.referee.twin.Switches.WEBHOOK;
import static dev.referee.twin.Switches.WEBHOOK_LATE_MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.call.CarrierCallId;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.TwinCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallsApiTest extends TwinApp {

    private static final String HELLO = "{\"target\":\"front-desk\",\"reason\":\"wants a person\"}";

    @Test
    void a_call_reads_as_the_contract_writes_it() throws InterruptedException {
        TwinCall call = twin.placeCall(CallScript.usual().with(HUMAN_TALK_MS, 200));
        assertThat(call.awaitOver(SOON)).isTrue();

        JsonNode json = awaitState(call, "ended");

        assertThat(names(json))
                .containsExactly(
                        "callId",
                        "carrierCallId",
                        "state",
                        "agent",
                        "from",
                        "to",
                        "startedAt",
                        "endedAt",
                        "sessions",
                        "costUsd",
                        "transfers",
                        "timeline");
        assertThat(json.path("callId").asText()).isEqualTo(call.callIds().get(0));
        assertThat(json.path("carrierCallId").asText()).isEqualTo(call.parentSid());
        assertThat(json.path("agent").asText()).isEqualTo("default");
        assertThat(json.path("from").asText()).isEqualTo("+61400000001");
        assertThat(json.path("to").asText()).isEqualTo("+61290000000");
        assertThat(json.path("sessions").get(0).asText())
                .isEqualTo(call.callIds().get(0));
        assertThat(instant(json.path("endedAt"))).isAfter(instant(json.path("startedAt")));

        JsonNode transfer = json.path("transfers").get(0);
        assertThat(names(transfer))
                .containsExactly(
                        "transferId",
                        "target",
                        "requestedBy",
                        "reason",
                        "requestedAt",
                        "mechanisms",
                        "outcome",
                        "number",
                        "evidence");
        assertThat(transfer.path("requestedBy").asText()).isEqualTo("agent");
        assertThat(transfer.path("outcome").asText()).isEqualTo("bridged");
        assertThat(transfer.path("number").asText()).isEqualTo("tel:+61491570006");

        JsonNode mechanism = transfer.path("mechanisms").get(0);
        assertThat(names(mechanism)).containsExactly("mechanism", "verdict", "reason", "startedAt", "decidedAt");
        assertThat(mechanism.path("mechanism").asText()).isEqualTo("refer");
        assertThat(mechanism.path("verdict").asText()).isEqualTo("confirmed");
        instant(mechanism.path("startedAt"));
        instant(mechanism.path("decidedAt"));

        List<String> rungs = new ArrayList<>();
        for (JsonNode evidence : transfer.path("evidence")) {
            assertThat(names(evidence)).containsExactly("at", "source", "rung", "type", "detail");
            assertThat(evidence.path("detail").isObject()).isTrue();
            instant(evidence.path("at"));
            rungs.add(evidence.path("rung").asText());
        }
        assertThat(rungs).contains("requested", "vendor-accepted", "on-wire", "ringing", "answered", "bridged");

        for (JsonNode event : json.path("timeline")) {
            assertThat(names(event)).startsWith("at", "source", "type", "detail");
            assertThat(event.path("detail").isObject()).isTrue();
            assertThat(event.has("transferId") && event.path("transferId").isNull())
                    .isFalse();
            instant(event.path("at"));
        }
        assertThat(json.path("timeline").get(0).path("type").asText()).isEqualTo("call-arrived");
        assertThat(json.path("timeline").toString())
                .contains(transfer.path("transferId").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtc_u0_", "a.b~c_-", "550e8400-e29b-", "c-", "CA"})
    void a_call_is_found_by_each_of_its_names(String beginning) {
        TwinCall call = twin.placeCall(TALKS.with(CALL_IDS, beginning));
        JsonNode byCarrier = awaitState(call, "talking");
        String key = ledger.byCarrierCall(new CarrierCallId(call.parentSid()))
                .orElseThrow()
                .key()
                .value();

        JsonNode bySession = web.get("/api/calls/" + call.callIds().get(0)).json();
        JsonNode byKey = web.get("/api/calls/" + key).json();

        assertThat(bySession.path("callId").asText()).startsWith(beginning);
        assertThat(web.get("/api/calls/" + call.callIds().get(0) + "/evidence").status())
                .isEqualTo(200);
        assertThat(web.get("/api/calls?q=" + call.callIds().get(0)).json()).hasSize(1);
        assertThat(bySession.path("startedAt")).isEqualTo(byCarrier.path("startedAt"));
        assertThat(byKey.path("startedAt")).isEqualTo(byCarrier.path("startedAt"));
    }

    @Test
    void a_living_call_has_no_end_and_no_transfers() {
        TwinCall call = twin.placeCall(TALKS);

        JsonNode json = awaitState(call, "talking");

        assertThat(json.path("endedAt").isNull()).isTrue();
        assertThat(json.path("transfers").isArray()).isTrue();
        assertThat(json.path("transfers")).isEmpty();
    }

    @Test
    void a_transfer_in_flight_has_no_outcome_and_an_open_mechanism_no_verdict() {
        TwinCall call = twin.placeCall(TALKS.with(REFER, Faults.Refer.SILENT));
        awaitState(call, "talking");

        assertThat(web.post(path(call, "transfer"), HELLO).status()).isEqualTo(202);

        JsonNode json = await().atMost(SOON)
                .until(
                        () -> read(call),
                        now -> now.at("/transfers/0/mechanisms").size() > 0);
        assertThat(json.at("/transfers/0/outcome").isNull()).isTrue();
        assertThat(json.at("/transfers/0/number").isNull()).isTrue();
        assertThat(json.at("/transfers/0/mechanisms/0/verdict").isNull()).isTrue();
        assertThat(json.at("/transfers/0/mechanisms/0/decidedAt").isNull()).isTrue();
    }

    @Test
    void an_operator_transfers_to_any_target_of_the_configuration() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");

        Web.Reply reply = web.post(path(call, "transfer"), "{\"target\":\"night-desk\",\"reason\":\"after hours\"}");

        assertThat(reply.status()).isEqualTo(202);
        JsonNode transfer = awaitOutcome(call, "bridged").at("/transfers/0");
        assertThat(transfer.path("transferId").asText())
                .isEqualTo(reply.json().path("transferId").asText());
        assertThat(transfer.path("target").asText()).isEqualTo("night-desk");
        assertThat(transfer.path("requestedBy").asText()).isEqualTo("operator");
        assertThat(transfer.path("reason").asText()).isEqualTo("after hours");
        assertThat(transfer.at("/evidence/0/source").asText()).isEqualTo("operator");
        assertThat(call.bridges()).hasSize(1);
        assertThat(call.violations()).isEmpty();
    }

    @Test
    void a_second_transfer_is_refused_while_one_is_in_flight() {
        TwinCall call = twin.placeCall(TALKS.with(HUMAN_RING_MS, 15_000));
        awaitState(call, "talking");
        String first = web.post(path(call, "transfer"), HELLO)
                .json()
                .path("transferId")
                .asText();

        Web.Reply second = web.post(path(call, "transfer"), "{\"target\":\"sales\"}");

        assertThat(second.isProblem(409)).isTrue();
        assertThat(second.detail()).contains("in flight").contains("front-desk").contains(first);
        assertThat(read(call).path("transfers")).hasSize(1);
    }

    @Test
    void a_call_that_no_agent_has_yet_is_not_transferred() {
        TwinCall call = twin.placeCall(TALKS.with(WEBHOOK, Faults.Webhook.LATE).with(WEBHOOK_LATE_MS, 15_000));
        awaitState(call, "ringing");

        Web.Reply reply = web.post(path(call, "transfer"), HELLO);

        assertThat(reply.isProblem(409)).isTrue();
        assertThat(reply.detail()).contains("no agent has the caller yet");
        assertThat(read(call).path("callId").isNull()).isTrue();
    }

    @Test
    void a_caller_whom_no_agent_has_any_more_is_not_transferred() {
        TwinCall call = twin.placeCall(TALKS.with(HUMAN_TALK_MS, 20_000));
        awaitState(call, "talking");
        web.post(path(call, "transfer"), HELLO);
        awaitState(call, "transferred");

        Web.Reply reply = web.post(path(call, "transfer"), HELLO);

        assertThat(reply.isProblem(409)).isTrue();
        assertThat(reply.detail()).contains("was transferred");
    }

    @Test
    void an_operator_ends_a_call_once() throws InterruptedException {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");

        int first = web.post(path(call, "hangup"), "").status();

        assertThat(first).isEqualTo(202);
        assertThat(call.awaitOver(SOON)).isTrue();
        JsonNode json = awaitState(call, "ended");
        assertThat(json.path("timeline").toString()).contains("end-asked").contains("operator");
        Web.Reply again = web.post(path(call, "hangup"), "");
        assertThat(again.isProblem(409)).isTrue();
        assertThat(again.detail()).isEqualTo("the call is over: ended");
        Web.Reply transfer = web.post(path(call, "transfer"), HELLO);
        assertThat(transfer.isProblem(409)).isTrue();
        assertThat(transfer.detail()).isEqualTo("the call is over: ended");
    }

    @Test
    void an_unknown_target_is_refused_with_the_known_ones() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");

        Web.Reply reply = web.post(path(call, "transfer"), "{\"target\":\"tel:+15550001111\"}");

        assertThat(reply.isProblem(422)).isTrue();
        assertThat(reply.detail()).contains("front-desk, night-desk, sales").doesNotContain("1555");
        assertThat(read(call).path("transfers")).isEmpty();
    }

    @Test
    void unknown_calls_are_not_found() {
        for (String id : List.of(
                "rtc_unknown",
                "rtc_b%C3%A4d",
                "CA00000000000000000000000000000000",
                "c-00000000000000000000000000",
                "x",
                "CA1",
                "c-1")) {
            assertThat(web.get("/api/calls/" + id).isProblem(404)).as(id).isTrue();
            assertThat(web.post("/api/calls/" + id + "/transfer", HELLO).isProblem(404))
                    .as(id)
                    .isTrue();
            assertThat(web.post("/api/calls/" + id + "/hangup", "").isProblem(404))
                    .as(id)
                    .isTrue();
        }
    }

    @Test
    void a_body_that_says_nothing_usable_is_refused() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");
        String long2001 = "x".repeat(2001);

        for (String body : List.of(
                "",
                "{",
                "null",
                "[]",
                "\"front-desk\"",
                "{}",
                "{\"target\":null}",
                "{\"target\":\" \"}",
                "{\"target\":{\"a\":1}}",
                "{\"target\":\"front-desk\",\"reason\":\"a\\u0000b\"}",
                "{\"target\":\"front-desk\",\"reason\":\"a\\u001bb\"}",
                "{\"target\":\"front-desk\",\"reason\":\"" + long2001 + "\"}")) {
            assertThat(web.post(path(call, "transfer"), body).isProblem(400))
                    .as(body)
                    .isTrue();
        }
        assertThat(read(call).path("transfers")).isEmpty();
    }

    @Test
    void the_list_has_the_newest_call_first_and_can_be_narrowed() {
        TwinCall older = twin.placeCall(TALKS);
        awaitState(older, "talking");
        TwinCall newer = twin.placeCall(TALKS);
        awaitState(newer, "talking");

        JsonNode all = web.get("/api/calls").json();
        JsonNode one = web.get("/api/calls?limit=1").json();
        JsonNode talking = web.get("/api/calls?state=talking&limit=500").json();
        JsonNode rejected = web.get("/api/calls?state=rejected").json();

        assertThat(all.get(0).path("carrierCallId").asText()).isEqualTo(newer.parentSid());
        assertThat(all.get(1).path("carrierCallId").asText()).isEqualTo(older.parentSid());
        assertThat(names(all.get(0)))
                .containsExactly(
                        "callId",
                        "carrierCallId",
                        "state",
                        "agent",
                        "from",
                        "to",
                        "startedAt",
                        "endedAt",
                        "key",
                        "who",
                        "lastTransfer");
        assertThat(all.get(0).path("who").asText()).isEqualTo("agent");
        assertThat(all.get(0).path("lastTransfer").isNull()).isTrue();
        assertThat(one).hasSize(1);
        assertThat(talking).hasSize(2);
        assertThat(rejected.isArray()).isTrue();
        assertThat(rejected).isEmpty();
    }

    @Test
    void calls_are_found_by_what_is_known_of_them_and_page_by_page() throws InterruptedException {
        TwinCall moved = twin.placeCall(CallScript.usual().with(HUMAN_TALK_MS, 200));
        assertThat(moved.awaitOver(SOON)).isTrue();
        awaitState(moved, "ended");
        TwinCall talking = twin.placeCall(TALKS);
        awaitState(talking, "talking");

        String tail = moved.parentSid().substring(1);
        for (String query : List.of(
                "q=" + tail,
                "q=" + moved.callIds().get(0).toUpperCase(Locale.ROOT),
                "outcome=bridged&target=front-desk&q=0400%20000&limit=1",
                "q=RONT-DES&state=ended&limit=1")) {
            JsonNode found = web.get("/api/calls?" + query).json();
            assertThat(found).as(query).hasSize(1);
            assertThat(found.at("/0/carrierCallId").asText()).as(query).isEqualTo(moved.parentSid());
        }
        JsonNode transfer = web.get("/api/calls?q=" + tail).json().at("/0/lastTransfer");
        assertThat(names(transfer)).containsExactly("transferId", "target", "outcome", "mechanisms");
        assertThat(transfer.path("mechanisms").toString())
                .isEqualTo("[{\"mechanism\":\"refer\",\"verdict\":\"confirmed\"}]");
        assertThat(web.get("/api/calls?q=%25").json()).isEmpty();
        assertThat(web.get("/api/calls?outcome=failed&target=nobody%26").json()).isEmpty();

        Web.Reply first = web.get("/api/calls?limit=1&q=%2B61%20(4)00");
        String link = first.header("Link");
        assertThat(link).startsWith("</api/calls?").endsWith(">; rel=\"next\"");
        Web.Reply second = web.get(link.substring(1, link.indexOf('>')));
        assertThat(first.json().at("/0/carrierCallId").asText()).isEqualTo(talking.parentSid());
        assertThat(second.json().at("/0/carrierCallId").asText()).isEqualTo(moved.parentSid());
        assertThat(web.get("/api/calls?state=talking").header("Link")).isEmpty();
    }

    @Test
    void a_list_that_cannot_be_given_is_refused() {
        for (String query : List.of(
                "limit=0",
                "limit=501",
                "limit=-1",
                "limit=x",
                "limit=99999999999",
                "state=gone",
                "outcome=gone",
                "before=x",
                "before=%C3%A4",
                "before=MS54",
                "q=a%00b",
                "before=OTk5OTk5OTk5OTk5OTk5OTk5LmMtYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE",
                "q=" + "x".repeat(101))) {
            assertThat(web.get("/api/calls?" + query).isProblem(400)).as(query).isTrue();
        }
    }

    private static String path(TwinCall call, String action) {
        return "/api/calls/" + call.parentSid() + "/" + action;
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Instant instant(JsonNode text) {
        assertThat(text.asText()).endsWith("Z");
        return Instant.parse(text.asText());
    }
}

package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTest extends TwinApp {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "referee_calls_active ",
                "referee_calls_total{state=\"ended\"} ",
                "referee_calls_total{state=\"rejected\"} ",
                "referee_calls_total{state=\"failed\"} ",
                "referee_transfers_total{outcome=\"bridged\",target=\"front-desk\"} ",
                "referee_transfers_total{outcome=\"voicemail\",target=\"sales\"} ",
                "referee_transfers_total{outcome=\"returned\",target=\"sales\"} ",
                "referee_transfers_total{outcome=\"abandoned\",target=\"sales\"} ",
                "referee_transfers_total{outcome=\"failed\",target=\"night-desk\"} ",
                "referee_mechanisms_total{mechanism=\"refer\",verdict=\"skipped\"} ",
                "referee_mechanisms_total{mechanism=\"redirect\",verdict=\"silent\"} ",
                "referee_mechanisms_total{mechanism=\"release\",verdict=\"abandoned\"} ",
                "referee_verdict_seconds_count{mechanism=\"refer\",verdict=\"confirmed\"} ",
                "referee_verdict_seconds_sum{mechanism=\"release\",verdict=\"refused\"} ",
                "referee_verdict_seconds_bucket{mechanism=\"refer\",verdict=\"silent\",le=\"4.0\"} ",
                "referee_accept_seconds_count ",
                "referee_sideband_attach_seconds_count ",
                "referee_caller_unowned_seconds_count ",
                "referee_caller_unowned_seconds_bucket{le=\"1.0\"} ",
                "referee_owed_silence_seconds_bucket{who=\"agent\",le=\"21.0\"} ",
                "referee_owed_silence_seconds_max{who=\"agent\"} ",
                "referee_agent_trouble_total{what=\"agent-mute\"} ",
                "resilience4j_circuitbreaker_state{name=\"refer\",state=\"closed\"} ",
                "resilience4j_circuitbreaker_state{name=\"refer\",state=\"open\"} ",
                "resilience4j_circuitbreaker_not_permitted_calls_total{kind=\"not_permitted\",name=\"refer\"} "
            })
    void every_series_is_there_before_it_is_needed(String start) {
        assertThat(web.get("/actuator/prometheus").body().lines()).anyMatch(line -> line.startsWith(start));
    }

    @Test
    void a_call_with_a_transfer_is_counted() throws InterruptedException {
        double ended = value("referee_calls_total{state=\"ended\"}");
        double bridged = value("referee_transfers_total{outcome=\"bridged\",target=\"front-desk\"}");
        double confirmed = value("referee_mechanisms_total{mechanism=\"refer\",verdict=\"confirmed\"}");
        double attached = value("referee_sideband_attach_seconds_count");
        double accepted = value("referee_accept_seconds_count");

        TwinCall call = twin.placeCall(CallScript.usual().with(Switches.HUMAN_TALK_MS, 200));
        assertThat(call.awaitOver(SOON)).isTrue();
        awaitState(call, "ended");

        await().atMost(SOON).untilAsserted(() -> assertThat(value("referee_calls_total{state=\"ended\"}"))
                .isEqualTo(ended + 1));
        assertThat(value("referee_transfers_total{outcome=\"bridged\",target=\"front-desk\"}"))
                .isEqualTo(bridged + 1);
        assertThat(value("referee_mechanisms_total{mechanism=\"refer\",verdict=\"confirmed\"}"))
                .isEqualTo(confirmed + 1);
        assertThat(value("referee_sideband_attach_seconds_count")).isEqualTo(attached + 1);
        assertThat(value("referee_accept_seconds_count")).isEqualTo(accepted + 1);
    }

    @Test
    void nothing_is_counted_twice_at_the_cost_of_each_exchange_and_request() {
        web.post("/twiml/inbound", "");

        await().atMost(SOON).untilAsserted(() -> assertThat(
                        web.get("/actuator/prometheus").body().lines())
                .anyMatch(
                        line -> line.startsWith("camel_exchanges_total{") && line.contains("routeId=\"twiml-inbound\""))
                .anyMatch(line -> line.startsWith("camel_route_policy_seconds_count{")
                        && line.contains("routeId=\"twiml-inbound\""))
                .noneMatch(line -> line.startsWith("camel_exchange_event_notifier"))
                .noneMatch(line -> line.startsWith("camel_exchanges_last_timestamp")));
    }

    @Test
    void a_caller_who_leaves_is_neither_success_nor_failure_of_refer() {
        String ignored = "resilience4j_circuitbreaker_calls_seconds_count{kind=\"ignored\",name=\"refer\"}";
        String failed = "resilience4j_circuitbreaker_calls_seconds_count{kind=\"failed\",name=\"refer\"}";
        double ignoredBefore = value(ignored);
        double failedBefore = value(failed);
        TwinCall call = twin.placeCall(TALKS.with(Switches.REFER, Faults.Refer.SILENT));
        awaitState(call, "talking");
        web.post("/api/calls/" + call.parentSid() + "/transfer", "{\"target\":\"sales\"}");
        await().atMost(SOON).until(() -> call.exchanges("refer").stream().anyMatch(refer -> refer.status() == 200));

        call.hangUp();

        await().atMost(SOON).untilAsserted(() -> assertThat(value(ignored)).isEqualTo(ignoredBefore + 1));
        assertThat(value(failed)).isEqualTo(failedBefore);
    }

    @Test
    void a_living_call_is_active() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(value("referee_calls_active")).isEqualTo(1));
    }

    @Test
    void no_name_of_ours_is_there_that_the_contract_and_the_readme_do_not_have() {
        List<String> names = web.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE referee_"))
                .map(line -> line.split(" ")[2])
                .map(name -> name.replaceAll("_max$", ""))
                .distinct()
                .toList();

        assertThat(names)
                .containsExactlyInAnyOrder(
                        "referee_calls_active",
                        "referee_calls_total",
                        "referee_transfers_total",
                        "referee_mechanisms_total",
                        "referee_verdict_seconds",
                        "referee_accept_seconds",
                        "referee_sideband_attach_seconds",
                        "referee_caller_unowned_seconds",
                        "referee_node_held",
                        // additions to the contract's, see README, Post-call events
                        "referee_events_total",
                        "referee_events_waiting",
                        "referee_events_dead",
                        "referee_callers_refused_total",
                        "referee_owed_silence_seconds",
                        "referee_strangers_total",
                        "referee_agent_trouble_total",
                        "referee_wrong_tokens_total",
                        "referee_call_cost_usd");
    }

    private double value(String series) {
        return web.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}

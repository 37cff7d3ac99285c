package dev.referee.ops;

import static dev.referee.twin.Switches.REFER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.TwinCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryApiTest extends TwinApp {

    @Test
    void the_ladder_of_a_silent_refer_tells_all_that_the_timeline_has() {
        TwinCall call = twin.placeCall(CallScript.usual().with(REFER, Faults.Refer.SILENT));
        JsonNode json = awaitOutcome(call, "bridged");

        JsonNode ladder = web.get("/api/calls/" + call.parentSid() + "/ladder").json();

        assertThat(ladder.path("callId")).isEqualTo(json.path("callId"));
        assertThat(ladder.path("lanes")).hasSize(5);
        assertThat(ladder.path("steps").size())
                .isGreaterThanOrEqualTo(json.path("timeline").size());
        List<String> whys = new ArrayList<>();
        for (JsonNode step : ladder.path("steps")) {
            assertThat(step.path("at").asText()).matches(".*:[0-9]{2}\\.[0-9]{3}Z");
            Instant.parse(step.path("at").asText());
            assertThat(step.path("text").asText()).endsWith(".").doesNotContain("null");
            whys.add(step.path("why").asText());
        }
        assertThat(whys).anyMatch(why -> why.startsWith("No REFER was seen within 4."));
    }

    @Test
    void the_report_of_a_silent_refer_has_what_the_vendor_and_the_carrier_said() {
        TwinCall call = twin.placeCall(CallScript.usual().with(REFER, Faults.Refer.SILENT));
        awaitOutcome(call, "bridged");
        String path = "/api/calls/" + call.parentSid() + "/evidence";

        Web.Reply markdown = web.get(path);
        JsonNode json = web.get(path, "Accept", "application/json").json();

        assertThat(markdown.contentType()).startsWith("text/markdown");
        assertThat(markdown.body())
                .startsWith("# /refer was answered 200, and no REFER reached the carrier")
                .contains("referUrl: none", "Twilio-Request-Id", "X-Twilio-CallSid", "`wh_")
                .doesNotContain("61491570006", "61400000001");
        JsonNode answer = json.at("/transfers/0/answer");
        assertThat(answer.path("status").asInt()).isEqualTo(200);
        assertThat(answer.path("tookMs").isNumber()).isTrue();
        assertThat(names(answer.path("headers"))).containsExactly("content-length");
        assertThat(answer.path("absent").toString()).contains("x-request-id", "openai-processing-ms");
        assertThat(web.get(path + "?format=json&numbers=whole")
                        .json()
                        .at("/transfers/0/asked/target_uri")
                        .asText())
                .isEqualTo("tel:+61491570006");
    }

    @Test
    void the_report_of_a_refer_that_works_names_the_request() {
        TwinCall call = twin.placeCall(CallScript.usual());
        awaitOutcome(call, "bridged");

        JsonNode json = web.get("/api/calls/" + call.parentSid() + "/evidence?format=json")
                .json();

        assertThat(names(json.at("/transfers/0/answer/headers")))
                .contains("x-request-id", "openai-processing-ms", "openai-version", "cf-ray", "date")
                .doesNotContain("content-type");
        assertThat(json.at("/transfers/0/answer/absent")).isEmpty();
        assertThat(json.path("finding").asText()).contains("A REFER reached the carrier at");
    }

    @Test
    void a_report_in_another_form_is_refused() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");
        String path = "/api/calls/" + call.parentSid() + "/evidence";

        assertThat(web.get(path + "?format=pdf").isProblem(400)).isTrue();
        assertThat(web.get(path + "?numbers=some").isProblem(400)).isTrue();
        assertThat(web.get("/api/calls/rtc_unknown/evidence").isProblem(404)).isTrue();
        assertThat(web.get(path, "Accept", "text/html,application/json;q=0.9").contentType())
                .startsWith("text/markdown");
        assertThat(web.get(path + "?format=md").body()).contains("# A call without transfers");
    }

    private static List<String> names(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void a_call_that_is_not_known_has_no_ladder() {
        assertThat(web.get("/api/calls/rtc_unknown/ladder").isProblem(404)).isTrue();
    }
}

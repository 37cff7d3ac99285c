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
    void a_call_that_is_not_known_has_no_ladder() {
        assertThat(web.get("/api/calls/rtc_unknown/ladder").isProblem(404)).isTrue();
    }
}

package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class RoutesApiTest extends TwinApp {

    @Test
    void a_route_is_told_with_its_place_and_its_steps_in_order() {
        JsonNode route = route("refer-or-carrier");

        assertThat(route.path("from").asText()).isEqualTo("direct:refer-or-carrier");
        assertThat(route.path("source").asText()).matches("routes/transfer\\.camel\\.yaml:[0-9]+");
        assertThat(route.path("description").asText()).contains("The breaker around REFER");
        assertThat(route.path("state").asText()).isEqualTo("Started");
        assertThat(outline(route))
                .containsExactly(
                        "1 circuitBreaker refer-breaker",
                        "2 to to[direct:refer]",
                        "2 to to[direct:await-verdict]",
                        "2 onFallback",
                        "3 to to[direct:carrier]");
    }

    @Test
    void without_camels_management_it_is_said_what_switches_it_on() {
        DefaultCamelContext unmanaged = new DefaultCamelContext(false);
        unmanaged.disableJMX();
        unmanaged.build();

        assertThatThrownBy(() -> new RoutesApi(unmanaged).routes())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("camel.main.jmx-enabled");
    }

    @Test
    void branches_are_told_too() {
        assertThat(outline(route("proof-or-release")))
                .containsExactly(
                        "1 doTry",
                        "2 to to[direct:await-verdict]",
                        "2 doCatch",
                        "3 to to[direct:release]",
                        "3 to to[direct:await-verdict]");
        assertThat(outline(route("tool-call")))
                .filteredOn(step -> step.contains(" when"))
                .hasSize(2);
    }

    @Test
    void the_steps_of_a_call_are_counted() throws InterruptedException {
        JsonNode before = route("refer-or-carrier");

        TwinCall call = twin.placeCall(
                CallScript.usual().with(Switches.REFER, Faults.Refer.ERROR).with(Switches.HUMAN_TALK_MS, 200));
        assertThat(call.awaitOver(SOON)).isTrue();
        awaitState(call, "ended");

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode after = route("refer-or-carrier");
            assertThat(after.path("total").asLong())
                    .isEqualTo(before.path("total").asLong() + 1);
            assertThat(after.path("meanMs").isNumber()).isTrue();
            assertThat(total(after, "2 to to[direct:refer]")).isEqualTo(total(before, "2 to to[direct:refer]") + 1);
        });
    }

    @Test
    void where_camel_does_not_count_there_is_no_number() {
        assertThat(total(route("refer-or-carrier"), "3 to to[direct:carrier]")).isEqualTo(-1);
        assertThat(total(route("proof-or-release"), "3 to to[direct:release]")).isEqualTo(-1);
        JsonNode choice = route("tool-call");
        assertThat(total(choice, "3 to to[direct:tool-end-call]")).isNotNegative();
    }

    @Test
    void every_route_and_no_secret_is_told() {
        String body = web.get("/api/routes").body();

        assertThat(web.get("/api/routes").json().path("routes")).hasSizeGreaterThan(50);
        assertThat(body)
                .doesNotContain("sk-twin", "whsec_", "twin-not-a-real-token")
                .doesNotContain("Processor@");
    }

    private JsonNode route(String id) {
        return StreamSupport.stream(web.get("/api/routes").json().path("routes").spliterator(), false)
                .filter(route -> route.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> outline(JsonNode route) {
        List<String> outline = new ArrayList<>();
        route.path("steps").forEach(step -> outline.add(name(step)));
        return outline;
    }

    private static String name(JsonNode step) {
        String kind = step.path("kind").asText();
        String start = step.path("level").asInt() + " " + kind;
        return switch (kind) {
            case "to" -> start + " " + step.path("text").asText();
            case "circuitBreaker" -> start + " " + step.path("id").asText();
            default -> start;
        };
    }

    private static long total(JsonNode route, String name) {
        for (JsonNode step : route.path("steps")) {
            if (name(step).equals(name)) {
                return step.path("total").asLong(-1);
            }
        }
        throw new AssertionError(name + " is no step of " + route);
    }
}

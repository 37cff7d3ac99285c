package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.twin.TwinCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

class HealthTest extends TwinApp {

    @Autowired
    Environment environment;

    @Test
    void health_tells_of_database_breaker_sidebands_and_camel() {
        JsonNode health = web.get("/actuator/health").json();

        assertThat(health.path("status").asText()).isEqualTo("UP");
        JsonNode components = health.path("components");
        assertThat(components.at("/db/status").asText()).isEqualTo("UP");
        assertThat(components.at("/camelHealth/status").asText()).isEqualTo("UP");
        assertThat(components.at("/breaker/details/name").asText()).isEqualTo("refer");
        assertThat(components.at("/breaker/details/state").asText()).isEqualTo("closed");
        assertThat(components.at("/sideband/details").isObject()).isTrue();
    }

    @Test
    void an_open_breaker_is_told_and_takes_nothing_down() {
        refer.transitionToForcedOpenState();
        try {
            JsonNode health = web.get("/actuator/health").json();

            assertThat(health.path("status").asText()).isEqualTo("UP");
            assertThat(health.at("/components/breaker/status").asText()).isEqualTo("UP");
            assertThat(health.at("/components/breaker/details/state").asText()).isEqualTo("forced-open");
            assertThat(web.get("/actuator/health/readiness").status()).isEqualTo(200);
        } finally {
            refer.reset();
        }
    }

    @Test
    void the_sideband_of_a_call_is_counted() {
        TwinCall call = twin.placeCall(TALKS);
        awaitState(call, "talking");

        JsonNode sideband = web.get("/actuator/health/sideband").json();

        assertThat(sideband.at("/details/open").asInt()).isPositive();
    }

    @Test
    void the_tools_there_are_and_those_that_are_missing_are_told() {
        JsonNode tools = web.get("/actuator/health/tools").json();

        assertThat(tools.path("status").asText()).isEqualTo("UP");
        assertThat(tools.at("/details/offered/order_status").asText()).contains("route order-status");
        assertThat(tools.at("/details/missing").isEmpty()).isTrue();
    }

    @Test
    void a_platform_can_ask_for_liveness_and_readiness() {
        JsonNode ready = web.get("/actuator/health/readiness").json();

        assertThat(web.get("/actuator/health/liveness").json().path("status").asText())
                .isEqualTo("UP");
        assertThat(ready.path("status").asText()).isEqualTo("UP");
        assertThat(ready.at("/components/db/status").asText()).isEqualTo("UP");
    }

    @Test
    void health_and_metrics_hold_no_secret() {
        String told = web.get("/actuator/health").body()
                + web.get("/actuator/prometheus").body();

        for (String secret : List.of(
                "referee.openai.api-key",
                "referee.openai.webhook-secret",
                "referee.twilio.auth-token",
                "referee.twilio.account-sid",
                "spring.datasource.url")) {
            assertThat(told).as(secret).doesNotContain(environment.getRequiredProperty(secret));
        }
    }

    @Test
    void other_endpoints_of_the_actuator_are_shut() {
        for (String endpoint :
                List.of("env", "beans", "configprops", "heapdump", "loggers", "camelroutes", "shutdown")) {
            assertThat(web.get("/actuator/" + endpoint).isProblem(404))
                    .as(endpoint)
                    .isTrue();
        }
    }
}

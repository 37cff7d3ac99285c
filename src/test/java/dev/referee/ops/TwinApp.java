package dev.referee.ops;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.ledger.Ledger;
import dev.referee.twin.CallScript;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole application under profile {@code twin}, started once for all tests that extend this. */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
@ActiveProfiles("twin")
@AutoConfigureObservability(tracing = false) // else tests have no /actuator/prometheus
abstract class TwinApp {

    static final Duration SOON = Duration.ofSeconds(20);

    /** A call that stays with its agent until somebody ends it. */
    static final CallScript TALKS = CallScript.usual().model(ModelStep.greet());

    Web web = new Web(0);

    @Autowired
    Twin twin;

    @Autowired
    Ledger ledger;

    @Autowired
    CircuitBreaker refer;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        int port = Web.freePort();
        int twinPort = Web.freePort();
        registry.add("server.port", () -> port);
        registry.add("referee.twin.port", () -> twinPort);
        registry.add("referee.public-url", () -> "http://localhost:" + port);
        registry.add("spring.datasource.url", () -> "jdbc:h2:mem:" + UUID.randomUUID());
        registry.add("referee.targets.night-desk.description", () -> "For operators only");
        registry.add("referee.targets.night-desk.dial[0]", () -> "tel:+61491570158");
        registry.add("referee.targets.night-desk.otherwise", () -> "return");
    }

    @BeforeEach
    void connect(@Value("${server.port}") int port) {
        web = new Web(port);
        refer.reset();
    }

    @AfterEach
    void everybodyHangsUp() throws InterruptedException {
        for (TwinCall call : twin.calls()) {
            call.hangUp();
            call.awaitOver(SOON);
        }
        await().atMost(SOON).until(() -> ledger.livingCount() == 0);
    }

    /** Waits until the call is in this state. */
    JsonNode awaitState(TwinCall call, String state) {
        return await().atMost(SOON)
                .until(() -> read(call), json -> json.path("state").asText().equals(state));
    }

    /** Waits until the call's latest transfer has this outcome. */
    JsonNode awaitOutcome(TwinCall call, String outcome) {
        return await().atMost(SOON).until(() -> read(call), json -> {
            JsonNode transfers = json.path("transfers");
            return transfers.size() > 0
                    && transfers
                            .get(transfers.size() - 1)
                            .path("outcome")
                            .asText()
                            .equals(outcome);
        });
    }

    JsonNode read(TwinCall call) {
        return web.get("/api/calls/" + call.parentSid()).json();
    }
}

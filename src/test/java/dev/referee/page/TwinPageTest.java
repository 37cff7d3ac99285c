package dev.referee.page;

import static org.awaitility.Awaitility.await;

import dev.referee.ledger.Ledger;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;

/** The console under profile {@code twin}, started once for all tests that extend this. */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
@ActiveProfiles("twin")
@AutoConfigureObservability(tracing = false)
abstract class TwinPageTest extends PageTest {

    static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    Twin twin;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    CircuitBreaker refer;

    @BeforeEach
    void closeBreaker() {
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
}

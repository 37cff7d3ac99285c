package dev.referee.route;

import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.when;

import dev.referee.RefereeApplication;
import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.config.Roster;
import dev.referee.ledger.History;
import dev.referee.ledger.Inbox;
import dev.referee.ledger.Ledger;
import dev.referee.ledger.NewCall;
import dev.referee.testkit.FreePort;
import dev.referee.transfer.RequestResult;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferId;
import dev.referee.twilio.CarrierClient;
import dev.referee.twilio.CarrierStatus;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.DisableJmx;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockReset;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** The real YAML routes with ledger and core, but without a world: whatever leaves the process ends in {@link Ends}. */
@CamelSpringBootTest
@DisableJmx(false) // else it is switched off for whatever test comes next in this process
@UseAdviceWith
@SpringBootTest(
        classes = RefereeApplication.class,
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:routes;DB_CLOSE_DELAY=-1",
            "referee.reload.enabled=false",
            "referee.tools.take-note.folder=target/notes-of-tests",
            "referee.transfer.evidence-timeout=300ms",
            "referee.transfer.redirect-timeout=300ms",
            "referee.transfer.release-timeout=300ms",
            "referee.agent.accept-window=2s",
            "referee.agent.accept-attempt-timeout=400ms",
            "referee.agents.closed.model=gpt-realtime-2.1",
            "referee.agents.closed.voice=marin",
            "referee.agents.closed.instructions=Nobody may call.",
            "referee.agents.closed.numbers[0]=+61290000099",
            "referee.agents.closed.screening.deny[0]=+*",
            "referee.agents.closed.screening.answer=busy"
        })
@ActiveProfiles("twin")
@Import(RouteTest.World.class)
abstract class RouteTest {

    static final Duration LIMIT = Duration.ofSeconds(15);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final RequestResult DONE = new RequestResult.Accepted(200, "200");

    private static volatile Supplier<RequestResult> redirected = () -> DONE;
    private static volatile CarrierStatus status = new CarrierStatus.NotFound();

    @TestConfiguration
    static class World {
        @Bean
        Ends ends() {
            return new Ends();
        }

        /** A second goes by for each: tests come faster than what is written down of them. */
        @Bean
        @Primary
        Strangers strangersNowAndThen(MeterRegistry meters) {
            AtomicLong nanos = new AtomicLong();
            return new Strangers(meters, () -> nanos.addAndGet(1_000_000_000L));
        }
    }

    @Autowired
    ModelCamelContext camel;

    @Autowired
    ProducerTemplate template;

    @Autowired
    Ends ends;

    @Autowired
    CallDesk desk;

    @Autowired
    Roster roster;

    @Autowired
    @Qualifier("refer")
    CircuitBreaker breaker;

    /** Told what to say once, before anything runs: the routes of an earlier test may still ask while the next begins. */
    @MockitoBean(reset = MockReset.NONE)
    CarrierClient carrier;

    @MockitoSpyBean
    Ledger ledger;

    @MockitoSpyBean
    Inbox inbox;

    CallKey key;
    CallId session;
    CarrierCallId parent;

    @DynamicPropertySource
    static void ports(DynamicPropertyRegistry registry) {
        int port = FreePort.find();
        int twin = FreePort.find();
        registry.add("server.port", () -> port);
        registry.add("referee.twin.port", () -> twin);
        registry.add("referee.public-url", () -> "http://localhost:" + port);
    }

    @BeforeEach
    void startWithoutAWorld() throws Exception {
        if (!camel.isStarted()) {
            when(carrier.redirect(any(), any())).then(asked -> redirected.get());
            when(carrier.complete(any())).thenReturn(DONE);
            when(carrier.fetchStatus(any())).then(asked -> status);
            ends.weaveInto(camel);
            camel.start();
        }
        ends.reset();
        breaker.reset();
        clearInvocations(carrier);
        redirected = () -> DONE;
        status = new CarrierStatus.NotFound();
        int number = NUMBER.incrementAndGet();
        key = Ids.callKey();
        session = new CallId("rtc_test_" + number);
        parent = new CarrierCallId("CA%032x".formatted(number));
    }

    /** What the carrier answers to a redirect in this test; it may throw. */
    static void redirectIs(Supplier<RequestResult> answer) {
        redirected = answer;
    }

    /** What the carrier says of a call in this test. */
    static void statusIs(CarrierStatus answer) {
        status = answer;
    }

    /** A caller rings and the session is announced, which starts {@code /accept}. */
    void announced() {
        desk.open(new NewCall(key, parent, null, "default", "+61400000001", "+61290000000"), Instant.now());
        String dialId = ledger.find(key).orElseThrow().file().call().agent().dialId();
        desk.announce(key, session, dialId);
    }

    /** The agent has the caller. */
    void talking() {
        announced();
        await().atMost(LIMIT).until(() -> !ends.sent("attach-open").isEmpty());
        desk.apply(key, new CallEvent.SidebandOpened(session));
    }

    TransferId transferring() {
        talking();
        TransferId id = Ids.transferId();
        desk.apply(
                key,
                new CallEvent.TransferAsked(
                        roster.targets().plan(id, "front-desk", "agent", "asked", "", null, Instant.now()),
                        Source.SIDEBAND));
        return id;
    }

    History.Transfer transfer() {
        return ledger.history(ledger.find(key).orElseThrow()).transfers().get(0);
    }

    List<String> verdicts() {
        return transfer().mechanisms().stream()
                .map(each -> each.mechanism() + ":" + each.verdict())
                .toList();
    }

    List<String> types() {
        return ledger.history(ledger.find(key).orElseThrow()).timeline().stream()
                .map(History.Event::type)
                .toList();
    }
}

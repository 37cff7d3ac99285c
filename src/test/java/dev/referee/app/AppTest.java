package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.RefereeApplication;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.route.Agents;
import dev.referee.route.Deadlines;
import dev.referee.sideband.SidebandComponent;
import dev.referee.testkit.FreePort;
import dev.referee.testkit.SentFrames;
import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.Switches;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole application with its twin over real HTTP and WebSockets, with short deadlines. All subclasses share one
 * context, so each test leaves it idle: no call lives, no timer, no talk and no socket is left.
 */
@SpringBootTest(
        classes = RefereeApplication.class,
        webEnvironment = WebEnvironment.DEFINED_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:app;DB_CLOSE_DELAY=-1",
            "referee.reload.enabled=false",
            "referee.tools.take-note.folder=target/notes-of-tests",
            "referee.transfer.evidence-timeout=400ms",
            "referee.transfer.redirect-timeout=400ms",
            "referee.transfer.release-timeout=1s",
            "referee.transfer.ring-timeout=1s",
            "referee.transfer.bridge-hold=1200ms",
            "referee.transfer.return-timeout=4s",
            "referee.agent.ring-timeout=5s",
            "referee.agent.accept-window=3s",
            "referee.agent.accept-attempt-timeout=1500ms",
            // the breaker has tests of its own; here nothing may open it
            "referee.breaker.sliding-window=1000",
            "referee.breaker.minimum-calls=1000",
            "referee.breaker.failure-rate=100",
            "referee.targets.front-desk.dial[0]=tel:+61491570006",
            "referee.targets.front-desk.dial[1]=tel:+61491570156",
            "referee.targets.front-desk.ring=1s",
            "referee.targets.closing.description=Nobody there",
            "referee.targets.closing.dial[0]=tel:+61491570158",
            "referee.targets.closing.otherwise=hang-up",
            "referee.targets.chained.description=Passes on",
            "referee.targets.chained.dial[0]=tel:+61491570159",
            "referee.targets.chained.otherwise=sales",
            // agents with limits of their own, each by its number
            "referee.agents.screened.model=gpt-realtime-2.1",
            "referee.agents.screened.voice=marin",
            "referee.agents.screened.instructions=Be brief.",
            "referee.agents.screened.numbers[0]=+61290000010",
            "referee.agents.screened.screening.deny[0]=+6149157099*",
            "referee.agents.screened.screening.anonymous=refuse",
            "referee.agents.screened.screening.calls-per-hour=1",
            "referee.agents.screened.screening.answer=say",
            "referee.agents.screened.screening.sentence=Not today.",
            "referee.agents.family.model=gpt-realtime-2.1",
            "referee.agents.family.voice=marin",
            "referee.agents.family.instructions=Be brief.",
            "referee.agents.family.numbers[0]=+61290000011",
            "referee.agents.family.screening.allow[0]=+614910*",
            "referee.agents.family.screening.answer=busy",
            "referee.agents.brief.model=gpt-realtime-2.1",
            "referee.agents.brief.voice=marin",
            "referee.agents.brief.instructions=Be brief.",
            "referee.agents.brief.numbers[0]=+61290000012",
            "referee.agents.brief.conversation.max-length=4s",
            "referee.agents.brief.conversation.warn-before=2s",
            "referee.agents.capped.model=gpt-realtime-2",
            "referee.agents.capped.voice=marin",
            "referee.agents.capped.instructions=Be brief.",
            "referee.agents.capped.numbers[0]=+61290000013",
            "referee.agents.capped.conversation.spend-cap=0.02",
            "referee.agents.capped.conversation.warn-before=1s",
            "referee.agents.capped.conversation.at-the-end=front-desk",
            "referee.prices.gpt-realtime-2.text-in=4",
            "referee.prices.gpt-realtime-2.text-cached-in=0.4",
            "referee.prices.gpt-realtime-2.text-out=16",
            "referee.prices.gpt-realtime-2.audio-in=32",
            "referee.prices.gpt-realtime-2.audio-cached-in=0.4",
            "referee.prices.gpt-realtime-2.audio-out=64",
            "referee.agents.default.targets[0]=front-desk",
            "referee.agents.default.targets[1]=sales",
            "referee.agents.default.targets[2]=closing",
            "referee.agents.default.targets[3]=chained",
            "referee.targets.team.description=Ring at once",
            "referee.targets.team.dial[0]=tel:+61491570313 & tel:+61491570737",
            "referee.targets.team.caller-id=dialled",
            "referee.targets.guarded.description=No voicemail box",
            "referee.targets.guarded.dial[0]=tel:+61491570266",
            "referee.targets.guarded.dial[1]=tel:+61491570491",
            "referee.targets.guarded.whisper=true",
            "referee.targets.guarded.accept=press-1",
            "referee.targets.guarded.caller-id=+61255501234",
            "referee.targets.told.description=Hears who calls",
            "referee.targets.told.dial[0]=tel:+61491570804",
            "referee.targets.told.whisper=For {target}: {reason} {summary}",
            "referee.targets.told.caller-id=caller",
            "referee.targets.shut.description=Closed, passes on",
            "referee.targets.shut.dial[0]=tel:+61491570110",
            "referee.targets.shut.otherwise=sales",
            "referee.targets.asleep.description=Closed, and that is all",
            "referee.targets.asleep.dial[0]=tel:+61491570110",
            "referee.targets.dozing.description=Closed, with a box",
            "referee.targets.dozing.dial[0]=tel:+61491570110",
            "referee.targets.dozing.otherwise=voicemail",
            "referee.agents.default.targets[4]=team",
            "referee.agents.default.targets[5]=guarded",
            "referee.agents.default.targets[6]=told",
            "referee.agents.default.targets[7]=shut",
            "referee.agents.default.targets[8]=asleep",
            "referee.agents.default.targets[9]=dozing"
        })
@ActiveProfiles("twin")
@Import(SentFrames.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AppTest {

    static final String FIRST = "+61491570006";
    static final String SECOND = "+61491570156";
    static final String SALES = "+61491570157";
    static final String CLOSING = "+61491570158";
    static final String CHAINED = "+61491570159";
    static final Duration LIMIT = Duration.ofSeconds(20);

    @Autowired
    Twin twin;

    @Autowired
    Ledger ledger;

    @Autowired
    Agents agents;

    @Autowired
    Deadlines deadlines;

    @Autowired
    SidebandComponent sideband;

    @Autowired
    SentFrames frames;

    @Autowired
    @Qualifier("refer")
    CircuitBreaker breaker;

    @DynamicPropertySource
    static void ports(DynamicPropertyRegistry registry) {
        int port = FreePort.find();
        int twin = FreePort.find();
        registry.add("server.port", () -> port);
        registry.add("referee.twin.port", () -> twin);
        registry.add("referee.public-url", () -> "http://localhost:" + port);
        for (String closed : List.of("shut", "asleep", "dozing")) {
            registry.add("referee.targets." + closed + ".open.zone", () -> "UTC");
            registry.add("referee.targets." + closed + ".open.hours[0]", () -> anotherDay() + " 00:00-24:00");
        }
    }

    /** A day that is neither today nor near it, as the settings write it. */
    private static String anotherDay() {
        String day = LocalDate.now(ZoneOffset.UTC).plusDays(3).getDayOfWeek().name();
        return day.substring(0, 3).toLowerCase(Locale.ROOT);
    }

    @BeforeEach
    void closeBreaker() {
        breaker.reset();
    }

    @AfterEach
    void noCallIsLeft() {
        await("no call is left").atMost(LIMIT).untilAsserted(() -> {
            assertThat(ledger.livingCount()).as("living calls").isZero();
            assertThat(deadlines.count()).as("timers").isZero();
        });
    }

    /** Once a class, because a sideband that is lost while a caller is being moved is asked for again for a while. */
    @AfterAll
    void nothingIsLeft() {
        await("nothing is left").atMost(LIMIT).untilAsserted(() -> {
            assertThat(sideband.sockets().callCount()).as("sidebands").isZero();
            assertThat(agents.count()).as("talks").isZero();
        });
    }

    /** A call in which everything works, as fast as the machine can. */
    static CallScript fast() {
        return CallScript.usual()
                .with(Switches.REFER_ANSWER_MS, 10)
                .with(Switches.REFER_DELAY_MS, 50)
                .with(Switches.CARRIER_FETCH_MS, 50)
                .with(Switches.ANSWER_MS, 20)
                .with(Switches.THINK_MS, 20)
                .with(Switches.SPEECH_MS, 60)
                .with(Switches.HUMAN_RING_MS, 60)
                .with(Switches.HUMAN_TALK_MS, 120)
                .with(Switches.NO_ANSWER_MS, 120)
                .with(Switches.SAY_MS, 20)
                .with(Switches.RECORD_MS, 60);
    }

    /** Plays a call to its end; the twin must have nothing to complain about. */
    Story play(CallScript script) {
        return finish(twin.placeCall(script));
    }

    Story finish(TwinCall call) {
        Story story = ends(call);
        assertThat(call.violations()).as(story::toString).isEmpty();
        return story;
    }

    /** The same without a look at the complaints. */
    Story ends(TwinCall call) {
        try {
            assertThat(call.awaitOver(LIMIT)).as(() -> "over: " + call).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        await("the ledger has ended the call").atMost(LIMIT).untilAsserted(() -> assertThat(
                        head(call).endedAt())
                .as(() -> story(call).toString())
                .isNotNull());
        return story(call);
    }

    /** Waits until the ledger's story of the call is as wanted. */
    void until(TwinCall call, java.util.function.Predicate<Story> wanted) {
        await().atMost(LIMIT).until(() -> ledger.byCarrierCall(new CarrierCallId(call.parentSid()))
                .filter(head -> wanted.test(story(call)))
                .isPresent());
    }

    CallHead head(TwinCall call) {
        return ledger.byCarrierCall(new CarrierCallId(call.parentSid())).orElseThrow();
    }

    Story story(TwinCall call) {
        return new Story(call, ledger.history(head(call)));
    }
}

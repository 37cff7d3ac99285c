package dev.referee.testkit;

import dev.referee.call.CarrierCallId;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole program with its twin, on free ports of loopback and a database in memory, in the scenario's time. It takes
 * the {@code routes/} and {@code config/} folders of the working directory, as {@code java -jar referee.jar} does, unless
 * others are named; no account is needed and nothing leaves the machine, whatever the settings say.
 *
 * <p>A start takes some seconds, so {@link #shared()} keeps one per JVM. Thread-safe; scenarios are played one at a time.
 */
public final class Referee implements AutoCloseable {

    /** Real time after which a scenario is given up; it is one of our own bugs, or a route that never ends. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(1);

    private static final ThreadLocal<Referee> CURRENT = new ThreadLocal<>();

    private final ConfigurableApplicationContext app;
    private final TimeHooks time;
    private final Twin twin;
    private final Ledger ledger;
    private final CircuitBreaker breaker;
    private final Names names;

    Referee(ConfigurableApplicationContext app, TimeHooks time) {
        this.app = app;
        this.time = time;
        this.twin = app.getBean(Twin.class);
        this.ledger = app.getBean(Ledger.class);
        this.breaker = app.getBean("refer", CircuitBreaker.class);
        this.names = new Names(app.getBean(RefereeSettings.class));
    }

    /** The one with the routes and settings of the working directory; started when first asked for, kept until the JVM ends. */
    public static Referee shared() {
        return Shared.INSTANCE;
    }

    /** One with routes, settings or a folder of its own. */
    public static RefereeBuilder with() {
        return new RefereeBuilder();
    }

    /** One with the routes of this folder; short for {@code with().routes(folder).start()}. To be closed. */
    public static Referee withRoutes(Path folder) {
        return with().routes(folder).start();
    }

    /** The one that {@link CallScenario#play()} uses on this thread: that of {@link RefereeTest}, else the shared one. */
    static Referee current() {
        Referee chosen = CURRENT.get();
        return chosen == null ? shared() : chosen;
    }

    /** Names it for this thread; null for the shared one. */
    static void use(@Nullable Referee referee) {
        if (referee == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(referee);
        }
    }

    /**
     * Plays a call to its end.
     *
     * @return what the caller lived through
     * @throws IllegalArgumentException if the scenario names a target that the settings do not have
     * @throws AssertionError if the call does not end; with its story
     */
    public synchronized CallStory play(CallScenario scenario) {
        breaker.reset();
        if (scenario.isBreakerOpen()) {
            breaker.transitionToOpenState();
        }
        return played(scenario, LIMIT);
    }

    private CallStory played(CallScenario scenario, Duration limit) {
        TwinCall call = twin.placeCall(scenario.script(names));
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean over = call.isOver();
            Optional<CallHead> head = over ? head(call) : Optional.empty();
            if (over && head.map(known -> known.endedAt() != null).orElse(true)) {
                return story(call, head);
            }
            if (System.nanoTime() - until > 0) {
                CallStory story = story(call, head(call));
                call.hangUp();
                throw new AssertionError(
                        "the call is not over after " + limit.toSeconds() + " s of real time; it hangs in\n" + story);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** The first call of a JVM is slow, which is no part of any scenario. */
    void warmUp() {
        try {
            played(CallScenario.incoming(), LIMIT.dividedBy(4));
        } catch (AssertionError | IllegalArgumentException | IllegalStateException broken) {
            // the routes or settings are to be tested: let the scenarios say what is wrong with them
        }
    }

    private Optional<CallHead> head(TwinCall call) {
        return ledger.byCarrierCall(new CarrierCallId(call.parentSid()));
    }

    private CallStory story(TwinCall call, Optional<CallHead> head) {
        return new CallStory(call, head.map(ledger::history).orElse(null), names);
    }

    /** A bean of the running program, for what the kit does not offer. */
    public <T> T bean(Class<T> type) {
        return app.getBean(type);
    }

    /** Stops it; the shared one is stopped with the JVM. */
    @Override
    public void close() {
        time.end();
        app.close();
    }

    private static final class Shared {
        static final Referee INSTANCE = with().start();
    }
}

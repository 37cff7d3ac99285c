package dev.referee.bench;

import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Owner;
import dev.referee.twin.Switches;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import dev.referee.twin.TwinOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The load generator: the twin, with callers who come whether or not the gateway keeps up (open loop). */
final class Callers implements AutoCloseable {

    private static final Duration ALL_OVER = Duration.ofSeconds(60);
    private static final int CALLS_MAX = 20_000;

    /** So long lasts one. */
    static final Duration WHOLE_CALL = Duration.ofSeconds(13);

    private static final int RAMP = 10;
    private static final int HELD_PER_SECOND = 60;
    private static final Duration GREETED = Duration.ofSeconds(60);

    /** So that the breaker never sees nothing but failures, whatever its window. */
    static final int REFER_WORKS_EVERY = 50;

    private final Twin twin;
    private List<URI> gateways = List.of();
    private long placed;

    private Callers(Twin twin) {
        this.twin = twin;
    }

    static Callers start() {
        try {
            return new Callers(Twin.start(TwinOptions.usual().withCallsMax(CALLS_MAX)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Twin twin() {
        return twin;
    }

    /** To these they call, by turns. */
    void gateways(List<URI> urls) {
        gateways = List.copyOf(urls);
    }

    /**
     * A whole call: the agent greets, looks an order up, says what it found, and transfers; the REFER is silent, so the
     * carrier redirects; a human picks up, talks for three seconds and hangs up. Its sideband carries some 150 frames.
     */
    static CallScript wholeCall() {
        return CallScript.usual()
                .with(
                        Switches.MODEL,
                        List.of(
                                ModelStep.greet()
                                        .saying(
                                                "Hello, this is the reception of the bicycle shop, my name is Robin, and"
                                                        + " I am here to help. What can I do for you today?"),
                                ModelStep.tool("order_status", "{\"order_id\":\"A-1001\"}"),
                                ModelStep.say(
                                        "Thank you for waiting. Your order left our house yesterday afternoon, and"
                                                + " the parcel service means to bring it tomorrow before noon. Is there"
                                                + " anything else that you would like to know?"),
                                ModelStep.transfer(
                                                "front-desk",
                                                "wants to change the address",
                                                "The caller's order A-1001 is on its way; the address must be changed.")
                                        .saying("I cannot change the address myself, but my colleague at the front desk"
                                                + " can. One moment, please, I am putting you through.")))
                .with(Switches.REFER, Faults.Refer.SILENT)
                .with(Switches.THINK_MS, 300)
                .with(Switches.SPEECH_MS, 1_000);
    }

    /** A caller who is greeted and then listens to nothing, for as long as it takes. */
    static CallScript idleCall() {
        return CallScript.usual()
                .with(Switches.MODEL, List.of(ModelStep.greet()))
                .with(Switches.PATIENCE_MS, 3_600_000);
    }

    /** Somebody calls, with a number of his own. */
    TwinCall place(CallScript script) {
        twin.gateway(gateways.get((int) (placed % gateways.size())));
        placed++;
        return twin.placeCall(script.with(Switches.FROM, "+614%08d".formatted(placed % 100_000_000)));
    }

    /** Callers who listen come, until there are so many of them, each with the agent. */
    void hold(List<TwinCall> calls, int count) throws InterruptedException {
        long begun = System.nanoTime();
        for (int i = 0; calls.size() < count; i++) {
            Pause.until(begun + i * 1_000_000_000L / HELD_PER_SECOND);
            calls.add(place(idleCall()));
        }
        for (TwinCall call : calls) {
            if (!call.await(each -> each.owner().kind() == Owner.Kind.AGENT, GREETED)) {
                throw new IllegalStateException(call.id() + " has no agent: " + call.story());
            }
        }
    }

    /** More and more calls come, up to this rate, so that the gateway is warm; it has not fallen behind when this is over. */
    void warmUp(CallScript script, double perSecond, Duration time) {
        for (int step = 1; step <= RAMP; step++) {
            comeFor(script, perSecond * step / RAMP, time.dividedBy(2 * RAMP));
        }
        comeFor(script, perSecond, time.dividedBy(2));
    }

    /** Calls come evenly for so long; who is late because the machine is busy comes at once. */
    List<TwinCall> comeFor(CallScript script, double perSecond, Duration time) {
        List<TwinCall> calls = new ArrayList<>();
        long begun = System.nanoTime();
        long count = Math.round(perSecond * time.toMillis() / 1000.0);
        for (long i = 0; i < count; i++) {
            Pause.until(begun + (long) (i * 1e9 / perSecond));
            calls.add(place(i % REFER_WORKS_EVERY == 0 ? script.with(Switches.REFER, Faults.Refer.WORKS) : script));
        }
        Pause.until(begun + time.toNanos());
        return calls;
    }

    /** Waits for the end of these calls, and gives what they show. */
    static List<CallFigures> figures(List<TwinCall> calls, Duration evidenceTimeout) {
        long end = System.nanoTime() + ALL_OVER.toNanos();
        try {
            for (TwinCall call : calls) {
                call.awaitOver(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return calls.stream().map(call -> CallFigures.of(call, evidenceTimeout)).toList();
    }

    /** How many of these calls are over. */
    static long over(List<TwinCall> calls) {
        return calls.stream().filter(TwinCall::isOver).count();
    }

    @Override
    public void close() {
        twin.close();
    }
}

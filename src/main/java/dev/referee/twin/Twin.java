package dev.referee.twin;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outside world on loopback: OpenAI, the carrier, callers and humans. It plays the calls that are placed here, with the
 * faults that their scripts order, and judges what the gateway makes of them.
 *
 * <p>Thread-safe. All simulation runs on one thread of its own; at most {@value World#HISTORY_MAX} calls are remembered,
 * the oldest finished ones are forgotten first.
 */
public final class Twin implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Twin.class);

    private final World world;
    private final int port;
    private final Map<String, TwinCall> calls = new LinkedHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private long placed;
    private final Object streamLock = new Object();
    private @Nullable CallStream stream;

    private Twin(World world) throws IOException {
        this.world = world;
        this.port = TwinServer.open(world, this::complain);
    }

    /** Starts a twin; it listens when this returns. */
    public static Twin start(TwinOptions options) throws IOException {
        return start(options, null);
    }

    /** The same in this time, null for the real one. */
    public static Twin start(TwinOptions options, @Nullable TwinTime time) throws IOException {
        World world = new World(options, time);
        try {
            return new Twin(world);
        } catch (IOException e) {
            world.loop.close();
            throw e;
        }
    }

    /** Names the gateway: the base of {@code /openai/webhook} and {@code /twiml/inbound}. */
    public void gateway(URI base) {
        world.gateway(base);
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** What the gateway must use as OpenAI's base URL. */
    public URI openAiUrl() {
        return URI.create("http://127.0.0.1:" + port + "/v1");
    }

    /** What the gateway must use as the carrier's base URL. */
    public URI twilioUrl() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What is under way between it and the gateway. */
    public Traffic traffic() {
        return world.traffic;
    }

    /** The options it was started with. */
    public TwinOptions options() {
        return world.options;
    }

    /**
     * Somebody calls.
     *
     * @throws IllegalStateException if too many calls are running, or no gateway is known
     */
    public TwinCall placeCall(CallScript script) {
        world.gateway("/"); // complains now rather than on the other thread
        TwinCall call;
        synchronized (calls) {
            long running =
                    calls.values().stream().filter(each -> !each.isOver()).count();
            if (running >= world.options.callsMax()) {
                throw new IllegalStateException("already " + running + " calls are running");
            }
            placed++;
            int ordered = script.get(Switches.SEED);
            long seed = ordered != 0 ? ordered : world.options.seed() * 1_000_003 + placed;
            CallSim sim = new CallSim(world, "call-" + placed, script, seed);
            call = new TwinCall(sim);
            calls.put(call.id(), call);
            forgetOldest();
        }
        List<String> assumptions = script.assumptions();
        LOG.info("{} is placed; assumptions of the twin in it: {}", call.id(), assumptions);
        world.loop.run(() -> call.sim.parent.start());
        return call;
    }

    /**
     * Many call, one after the other.
     *
     * @throws IllegalStateException if a stream is running
     */
    CallStream.State stream(StreamOrder order) {
        world.gateway("/");
        synchronized (streamLock) {
            if (stream != null && stream.state().running()) {
                throw new IllegalStateException("a stream of calls is running; stop it first");
            }
            stream = new CallStream(order, world.loop, this::placeCall);
            stream.start();
            return stream.state();
        }
    }

    /** The latest stream, running or over; null if there was none. */
    @Nullable
    CallStream stream() {
        synchronized (streamLock) {
            return stream;
        }
    }

    private void forgetOldest() {
        if (calls.size() > World.HISTORY_MAX) {
            calls.values().stream().filter(TwinCall::isOver).findFirst().ifPresent(oldest -> {
                calls.remove(oldest.id());
                world.loop.run(() -> world.forget(oldest.sim));
            });
        }
    }

    /** The calls it remembers, oldest first. */
    public List<TwinCall> calls() {
        synchronized (calls) {
            return List.copyOf(calls.values());
        }
    }

    /** The call with this id, parent SID or OpenAI call id; null if there is none. */
    public @Nullable TwinCall call(String id) {
        return calls().stream()
                .filter(call -> call.id().equals(id)
                        || call.parentSid().equals(id)
                        || call.callIds().contains(id))
                .findFirst()
                .orElse(null);
    }

    private void complain(String what) {
        LOG.warn("complaint: {}", what);
        synchronized (complaints) {
            if (complaints.size() < World.HISTORY_MAX) {
                complaints.add(what);
            }
        }
    }

    /** Everything the gateway did wrong: complaints that belong to no call, then those of each call. */
    public List<String> violations() {
        List<String> found = new ArrayList<>();
        synchronized (complaints) {
            found.addAll(complaints);
        }
        for (TwinCall call : calls()) {
            call.violations().forEach(each -> found.add(call.id() + ": " + each));
        }
        return found;
    }

    /** Stops at once: open calls, sidebands and requests are cut. */
    @Override
    public void close() {
        world.loop.close();
    }
}

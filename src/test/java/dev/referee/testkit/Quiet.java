package dev.referee.testkit;

import dev.referee.config.Bounded;
import dev.referee.route.Verdicts;
import dev.referee.sideband.SidebandComponent;
import dev.referee.sideband.SidebandSockets;
import dev.referee.twin.Traffic;
import dev.referee.twin.Twin;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ShutdownAware;
import org.springframework.context.ApplicationContext;

/**
 * Tells whether the program and its twin only wait for time to pass. Not by a pause in which nothing happened, which a
 * busy machine can stretch, but by counting: whatever runs or is under way is on somebody's list.
 *
 * <p>A thread is excused if it waits for an answer that the twin has ordered for later, or for a verdict. Frames on the
 * sidebands are on no list, so a ping follows them: when its pong is back, whatever was sent before has arrived; if that
 * made anybody move, the whole look was in vain.
 */
final class Quiet implements BooleanSupplier {

    private static final long PONG_MS = 1_000;

    /** What a frame sets off on an event loop may take one more turn of it. */
    private static final int PINGS = 2;

    private final Collection<Bounded> executors;
    private final Traffic traffic;
    private final SidebandSockets sidebands;
    private final Verdicts verdicts;
    private final IntSupplier pauses;
    private final LongSupplier steps;

    private final CountedPools pools;
    private final int residents;

    /** Consumers with a queue, such as seda's. */
    private final List<ShutdownAware> queues;

    /**
     * To be made when the program has started: what runs in Camel's pools by then runs for ever.
     *
     * @param pauses how many sidebands wait for their next handshake
     * @param steps rises whenever a route is entered or a message sent
     */
    Quiet(ApplicationContext app, CountedPools pools, IntSupplier pauses, LongSupplier steps) {
        this.pauses = pauses;
        this.pools = pools;
        this.residents = pools.count();
        this.executors = List.copyOf(app.getBeansOfType(Bounded.class).values());
        this.traffic = app.getBean(Twin.class).traffic();
        this.sidebands = app.getBean(SidebandComponent.class).sockets();
        this.verdicts = app.getBean(Verdicts.class);
        this.steps = steps;
        this.queues = app.getBean(CamelContext.class).getCamelContextExtension().getRouteStartupOrder().stream()
                .flatMap(route -> Stream.of(route.getInput()))
                .filter(ShutdownAware.class::isInstance)
                .map(ShutdownAware.class::cast)
                .toList();
    }

    @Override
    public boolean getAsBoolean() {
        long before = steps();
        if (!isStill()) {
            return false;
        }
        for (int i = 0; i < PINGS; i++) {
            if (!isFlushed()) {
                return false;
            }
        }
        return isStill() && steps() == before;
    }

    private long steps() {
        return steps.getAsLong() + traffic.steps();
    }

    private boolean isStill() {
        return !traffic.isBusy()
                && sidebands.openingCount() == pauses.getAsInt()
                && sidebands.callCount() - sidebands.openingCount() == traffic.sidebands()
                && running() == excused();
    }

    private int running() {
        int tasks = executors.stream().mapToInt(Bounded::count).sum();
        return tasks + branches() + sidebands.deliveringCount() + traffic.posted();
    }

    /** Steps of routes that go on by themselves, such as wireTap's. */
    private int branches() {
        int queued =
                queues.stream().mapToInt(ShutdownAware::getPendingExchangesSize).sum();
        return queued + pools.count() - residents;
    }

    private int excused() {
        return traffic.kept() + verdicts.asleep();
    }

    private boolean isFlushed() {
        try {
            traffic.flushed().get(PONG_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException silent) {
            return false;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String toString() {
        return "running " + running() + " (tasks "
                + executors.stream().map(Bounded::count).toList() + ", branches " + branches() + ", deliveries "
                + sidebands.deliveringCount() + ", posts " + traffic.posted() + "), excused " + excused() + " (kept "
                + traffic.kept() + ", verdicts " + verdicts.asleep() + "), sidebands " + sidebands.callCount() + "/"
                + traffic.sidebands() + " opening " + sidebands.openingCount() + " pausing " + pauses.getAsInt()
                + ", twin busy " + traffic.isBusy();
    }
}

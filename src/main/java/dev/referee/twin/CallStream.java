package dev.referee.twin;

import dev.referee.twin.StreamOrder.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Places the calls of a {@link StreamOrder}, evenly in time and evenly mixed. Each caller has a number of his own, unless his
 * script names one. What the twin cannot take is counted and not tried again. Thread-safe; it runs on the twin's thread.
 */
final class CallStream {

    private static final int NUMBERS = 100_000;
    private static final int SECOND_MS = 1_000;

    private final StreamOrder order;
    private final Loop loop;
    private final Consumer<CallScript> place;
    private final Instant begun;
    private final List<Integer> credit;
    private Loop.@Nullable Timer next;
    private int placed;
    private int refused;
    private boolean stopped;

    /** @param place gets each call in turn; it throws {@link IllegalStateException} when there are too many */
    CallStream(StreamOrder order, Loop loop, Consumer<CallScript> place) {
        this.order = order;
        this.loop = loop;
        this.place = place;
        this.begun = loop.now();
        this.credit = new ArrayList<>(order.mix().stream().map(each -> 0).toList());
    }

    void start() {
        loop.run(this::placeNext);
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    synchronized State state() {
        return new State(isRunning(), order.total(), placed, refused);
    }

    private boolean isRunning() {
        return !stopped && placed + refused < order.total();
    }

    private synchronized void placeNext() {
        if (!isRunning()) {
            return;
        }
        try {
            place.accept(caller(mixed().script()));
            placed++;
        } catch (IllegalStateException tooMany) {
            refused++;
        }
        long due = (long) (placed + refused) * SECOND_MS / order.perSecond();
        next = loop.after(Math.max(1, due - Duration.between(begun, loop.now()).toMillis()), this::placeNext);
    }

    /** Who has waited longest for his share; so 6, 3 and 1 parts come as evenly as they can. */
    private Share mixed() {
        int all = 0;
        int best = 0;
        for (int i = 0; i < credit.size(); i++) {
            int parts = order.mix().get(i).parts();
            all += parts;
            credit.set(i, credit.get(i) + parts);
            best = credit.get(i) > credit.get(best) ? i : best;
        }
        credit.set(best, credit.get(best) - all);
        return order.mix().get(best);
    }

    private CallScript caller(CallScript script) {
        boolean named = !script.get(Switches.FROM).equals(Switches.FROM.usual());
        return named ? script : script.with(Switches.FROM, "+614%08d".formatted((placed + refused) % NUMBERS));
    }

    /**
     * How far it is.
     *
     * @param running whether more calls will be placed
     * @param total how many were ordered
     * @param placed how many were placed
     * @param refused how many the twin could not take, because too many were running
     */
    record State(boolean running, int total, int placed, int refused) {}
}

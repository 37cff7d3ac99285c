package dev.referee.simulation;

import dev.referee.transfer.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Virtual time, the one random source, and what happened. What is due at the same time happens in the order it was asked. */
final class Timeline {

    private record Timed(Instant at, long order, Runnable run) {}

    private final PriorityQueue<Timed> queue =
            new PriorityQueue<>(Comparator.comparing(Timed::at).thenComparing(Timed::order));
    private final Random random;
    private final boolean verbose;
    private final List<String> log = new ArrayList<>();
    private Instant now = Samples.START;
    private long order;

    /** @param verbose whether the events are written down; a seed plays the same with and without */
    Timeline(long seed, boolean verbose) {
        this.random = new Random(seed);
        this.verbose = verbose;
    }

    Instant now() {
        return now;
    }

    List<String> log() {
        return log;
    }

    void note(Supplier<String> line) {
        if (verbose) {
            log.add(Duration.between(Samples.START, now).toMillis() + " ms " + line.get());
        }
    }

    Random random() {
        return random;
    }

    int between(int from, int to) {
        return from + random.nextInt(to - from);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    void in(int fromMs, int toMs, Runnable run) {
        in(Duration.ofMillis(between(fromMs, toMs)), run);
    }

    void in(Duration wait, Runnable run) {
        queue.add(new Timed(now.plus(wait.isNegative() ? Duration.ZERO : wait), order++, run));
    }

    /** Lets time pass until it is said to stop, nothing is left, or the end is reached. */
    void run(Instant end, BooleanSupplier stop) {
        while (!queue.isEmpty() && queue.peek().at().isBefore(end) && !stop.getAsBoolean()) {
            Timed next = queue.poll();
            now = next.at();
            next.run().run();
        }
    }
}

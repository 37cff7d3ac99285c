package dev.referee.testkit;

import dev.referee.twin.TwinTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of the scenarios: it leaps to the next timer as soon as all sides only wait for one. While anything works it
 * goes on, at a tenth of real time for the first half second and then at its full pace: so a slow machine tells the same
 * story, and what waits in real time (a client's own timeout, a route's delay) still gets there. A machine that stands
 * still is not one that works: between two looks no more passes than {@link #STEP}. Thread-safe.
 */
final class VirtualTime implements TwinTime, AutoCloseable {

    /** Between two looks whether all is quiet. */
    private static final Duration LOOK = Duration.ofNanos(200_000);

    private static final long IDLE_LOOK_MS = 2;

    /** Work that takes no longer costs little of the scenario's time, so that a slow machine tells nearly the same story. */
    private static final long WORK = Duration.ofMillis(500).toNanos();

    private static final long SLOWER = 10;

    /** A look that comes later than this was held up by the machine, as was everything else. */
    private static final long STEP = Duration.ofMillis(10).toNanos();

    private final Instant base = Instant.now();
    private final Queue<Timer> timers = new PriorityQueue<>();
    private final Thread thread = new Thread(this::run, "scenario-time");
    private final LongSupplier real;
    private long looked;
    private long busy;
    private long reached;
    private long turns;
    private volatile BooleanSupplier quiet = () -> false;

    VirtualTime() {
        this(System::nanoTime);
    }

    /** @param real the real time in nanoseconds */
    VirtualTime(LongSupplier real) {
        this.real = real;
        this.looked = real.getAsLong();
        thread.setDaemon(true);
        thread.start();
    }

    /** Says how to tell that all sides only wait; until then it never leaps. The condition is asked on one thread. */
    void leapWhen(BooleanSupplier condition) {
        quiet = condition;
    }

    @Override
    public Runnable after(long ms, Runnable task) {
        return afterNanos(ms * 1_000_000, task);
    }

    /** The same with nanoseconds. */
    Runnable afterNanos(long delay, Runnable task) {
        Timer timer;
        synchronized (timers) {
            timer = new Timer(nanos() + Math.max(0, delay), turns++, task);
            timers.add(timer);
            timers.notifyAll();
        }
        return () -> {
            synchronized (timers) {
                timers.remove(timer);
            }
        };
    }

    @Override
    public Instant instant() {
        synchronized (timers) {
            return base.plusNanos(nanos());
        }
    }

    @Override
    public long millis() {
        return instant().toEpochMilli();
    }

    private long nanos() {
        long worked = busy + Math.min(real.getAsLong() - looked, STEP);
        return reached + (worked <= WORK ? worked / SLOWER : WORK / SLOWER + worked - WORK);
    }

    private void look() {
        long now = real.getAsLong();
        busy += Math.min(now - looked, STEP);
        looked = now;
    }

    private void run() {
        try {
            while (true) {
                Timer due = next();
                if (due != null) {
                    due.task().run();
                } else if (quiet.getAsBoolean()) {
                    leap();
                } else {
                    LockSupport.parkNanos(LOOK.toNanos());
                    if (Thread.interrupted()) {
                        return;
                    }
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** The timer that is due, or null if none is; looks less often while there is none at all. */
    private @Nullable Timer next() throws InterruptedException {
        synchronized (timers) {
            look();
            while (timers.isEmpty()) {
                timers.wait(IDLE_LOOK_MS);
                look();
            }
            return timers.element().at() <= nanos() ? timers.remove() : null;
        }
    }

    private void leap() {
        synchronized (timers) {
            Timer first = timers.peek();
            if (first != null) {
                reached = Math.max(nanos(), first.at());
                looked = real.getAsLong();
                busy = 0;
            }
        }
    }

    /** The same for the program. */
    Clock clock() {
        return withZone(ZoneOffset.UTC);
    }

    /** Stops it: no timer runs any more. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private record Timer(long at, long turn, Runnable task) implements Comparable<Timer> {

        @Override
        public int compareTo(Timer other) {
            int earlier = Long.compare(at, other.at);
            return earlier == 0 ? Long.compare(turn, other.turn) : earlier;
        }
    }
}

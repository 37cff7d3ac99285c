package dev.referee.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The program's timers in the scenario's time. What recurs (leases, sweeps, mail) stays in real time: it is housekeeping,
 * no part of a call, and would only make the time leap in small steps.
 */
final class VirtualScheduler extends ScheduledThreadPoolExecutor {

    private final VirtualTime time;

    VirtualScheduler(VirtualTime time) {
        super(1, task -> {
            Thread thread = new Thread(task, "housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        this.time = time;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return new Ordered<>(java.util.concurrent.Executors.callable(command), unit.toNanos(delay));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return new Ordered<>(callable, unit.toNanos(delay));
    }

    private final class Ordered<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long atMs;
        private final Runnable takeBack;

        Ordered(Callable<V> task, long delayNanos) {
            super(task);
            this.atMs = time.millis() + TimeUnit.NANOSECONDS.toMillis(delayNanos);
            this.takeBack = time.afterNanos(delayNanos, this);
        }

        @Override
        public boolean cancel(boolean interrupt) {
            takeBack.run();
            return super.cancel(interrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atMs - time.millis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.MILLISECONDS), other.getDelay(TimeUnit.MILLISECONDS));
        }
    }
}

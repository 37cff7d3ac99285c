package dev.referee.config;

import dev.referee.scope.CallScope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An executor that takes a bounded number of tasks, running and waiting together, and refuses the next with
 * {@link RejectedExecutionException}. The same on pools and on virtual threads. Thread-safe.
 */
public final class Bounded extends AbstractExecutorService {

    private final ExecutorService inner;
    private final int most;
    private final AtomicInteger count = new AtomicInteger();

    /** At most {@code most} tasks on {@code inner}. */
    public Bounded(ExecutorService inner, int most) {
        this.inner = inner;
        this.most = most;
    }

    /** Tasks that run or wait. */
    public int count() {
        return count.get();
    }

    /** Waits until no task runs or waits; false if the time is over first. */
    public boolean awaitIdle(Duration wait) throws InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        synchronized (count) {
            while (count.get() > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                count.wait(left);
            }
            return true;
        }
    }

    @Override
    public void execute(Runnable task) {
        if (count.incrementAndGet() > most) {
            done();
            throw new RejectedExecutionException(most + " tasks run or wait already");
        }
        try {
            Runnable carried = CallScope.carry(task);
            inner.execute(() -> {
                try {
                    carried.run();
                } finally {
                    done();
                }
            });
        } catch (RejectedExecutionException stopped) {
            done();
            throw stopped;
        }
    }

    /**
     * Runs the task here and now where it is refused: whoever brings work beyond the bound does it, which brakes him. For
     * work that must not be lost, from threads that may wait.
     */
    public void executeOrRun(Runnable task) {
        try {
            execute(task);
        } catch (RejectedExecutionException full) {
            task.run();
        }
    }

    private void done() {
        if (count.decrementAndGet() == 0) {
            synchronized (count) {
                count.notifyAll();
            }
        }
    }

    @Override
    public void shutdown() {
        inner.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return inner.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return inner.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return inner.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return inner.awaitTermination(timeout, unit);
    }
}

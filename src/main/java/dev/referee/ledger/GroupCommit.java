package dev.referee.ledger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Writes out what several transactions have committed at once, where each by itself is dear: an embedded database writes every
 * page that a transaction has touched, and the transactions of a busy moment touch the same ones. Whoever comes first writes
 * for all who have come by then; whoever comes while that is going on is in the next round. Two rounds do not begin within the
 * pause, so a lone transaction is written at once, and many share a round.
 *
 * <p>A database that could not write closes itself, and the next connection opens it as it was written last. So what a transaction
 * that began before that has committed is gone, though a round after it succeeds: whoever began before is told that it failed.
 *
 * <p>Thread-safe; waiting threads hold no connection.
 */
public final class GroupCommit implements Durability {

    private final Supplier<?> write;
    private final long pauseNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private long asked;
    private long written;
    private boolean writing;
    private long begunAt;
    private volatile long generation;
    private @Nullable Object opening;

    /**
     * Rounds of this.
     *
     * @param write makes durable all that is committed when it begins, and tells which opening of the database that was, by an
     *     object of its own; may throw
     * @param pauseMicros between the beginnings of two rounds, in microseconds
     */
    public GroupCommit(Supplier<?> write, long pauseMicros) {
        this.write = write;
        this.pauseNanos = TimeUnit.MICROSECONDS.toNanos(pauseMicros);
        this.begunAt = System.nanoTime() - pauseNanos;
    }

    @Override
    public long begin() {
        return generation;
    }

    @Override
    public void await(long begun) {
        lock.lock();
        try {
            long mine = ++asked;
            while (written < mine) {
                if (writing) {
                    over.awaitUninterruptibly();
                } else {
                    round();
                }
            }
            if (generation != begun) {
                throw new DataAccessResourceFailureException(
                        "the database was opened again since this began; what it committed may be lost");
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many wait for a round that another writes. */
    int waiting() {
        lock.lock();
        try {
            return lock.getWaitQueueLength(over);
        } finally {
            lock.unlock();
        }
    }

    /** Writes without the lock. If that fails, the others of the round write for themselves, and learn that it is too late. */
    private void round() {
        writing = true;
        long upTo = written;
        try {
            lock.unlock();
            try {
                pause();
            } finally {
                lock.lock();
            }
            long all = asked;
            begunAt = System.nanoTime();
            lock.unlock();
            Object now = null;
            try {
                now = writeUninterrupted();
            } finally {
                lock.lock();
                if (now == null || opening != null && opening != now) {
                    generation++;
                }
                opening = now;
            }
            upTo = all;
        } finally {
            writing = false;
            written = upTo;
            over.signalAll();
        }
    }

    /** What waits may take an interrupt for the end of its wait. */
    private Object writeUninterrupted() {
        boolean interrupted = Thread.interrupted();
        try {
            return write.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void pause() {
        long next = begunAt + pauseNanos;
        boolean interrupted = false;
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.referee.route;

import dev.referee.transfer.TransferId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Lets transfers without evidence go before requests. A caller whose REFER was silent hears nothing until the carrier is asked,
 * and when many are due at once, the callbacks that follow the first of them would take the processor from the others: while
 * more than a few fall back, requests wait for a moment, and then come in again a few at a time, in their order.
 *
 * <p>A transfer hurries from its deadline until the next request to move its caller is about to be sent. Usually that are
 * milliseconds, and nobody waits. Thread-safe.
 */
@Component
public class FallbacksFirst {

    private static final int MANY_PER_PROCESSOR = 4;
    private static final int AT_ONCE_PER_PROCESSOR = 16;
    private static final Duration WAIT_MAX = Duration.ofSeconds(1);

    private final int many;
    private final int atOnce;
    private final long waitNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();

    /** The transfers whose route runs here, and whether they hurry. */
    private final Map<TransferId, Boolean> running = new HashMap<>();

    private int hurrying;
    private int waiting;
    private int passing;

    /** For this machine. */
    @Autowired
    FallbacksFirst() {
        this(
                MANY_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(),
                AT_ONCE_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(),
                WAIT_MAX);
    }

    /**
     * With bounds of its own.
     *
     * @param many so many fall back before anybody waits for them
     * @param atOnce so many of those that had to wait are let in together
     * @param waitMax nobody waits longer
     */
    FallbacksFirst(int many, int atOnce, Duration waitMax) {
        this.many = many;
        this.atOnce = atOnce;
        this.waitNanos = waitMax.toNanos();
    }

    /** A route of this transfer runs here until {@link #ends}. */
    void begins(TransferId transfer) {
        lock.lock();
        try {
            running.putIfAbsent(transfer, false);
        } finally {
            lock.unlock();
        }
    }

    /** Its evidence did not come in time. Means nothing if no route of it runs here. */
    void hurries(TransferId transfer) {
        lock.lock();
        try {
            if (Boolean.FALSE.equals(running.replace(transfer, true))) {
                hurrying++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Somebody is about to be asked to move its caller, or its deadline has moved: what is left can wait. */
    void rests(TransferId transfer) {
        lock.lock();
        try {
            if (Boolean.TRUE.equals(running.replace(transfer, false))) {
                calm();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Its route is over, however it ended. */
    void ends(TransferId transfer) {
        lock.lock();
        try {
            if (Boolean.TRUE.equals(running.remove(transfer))) {
                calm();
            }
        } finally {
            lock.unlock();
        }
    }

    private void calm() {
        hurrying--;
        if (hurrying == many) {
            for (int i = passing; i < atOnce; i++) {
                turn.signal();
            }
        }
    }

    /**
     * Waits while many fall back, a second at most: nothing is refused here.
     *
     * @return to be closed when the request is answered, on any thread
     */
    public Turn await() {
        lock.lock();
        try {
            if (hurrying <= many && waiting == 0) {
                return Turn.FREE;
            }
            waiting++;
            try {
                awaitTurn();
            } finally {
                waiting--;
            }
            passing++;
            return this::passed;
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt ends the wait, not the request. */
    private void awaitTurn() {
        try {
            long left = waitNanos;
            while (left > 0 && (hurrying > many || passing >= atOnce)) {
                left = turn.awaitNanos(left);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void passed() {
        lock.lock();
        try {
            passing--;
            turn.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How many requests wait. */
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** A request that may go on. To be closed once. */
    @FunctionalInterface
    public interface Turn {

        /** Of a request that has kept nobody waiting. */
        Turn FREE = () -> {};

        /** The request is answered. */
        void close();
    }
}

package dev.referee.ops;

import java.util.concurrent.atomic.AtomicLong;

/** The memory for what request bodies hold beyond their first {@link #EACH} bytes. Thread-safe. */
final class BodyRoom {

    /** What every body may have without asking; vendors' requests are hardly ever larger. */
    static final int EACH = 16 * 1024;

    private static final long MOST = 32L * 1024 * 1024;
    private static final int SHARE_OF_HEAP = 32;

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    BodyRoom(long most) {
        this.most = most;
    }

    /** A 32nd of the heap, 32 MiB at most. */
    static BodyRoom ofThisMachine() {
        return new BodyRoom(Math.min(MOST, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /** Takes so many bytes, or none if there are not as many left. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}

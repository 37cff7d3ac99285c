package dev.referee.sideband;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The default executor for the delivery of events. Daemon threads that vanish when idle, so it needs no shutdown. */
final class SidebandExecutors {

    /** Threads of the pool on JVMs without virtual threads: as many calls may be inside a consumer at once. */
    static final int POOL_THREADS = 64;

    private SidebandExecutors() {}

    /** A virtual thread per delivery on JDK 21 and newer, else {@link #POOL_THREADS} threads; at most one task per call waits. */
    static Executor standard() {
        try {
            // by reflection, for we compile for 17
            Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return (Executor) factory.invoke(null);
        } catch (ReflectiveOperationException olderJdk) {
            return pool();
        }
    }

    private static Executor pool() {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "sideband-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                POOL_THREADS, POOL_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}

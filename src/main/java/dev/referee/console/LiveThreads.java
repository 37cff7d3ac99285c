package dev.referee.console;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the live stream: none while nobody watches. They are platform threads on every Java, for a write to a page
 * that does not read would hold the carrier of a virtual one, which calls need.
 */
final class LiveThreads {

    private static final int IDLE_SECONDS = 10;

    private LiveThreads() {}

    /** One for each page that is being sent to. */
    static ThreadPoolExecutor senders(int most) {
        return new ThreadPoolExecutor(
                0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("console-send"));
    }

    /** The one that looks. */
    static ScheduledThreadPoolExecutor pump() {
        ScheduledThreadPoolExecutor pump = new ScheduledThreadPoolExecutor(1, named("console"));
        pump.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        pump.allowCoreThreadTimeOut(true);
        pump.setRemoveOnCancelPolicy(true);
        pump.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // once it is shut nobody watches
        return pump;
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}

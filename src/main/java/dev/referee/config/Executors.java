package dev.referee.config;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The threads. On Java 21 and later each task has a virtual thread of its own; on 17 there are pools. Either way
 * {@link LimitSettings} bounds how many tasks run or wait, and a task beyond the bound is refused.
 *
 * <p>None of them is offered to Spring as the application's task executor (facts/camel.md §5).
 */
@Configuration(proxyBeanMethods = false)
class Executors {

    private static final int COMMAND_THREADS = 64;
    private static final int EVIDENCE_THREADS = 32;

    /** Groups complete in spite of any load: each is a verdict. There are three for each transfer at most. */
    private static final int GROUPS_PER_TRANSFER = 3;

    /**
     * A request's route runs on the thread that has read the request, which waits for it anyway. Camel would hand it to another
     * one and back.
     */
    @Bean("platform-http-engine")
    PlatformHttpEngine platformHttpEngine(@Value("${server.port:8080}") int port) {
        return new SpringBootPlatformHttpEngine(port, Runnable::run);
    }

    /** Runs commands and timers: short work, much of it waiting for the database or OpenAI. */
    @Bean(name = "commandExecutor", destroyMethod = "shutdown", defaultCandidate = false)
    Bounded commandExecutor(LimitSettings limits) {
        return new Bounded(virtualOr(pool("command", COMMAND_THREADS)), limits.commands());
    }

    /** Runs transfers, each of which waits on its thread for its verdict. */
    @Bean(name = "transferExecutor", destroyMethod = "shutdown", defaultCandidate = false)
    Bounded transferExecutor(LimitSettings limits) {
        return new Bounded(virtualOr(waiting("transfer", limits.transfers())), limits.transfers());
    }

    /** Runs the routes of tools, which take their time: nothing else may wait behind them. */
    @Bean(name = "toolExecutor", destroyMethod = "shutdown", defaultCandidate = false)
    Bounded toolExecutor(LimitSettings limits) {
        return new Bounded(virtualOr(waiting("tool", limits.tools())), limits.tools());
    }

    /** Runs what follows an evidence group's completion. */
    @Bean(name = "evidenceExecutor", destroyMethod = "shutdown", defaultCandidate = false)
    Bounded evidenceExecutor(LimitSettings limits) {
        int groups = Math.max(1000, limits.transfers() * GROUPS_PER_TRANSFER);
        return new Bounded(virtualOr(pool("evidence", EVIDENCE_THREADS)), groups);
    }

    /** Runs post-call events, each of which waits for somebody else's server. */
    @Bean(name = "eventExecutor", destroyMethod = "shutdown", defaultCandidate = false)
    Bounded eventExecutor(EventSettings events) {
        return new Bounded(virtualOr(pool("event", events.atOnce())), events.atOnce());
    }

    /** Only tells the time: tasks hand their work to another executor. */
    @Bean(name = "deadlineScheduler", destroyMethod = "shutdownNow", defaultCandidate = false)
    ScheduledThreadPoolExecutor deadlineScheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, named("deadline"));
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    /** For tasks that mostly wait: a thread for each. */
    private static ThreadPoolExecutor waiting(String name, int most) {
        return new ThreadPoolExecutor(0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), named(name));
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        java.util.concurrent.atomic.AtomicInteger number = new java.util.concurrent.atomic.AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The byte code is for 17, so the method is looked up. */
    private static ExecutorService virtualOr(ExecutorService pool) {
        try {
            ExecutorService virtual = (ExecutorService) java.util.concurrent.Executors.class
                    .getMethod("newVirtualThreadPerTaskExecutor")
                    .invoke(null);
            pool.shutdown();
            return virtual;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException java17) {
            return pool;
        }
    }
}

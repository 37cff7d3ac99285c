package dev.referee.testkit;

import dev.referee.config.Bounded;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;

/** Camel's thread pools, such as wireTap's; each task is counted from the moment it is handed over. Thread-safe. */
final class CountedPools extends DefaultThreadPoolFactory {

    private final List<Bounded> pools = new CopyOnWriteArrayList<>();

    @Override
    public ExecutorService newCachedThreadPool(ThreadFactory threads) {
        return counted(super.newCachedThreadPool(threads));
    }

    @Override
    public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
        return counted(super.newThreadPool(profile, threads));
    }

    private ExecutorService counted(ExecutorService pool) {
        Bounded counted = new Bounded(pool, Integer.MAX_VALUE);
        pools.add(counted);
        return counted;
    }

    /** Tasks of all pools, running and waiting together. */
    int count() {
        return pools.stream().mapToInt(Bounded::count).sum();
    }
}

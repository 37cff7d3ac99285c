package dev.referee.bench.yardstick;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.TimeUnit;

/** Starts and stops the yardstick, in a process of its own or within another. */
public final class Yardstick implements AutoCloseable {

    private static final int START_SECONDS = 10;

    private final Vertx vertx;

    private Yardstick(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Starts with {@link Options} and says so. */
    public static void main(String... arguments) throws Exception {
        // the class path of the tests has Logback without a configuration, which would write down every step of Netty
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.JULLogDelegateFactory");
        start(arguments);
        System.out.println("ready");
    }

    /**
     * Starts with {@link Options}; it listens when this returns.
     *
     * @throws Exception if it cannot
     */
    public static Yardstick start(String... arguments) throws Exception {
        Options options = Options.of(arguments);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Yardstick it = new Yardstick(vertx);
        try {
            vertx.deployVerticle(new Gateway(options))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
            return it;
        } catch (Exception failure) {
            it.close();
            throw failure;
        }
    }

    /** Stops at once: calls in progress are lost. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

package dev.referee.testkit;

import dev.referee.route.Evidence;
import dev.referee.route.Verdicts;
import dev.referee.sideband.AttachTime;
import dev.referee.sideband.SidebandComponent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;

/** Puts the scenario's time in the place of the program's clock, timers and evidence deadlines. */
final class TimeHooks extends EventNotifierSupport implements BeanPostProcessor, AttachTime {

    private final VirtualTime time;
    private final VirtualScheduler scheduler;
    private final CountedPools pools = new CountedPools();
    private final AtomicInteger pauses = new AtomicInteger();
    private final AtomicLong steps = new AtomicLong();
    private volatile @Nullable Verdicts verdicts;
    private volatile @Nullable ExecutorService executor;

    TimeHooks(VirtualTime time) {
        this.time = time;
        this.scheduler = new VirtualScheduler(time);
    }

    /** Before any bean is made. */
    void install(ConfigurableApplicationContext context) {
        context.getBeanFactory().addBeanPostProcessor(this);
        context.getBeanFactory().registerSingleton("scenarioTime", time);
        context.getBeanFactory().registerSingleton("scenarioSteps", this);
        context.getBeanFactory().registerSingleton("scenarioPools", pools);
    }

    /** When all beans are there. */
    void started(ConfigurableApplicationContext context) {
        verdicts = context.getBean(Verdicts.class);
        context.getBean(SidebandComponent.class).sockets().retryIn(this);
        executor = context.getBean("evidenceExecutor", ExecutorService.class);
        time.leapWhen(new Quiet(context, pools, pauses::get, steps::get));
    }

    void end() {
        time.close();
        scheduler.shutdownNow();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (name.equals("clock") && bean instanceof Clock) {
            return time.clock();
        }
        if (name.equals("deadlineScheduler") && bean instanceof ScheduledThreadPoolExecutor real) {
            real.shutdownNow();
            return scheduler;
        }
        return bean;
    }

    @Override
    public long nanoTime() {
        return Duration.between(Instant.EPOCH, time.instant()).toNanos();
    }

    /** A sideband's pause ends the moment its timer fires, not when its event loop has noticed. */
    @Override
    public Runnable after(Duration wait, Runnable task) {
        AtomicBoolean pausing = new AtomicBoolean(true);
        Runnable end = () -> {
            if (pausing.getAndSet(false)) {
                pauses.decrementAndGet();
            }
        };
        pauses.incrementAndGet();
        Runnable takeBack = time.afterNanos(wait.toNanos(), () -> {
            end.run();
            task.run();
        });
        return () -> {
            takeBack.run();
            end.run();
        };
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeSendingEvent || event instanceof ExchangeCreatedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        steps.incrementAndGet();
        if (event instanceof ExchangeSendingEvent sending
                && sending.getEndpoint().getEndpointUri().equals("direct://evidence")
                && sending.getExchange().getMessage().getBody() instanceof Evidence evidence
                && evidence.until() != null) {
            long nanos = Duration.between(time.instant(), evidence.until()).toNanos();
            time.afterNanos(nanos, () -> overdue(evidence));
        }
    }

    /** Camel's aggregator only knows real time, so its timeout is told by us. */
    private void overdue(Evidence evidence) {
        Verdicts asked = verdicts;
        ExecutorService on = executor;
        if (asked != null && on != null && asked.isAwaited(evidence)) {
            on.execute(() -> asked.complete(evidence));
        }
    }
}

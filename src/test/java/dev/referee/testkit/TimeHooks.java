package dev.referee.testkit;

import dev.referee.route.Verdicts;
import dev.referee.sideband.SidebandComponent;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Puts the scenario's time in the place of the program's clock, timers, evidence deadlines and handshakes' pauses. */
final class TimeHooks {

    private final VirtualTime time = new VirtualTime();
    private final VirtualScheduler scheduler = new VirtualScheduler(time);
    private final CountedPools pools = new CountedPools();
    private final RouteSteps steps = new RouteSteps(time);
    private final SidebandPauses pauses = new SidebandPauses(time);

    /** Before any bean is made. */
    void install(ConfigurableApplicationContext context) {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        beans.addBeanPostProcessor(new Replacing());
        beans.registerSingleton("scenarioTime", time);
        beans.registerSingleton("scenarioSteps", steps);
        beans.registerSingleton("scenarioPools", pools);
    }

    /** When the program has started. */
    void started(ConfigurableApplicationContext app) {
        steps.deadlines(app.getBean(Verdicts.class), app.getBean("evidenceExecutor", ExecutorService.class));
        app.getBean(SidebandComponent.class).sockets().retryIn(pauses);
        time.leapWhen(new Quiet(app, pools, pauses::count, steps::count));
    }

    void end() {
        time.close();
        scheduler.shutdownNow();
    }

    private final class Replacing implements BeanPostProcessor {

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
    }
}

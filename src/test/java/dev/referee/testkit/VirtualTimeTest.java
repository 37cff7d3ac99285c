package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The time that leaps. */
class VirtualTimeTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final VirtualTime time = new VirtualTime();
    private final VirtualScheduler scheduler = new VirtualScheduler(time);

    @AfterEach
    void close() {
        time.close();
        scheduler.shutdownNow();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_hour_passes_at_once_when_all_only_wait() throws Exception {
        Instant start = time.instant();
        CountDownLatch run = new CountDownLatch(1);
        time.leapWhen(() -> true);

        time.after(HOUR, run::countDown);

        await(run);
        assertThat(time.instant())
                .isBetween(start.plusMillis(HOUR), start.plusMillis(HOUR).plusSeconds(20));
    }

    @Test
    void while_anything_works_no_time_is_leapt_over() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch asked = new CountDownLatch(20);
        Instant start = time.instant();
        time.leapWhen(() -> {
            asked.countDown();
            return false;
        });

        time.after(HOUR, () -> ran.add("too early"));

        await(asked);
        assertThat(ran).isEmpty();
        assertThat(time.instant()).isBefore(start.plusSeconds(20));
    }

    @Test
    void a_machine_that_stands_still_for_an_hour_costs_the_scenario_next_to_nothing() throws Exception {
        AtomicLong real = new AtomicLong();
        try (VirtualTime frozen = new VirtualTime(real::get)) {
            CountDownLatch asked = new CountDownLatch(20);
            Instant start = frozen.instant();
            frozen.leapWhen(() -> {
                asked.countDown();
                return false;
            });
            frozen.after(2 * HOUR, () -> {});

            real.addAndGet(Duration.ofHours(1).toNanos());

            await(asked);
            assertThat(frozen.instant()).isBetween(start, start.plusMillis(10));
        }
    }

    @Test
    void timers_run_in_the_order_of_their_times_and_then_of_their_orders() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(4);
        for (String name : List.of("b1", "b2", "a", "c")) {
            long ms = HOUR * (name.charAt(0) - 'a' + 1);
            time.after(ms, () -> {
                ran.add(name.substring(0, 1));
                all.countDown();
            });
        }

        time.leapWhen(() -> true);

        await(all);
        assertThat(ran).containsExactly("a", "b", "b", "c");
    }

    @Test
    void a_timer_that_is_taken_back_does_not_run() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch later = new CountDownLatch(1);
        Runnable takeBack = time.after(HOUR, () -> ran.add("taken back"));
        ScheduledFuture<?> cancelled = scheduler.schedule(() -> ran.add("cancelled"), 1, TimeUnit.HOURS);
        time.after(2 * HOUR, later::countDown);

        takeBack.run();
        assertThat(cancelled.cancel(false)).isTrue();
        time.leapWhen(() -> true);

        await(later);
        assertThat(ran).isEmpty();
    }

    @Test
    void the_programs_timers_are_in_this_time_and_its_housekeeping_is_not() throws Exception {
        CountDownLatch once = new CountDownLatch(1);
        CountDownLatch recurring = new CountDownLatch(2);
        time.leapWhen(() -> true);

        ScheduledFuture<?> timer = scheduler.schedule(once::countDown, 1, TimeUnit.HOURS);
        scheduler.scheduleWithFixedDelay(recurring::countDown, 1, 1, TimeUnit.MILLISECONDS);

        await(once);
        await(recurring);
        timer.get(10, TimeUnit.SECONDS);
        assertThat(timer.getDelay(TimeUnit.MILLISECONDS)).isNotPositive();
    }
}

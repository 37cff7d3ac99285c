package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedTest {

    private final Bounded bounded = new Bounded(Executors.newCachedThreadPool(), 2);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void stop() {
        go.countDown();
        bounded.shutdownNow();
    }

    private void waits() {
        bounded.execute(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void one_too_many_is_refused_and_leaves_no_trace() throws Exception {
        waits();
        waits();

        assertThatThrownBy(this::waits).isInstanceOf(RejectedExecutionException.class);

        assertThat(bounded.count()).isEqualTo(2);
        assertThat(bounded.awaitIdle(Duration.ofMillis(20))).isFalse();
        go.countDown();
        assertThat(bounded.awaitIdle(Duration.ofSeconds(10))).isTrue();
        assertThat(bounded.count()).isZero();
    }

    @Test
    void a_task_that_fails_gives_its_place_back() throws Exception {
        bounded.submit(() -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(bounded.awaitIdle(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void one_too_many_may_be_done_by_whoever_brings_it() {
        waits();
        waits();
        AtomicReference<Thread> doer = new AtomicReference<>();

        bounded.executeOrRun(() -> doer.set(Thread.currentThread()));

        assertThat(doer).hasValue(Thread.currentThread());
        assertThat(bounded.count()).isEqualTo(2);
    }
}

package dev.referee.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void what_was_committed_before_is_written_before_it_returns() throws Exception {
        AtomicLong committed = new AtomicLong();
        AtomicLong durable = new AtomicLong();
        GroupCommit group = new GroupCommit(() -> durable.set(committed.get()), 100);
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(
                    () -> {
                        boolean always = true;
                        for (int j = 0; j < 500; j++) {
                            long mine = committed.incrementAndGet();
                            group.await();
                            always &= durable.get() >= mine;
                        }
                        return always;
                    },
                    threads));
        }

        assertThat(all).allMatch(CompletableFuture::join);
    }

    @Test
    void many_who_come_while_one_is_written_share_the_next_round() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        GroupCommit group = new GroupCommit(
                () -> {
                    rounds.incrementAndGet();
                    begun.countDown();
                    hold(go);
                },
                0);
        CompletableFuture<Void> first = CompletableFuture.runAsync(group::await, threads);
        begun.await();
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add(CompletableFuture.runAsync(group::await, threads));
        }
        await().until(() -> group.waiting() == 20);

        go.countDown();
        first.join();
        others.forEach(CompletableFuture::join);

        assertThat(rounds).hasValue(2);
    }

    @Test
    void nobody_of_a_round_that_failed_is_told_that_it_is_durable() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        GroupCommit group = new GroupCommit(
                () -> {
                    int round = rounds.incrementAndGet();
                    begun.countDown();
                    hold(go);
                    if (round <= 2) {
                        throw new IllegalStateException("no room");
                    }
                },
                0);
        CompletableFuture<Void> first = CompletableFuture.runAsync(group::await, threads);
        begun.await();
        CompletableFuture<Void> second = CompletableFuture.runAsync(group::await, threads);
        CompletableFuture<Void> third = CompletableFuture.runAsync(group::await, threads);
        await().until(() -> group.waiting() == 2);

        go.countDown();

        assertThatThrownBy(first::join).hasRootCauseMessage("no room");
        CompletableFuture.allOf(second, third).exceptionally(failed -> null).join();
        assertThat(List.of(second.isCompletedExceptionally(), third.isCompletedExceptionally()))
                .containsExactlyInAnyOrder(true, false);
        assertThat(rounds).hasValue(3);
        group.await();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

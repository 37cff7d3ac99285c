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
import java.util.concurrent.atomic.AtomicReference;
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
        GroupCommit group = new GroupCommit(
                () -> {
                    durable.set(committed.get());
                    return "the file";
                },
                100);
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(
                    () -> {
                        boolean always = true;
                        for (int j = 0; j < 500; j++) {
                            long begun = group.begin();
                            long mine = committed.incrementAndGet();
                            group.await(begun);
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
                    return "the file";
                },
                0);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> group.await(group.begin()), threads);
        begun.await();
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add(CompletableFuture.runAsync(() -> group.await(group.begin()), threads));
        }
        await().until(() -> group.waiting() == 20);

        go.countDown();
        first.join();
        others.forEach(CompletableFuture::join);

        assertThat(rounds).hasValue(2);
    }

    /** A database that could not write is as it was before, and the next round writes something else. */
    @Test
    void nobody_who_began_before_a_round_that_failed_is_told_that_it_is_durable() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        GroupCommit group = new GroupCommit(
                () -> {
                    int round = rounds.incrementAndGet();
                    begun.countDown();
                    hold(go);
                    if (round == 1) {
                        throw new IllegalStateException("no room");
                    }
                    return "the file";
                },
                0);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> group.await(group.begin()), threads);
        begun.await();
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> group.await(group.begin()), threads);
        await().until(() -> group.waiting() == 1);

        go.countDown();

        assertThatThrownBy(first::join).hasRootCauseMessage("no room");
        assertThatThrownBy(second::join).hasMessageContaining("opened again");
        group.await(group.begin());
    }

    @Test
    void what_began_before_the_database_was_opened_anew_is_not_durable() {
        AtomicReference<Object> opening = new AtomicReference<>(new Object());
        GroupCommit group = new GroupCommit(opening::get, 0);
        group.await(group.begin());
        long before = group.begin();

        opening.set(new Object());

        assertThatThrownBy(() -> group.await(before)).hasMessageContaining("opened again");
        group.await(group.begin());
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

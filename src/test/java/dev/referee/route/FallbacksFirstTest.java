package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.transfer.TransferId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FallbacksFirstTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int MANY = 2;
    private static final int AT_ONCE = 3;

    private final FallbacksFirst fallbacks = new FallbacksFirst(MANY, AT_ONCE, LONG);
    private final List<CompletableFuture<FallbacksFirst.Turn>> requests = new ArrayList<>();

    @Test
    void nobody_waits_while_few_fall_back() throws Exception {
        hurry("a", "b");

        assertThat(request().get(10, TimeUnit.SECONDS)).isSameAs(FallbacksFirst.Turn.FREE);
    }

    @Test
    void while_many_fall_back_requests_wait_and_then_come_in_a_few_at_a_time() throws Exception {
        hurry("a", "b", "c");
        for (int i = 1; i <= 7; i++) {
            request();
            awaitWaiting(i);
        }

        fallbacks.rests(id("b"));
        awaitWaiting(7 - AT_ONCE);
        FallbacksFirst.Turn first = requests.get(0).get(10, TimeUnit.SECONDS);
        requests.get(1).get(10, TimeUnit.SECONDS);
        requests.get(2).get(10, TimeUnit.SECONDS);
        assertThat(requests.stream().filter(CompletableFuture::isDone)).hasSize(AT_ONCE);

        CompletableFuture<FallbacksFirst.Turn> late = request();
        awaitWaiting(8 - AT_ONCE);
        first.close();
        requests.get(3).get(10, TimeUnit.SECONDS).close();
        requests.get(4).get(10, TimeUnit.SECONDS).close();
        requests.get(5).get(10, TimeUnit.SECONDS).close();
        requests.get(6).get(10, TimeUnit.SECONDS).close();
        late.get(10, TimeUnit.SECONDS).close();
        requests.get(1).get(10, TimeUnit.SECONDS).close();
        requests.get(2).get(10, TimeUnit.SECONDS).close();

        assertThat(request().get(10, TimeUnit.SECONDS)).isSameAs(FallbacksFirst.Turn.FREE);
    }

    @Test
    void those_who_were_let_in_go_on_when_more_fall_back_and_the_others_wait_again() throws Exception {
        hurry("a", "b", "c");
        request();
        awaitWaiting(1);
        fallbacks.rests(id("a"));
        FallbacksFirst.Turn in = requests.get(0).get(10, TimeUnit.SECONDS);

        hurry("d");
        CompletableFuture<FallbacksFirst.Turn> next = request();
        awaitWaiting(1);
        in.close();
        assertThat(next).isNotDone();

        fallbacks.ends(id("d"));
        next.get(10, TimeUnit.SECONDS).close();
    }

    @Test
    void a_transfer_counts_once_however_often_it_is_said_and_only_while_its_route_runs_here() throws Exception {
        fallbacks.hurries(id("elsewhere"));
        hurry("a", "b");
        fallbacks.hurries(id("a"));
        fallbacks.begins(id("a"));
        fallbacks.ends(id("a"));
        fallbacks.rests(id("a"));
        fallbacks.hurries(id("a"));
        fallbacks.ends(id("a"));
        hurry("c");

        assertThat(request().get(10, TimeUnit.SECONDS)).isSameAs(FallbacksFirst.Turn.FREE);
    }

    @Test
    void nobody_waits_longer_than_the_bound() throws Exception {
        FallbacksFirst impatient = new FallbacksFirst(0, 1, Duration.ofMillis(1));
        impatient.begins(id("a"));
        impatient.hurries(id("a"));

        FallbacksFirst.Turn first = impatient.await();
        impatient.await().close();
        first.close();

        assertThat(first).isNotSameAs(FallbacksFirst.Turn.FREE);
        assertThat(impatient.waiting()).isZero();
    }

    @Test
    void an_interrupt_ends_the_wait_and_stays() throws Exception {
        hurry("a", "b", "c");

        boolean interrupted = CompletableFuture.supplyAsync(() -> {
                    Thread.currentThread().interrupt();
                    fallbacks.await().close();
                    return Thread.interrupted();
                })
                .get(10, TimeUnit.SECONDS);

        assertThat(interrupted).isTrue();
        assertThat(fallbacks.waiting()).isZero();
    }

    private void hurry(String... transfers) {
        for (String each : transfers) {
            fallbacks.begins(id(each));
            fallbacks.hurries(id(each));
        }
    }

    /** Each waits on a thread of its own. */
    private CompletableFuture<FallbacksFirst.Turn> request() {
        CompletableFuture<FallbacksFirst.Turn> turn = new CompletableFuture<>();
        requests.add(turn);
        new Thread(() -> turn.complete(fallbacks.await())).start();
        return turn;
    }

    private void awaitWaiting(int count) {
        await().atMost(Duration.ofSeconds(10)).until(() -> fallbacks.waiting() == count);
    }

    private static TransferId id(String name) {
        return new TransferId("t-" + (name + "0".repeat(26)).substring(0, 26));
    }
}

package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final List<Runnable> forgetting = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger idle = new AtomicInteger();
    private final Mailbox[] kicked = new Mailbox[1];
    private final Subscriptions subscriptions = new Subscriptions(() -> kicked[0].deliver(), forgetting::add);
    private final Mailbox mailbox = new Mailbox(subscriptions, tasks::add, idle::incrementAndGet);

    {
        kicked[0] = mailbox;
    }

    private static SidebandEvent.Frame frame(String type) {
        return new SidebandEvent.Frame(Bench.CALL, type, "{}");
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private Subscriptions.Entry take(String types, String name) {
        return subscriptions.add(SidebandTypes.parse(types), (event, done) -> {
            seen.add(name + event.type());
            done.run();
        });
    }

    @Test
    void a_very_long_queue_is_delivered_in_order_without_growing_the_stack() {
        take("*", "");
        List<String> sent = new ArrayList<>();

        for (int n = 0; n < 100_000; n++) {
            sent.add("f" + n);
            mailbox.offer(frame("f" + n), 200_000);
        }
        work();

        assertThat(seen).isEqualTo(sent);
        assertThat(idle).hasValue(1);
        assertThat(mailbox.isIdle()).isTrue();
    }

    @Test
    void the_next_event_waits_for_the_callback_and_a_repeated_callback_changes_nothing() {
        List<Runnable> callbacks = new ArrayList<>();
        subscriptions.add(SidebandTypes.ALL, (event, done) -> {
            seen.add(event.type());
            callbacks.add(done);
        });
        mailbox.offer(frame("a"), 9);
        mailbox.offer(frame("b"), 9);
        mailbox.offer(frame("c"), 9);
        work();
        assertThat(seen).containsExactly("a");

        callbacks.get(0).run();
        callbacks.get(0).run();
        work();

        assertThat(seen).containsExactly("a", "b");
        assertThat(mailbox.size()).isEqualTo(1);
    }

    @Test
    void several_consumers_get_their_types_one_after_the_other() {
        take("a,c", "1");
        take("a,b", "2");

        mailbox.offer(frame("a"), 9);
        mailbox.offer(frame("b"), 9);
        mailbox.offer(frame("c"), 9);
        work();

        assertThat(seen).containsExactly("1a", "2a", "2b", "1c");
        assertThat(subscriptions.wanted("d")).isFalse();
    }

    @Test
    void a_listener_that_throws_does_not_stop_the_call() {
        subscriptions.add(SidebandTypes.ALL, (event, done) -> {
            seen.add(event.type());
            throw new IllegalStateException("on purpose");
        });

        mailbox.offer(frame("a"), 9);
        mailbox.offer(frame("b"), 9);
        work();

        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void at_the_bound_frames_are_refused_and_facts_are_not() {
        take("*", "");

        assertThat(mailbox.offer(frame("a"), 1)).isTrue();
        assertThat(mailbox.offer(frame("b"), 1)).isFalse();
        mailbox.post(new SidebandEvent.Closed(Bench.CALL, 1008, "full", false));
        work();

        assertThat(seen).containsExactly("a", SidebandEvent.CLOSED);
        assertThat(mailbox.offer(frame("c"), 1)).isTrue();
    }

    @Test
    void a_reload_of_the_only_consumer_loses_nothing() {
        Subscriptions.Entry old = take("a", "old-");
        mailbox.offer(frame("a"), 9);
        work();

        subscriptions.remove(old);
        assertThat(subscriptions.wanted("a")).isTrue();
        mailbox.offer(frame("a"), 9);
        mailbox.post(new SidebandEvent.Closed(Bench.CALL, 1000, "", true));
        work();
        assertThat(seen).containsExactly("old-a");
        take("*", "new-");
        work();

        assertThat(seen).containsExactly("old-a", "new-a", "new-" + SidebandEvent.CLOSED);
    }

    @Test
    void without_a_consumer_for_long_everything_is_dropped() {
        Subscriptions.Entry only = take("a", "");
        subscriptions.remove(only);
        mailbox.offer(frame("a"), 9);
        work();
        assertThat(mailbox.isIdle()).isFalse();

        forgetting.forEach(Runnable::run);
        work();

        assertThat(seen).isEmpty();
        assertThat(mailbox.isIdle()).isTrue();
        assertThat(subscriptions.wanted("a")).isFalse();
    }

    @Test
    void an_executor_that_refuses_delays_and_does_not_lose() {
        boolean[] refuse = {true};
        Mailbox refused = new Mailbox(
                subscriptions,
                task -> {
                    if (refuse[0]) {
                        throw new RejectedExecutionException();
                    }
                    tasks.add(task);
                },
                () -> {});
        kicked[0] = refused;
        take("*", "");
        refused.offer(frame("a"), 9);

        refuse[0] = false;
        refused.offer(frame("b"), 9);
        work();

        assertThat(seen).containsExactly("a", "b");
    }
}

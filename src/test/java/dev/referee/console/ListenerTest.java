package dev.referee.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

class ListenerTest {

    private final ExecutorService senders = Executors.newFixedThreadPool(2);
    private final AtomicInteger gone = new AtomicInteger();
    private final Page page = new Page();
    private final Listener listener = new Listener(page, senders, gone::incrementAndGet);

    @AfterEach
    void stop() {
        page.reads.release(10_000);
        senders.shutdownNow();
    }

    /** Takes one event for each permit. */
    private static final class Page extends SseEmitter {

        private final Semaphore reads = new Semaphore(0);
        private final Semaphore waits = new Semaphore(0);
        private final List<String> got = new CopyOnWriteArrayList<>();
        private volatile boolean away;
        private volatile boolean completed;

        @Override
        public void send(SseEventBuilder event) throws IOException {
            waits.release();
            reads.acquireUninterruptibly();
            if (away) {
                throw new IOException("broken pipe");
            }
            got.add(event.build().stream()
                    .map(ResponseBodyEmitter.DataWithMediaType::getData)
                    .map(String::valueOf)
                    .collect(Collectors.joining()));
        }

        @Override
        public synchronized void complete() {
            completed = true;
        }
    }

    private static String overview(String json) {
        return "event:overview\ndata:" + json + "\n\n";
    }

    private static String call(String json) {
        return "event:call\ndata:" + json + "\n\n";
    }

    @Test
    void a_page_that_reads_gets_everything() {
        page.reads.release(3);

        listener.overview("1");
        await().until(() -> page.got.size() == 1);
        listener.call("a", "2");
        await().until(() -> page.got.size() == 2);
        listener.beat();
        await().until(() -> page.got.size() == 3);

        assertThat(page.got).containsExactly(overview("1"), call("2"), ":\n\n");
    }

    @Test
    void a_slow_page_gets_only_the_newest_and_holds_nobody_up() {
        listener.overview("1");
        page.waits.acquireUninterruptibly(); // it is being sent now, and stays so
        for (int i = 2; i <= 100; i++) {
            listener.overview(String.valueOf(i));
            listener.call("a", "a" + i);
            listener.call("b", "b" + i);
        }

        page.reads.release(100);

        await().until(() -> page.got.size() == 4);
        assertThat(page.got).containsExactly(overview("1"), call("a100"), call("b100"), overview("100"));
    }

    @Test
    void what_waits_for_a_page_that_does_not_read_is_bounded() {
        listener.overview("1");
        page.waits.acquireUninterruptibly();
        for (int i = 0; i <= Listener.CALLS_MAX; i++) {
            listener.call("call-" + i, String.valueOf(i));
        }
        page.reads.release(Listener.CALLS_MAX + 10);

        await().until(() -> page.got.size() == Listener.CALLS_MAX + 1);
        assertThat(page.got).contains(call("1")).doesNotContain(call("0"));
    }

    @Test
    void a_page_that_is_gone_is_forgotten_and_sent_nothing_more() {
        page.away = true;
        page.reads.release(10);

        listener.overview("1");
        await().until(() -> gone.get() == 1);
        listener.overview("2");
        listener.close();

        assertThat(page.got).isEmpty();
        assertThat(page.waits.availablePermits()).isEqualTo(1);
        assertThat(page.completed).as("the container ends what has failed").isFalse();
    }

    @Test
    void closing_ends_the_stream_at_once() {
        listener.close();

        assertThat(page.completed).isTrue();
    }

    @Test
    void closing_does_not_wait_for_a_page_that_does_not_read() {
        listener.overview("1");
        page.waits.acquireUninterruptibly();
        listener.overview("2");

        listener.close();

        assertThat(page.completed).isFalse();
        page.reads.release(10);
        await().until(() -> page.completed);
        assertThat(page.got).as("nothing after what was being sent").containsExactly(overview("1"));
    }

    @Test
    void without_a_thread_the_next_news_starts_again() {
        ExecutorService shut = Executors.newSingleThreadExecutor();
        shut.shutdown();
        AtomicInteger asked = new AtomicInteger();
        Listener late = new Listener(
                page, task -> (asked.incrementAndGet() == 1 ? shut : senders).execute(task), gone::incrementAndGet);
        page.reads.release(10);

        late.overview("1");
        late.overview("2");

        await().until(() -> page.got.equals(List.of(overview("2"))));
    }
}

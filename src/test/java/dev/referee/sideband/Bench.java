package dev.referee.sideband;

import dev.referee.call.CallId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The engine under test with a consumer that takes everything and writes it down. */
final class Bench implements AutoCloseable {

    static final CallId CALL = new CallId("rtc_1");

    private final Map<CallId, List<SidebandEvent>> events = new ConcurrentHashMap<>();
    final SidebandSockets sockets;

    Bench(SidebandOptions options) {
        this(options, (event, done) -> done.run());
    }

    Bench(SidebandOptions options, SidebandListener then) {
        sockets = new SidebandSockets(() -> options);
        sockets.subscribe(SidebandTypes.ALL, (event, done) -> {
            events.computeIfAbsent(event.callId(), id -> new CopyOnWriteArrayList<>())
                    .add(event);
            then.onEvent(event, done);
        });
    }

    /** Short times, so that tests are short. */
    static SidebandOptions options(URI uri) {
        return new SidebandOptions(
                uri,
                () -> "sk-test",
                Duration.ofSeconds(2),
                1000,
                1 << 20,
                Duration.ofSeconds(4),
                Duration.ofSeconds(15));
    }

    static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(5));
    }

    List<SidebandEvent> events(CallId callId) {
        return events.getOrDefault(callId, List.of());
    }

    List<String> types() {
        return events(CALL).stream().map(SidebandEvent::type).toList();
    }

    /** Waits for the event that ends a series, and returns it. */
    SidebandEvent end() {
        soon().until(() -> types().contains(SidebandEvent.CLOSED) || types().contains(SidebandEvent.FAILED));
        List<SidebandEvent> all = events(CALL);
        return all.get(all.size() - 1);
    }

    @Override
    public void close() {
        sockets.stop();
    }
}

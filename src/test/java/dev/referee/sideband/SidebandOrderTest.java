package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallId;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No frame is lost, and none comes out of order, when the vendor does not wait for us. */
class SidebandOrderTest {

    private static final int CALLS = 500;
    private static final int FRAMES = 20;

    private static String frame(int number) {
        return "{\"type\":\"frame\",\"n\":" + number + "}";
    }

    private static List<String> story(List<SidebandEvent> events) {
        return events.stream()
                .map(event -> event instanceof SidebandEvent.Frame frame ? frame.text() : event.type())
                .toList();
    }

    private static List<String> expected() {
        List<String> expected = new ArrayList<>(List.of(SidebandEvent.OPENED));
        IntStream.range(0, FRAMES).mapToObj(SidebandOrderTest::frame).forEach(expected::add);
        expected.add(SidebandEvent.CLOSED);
        return expected;
    }

    @Test
    void frames_and_close_in_one_segment_with_the_101_arrive_whole_and_in_order() throws Exception {
        try (RawPeer peer = new RawPeer((request, socket) -> {
                    Buffer all = RawPeer.switching(request);
                    IntStream.range(0, FRAMES).forEach(n -> all.appendBuffer(RawPeer.text(frame(n))));
                    socket.write(all.appendBuffer(RawPeer.closing(1000, "bye")));
                });
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            List<CallId> calls = IntStream.range(0, CALLS)
                    .mapToObj(n -> new CallId("rtc_" + n))
                    .toList();

            calls.parallelStream().forEach(bench.sockets::open);

            Bench.soon().untilAsserted(() -> assertThat(calls)
                    .allSatisfy(call -> assertThat(story(bench.events(call))).hasSize(FRAMES + 2)));
            assertThat(calls)
                    .allSatisfy(call -> assertThat(story(bench.events(call))).isEqualTo(expected()));
            Bench.soon().until(() -> bench.sockets.callCount() == 0);
            assertThat(peer.connections).hasValue(CALLS);
        }
    }

    @Test
    void frames_before_a_connection_that_just_breaks_arrive_whole_and_in_order() throws Exception {
        try (RawPeer peer = new RawPeer((request, socket) -> {
                    Buffer all = RawPeer.switching(request);
                    IntStream.range(0, FRAMES).forEach(n -> all.appendBuffer(RawPeer.text(frame(n))));
                    socket.end(all);
                });
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            List<CallId> calls = IntStream.range(0, 100)
                    .mapToObj(n -> new CallId("rtc_" + n))
                    .toList();

            calls.forEach(bench.sockets::open);

            Bench.soon().untilAsserted(() -> assertThat(calls)
                    .allSatisfy(call -> assertThat(story(bench.events(call))).isEqualTo(expected())));
        }
    }
}

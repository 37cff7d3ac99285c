package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallId;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nothing grows without end: not the queue, not a frame, not the silence. */
class SidebandBoundsTest {

    private static SidebandOptions bounded(URI uri, int queueMax, int frameMaxBytes, long pingMs) {
        return new SidebandOptions(
                uri,
                () -> "sk-test",
                Duration.ofSeconds(2),
                queueMax,
                frameMaxBytes,
                Duration.ofSeconds(1),
                Duration.ofMillis(pingMs));
    }

    @Test
    void a_consumer_that_is_too_slow_loses_the_socket_and_not_the_frames_before() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Buffer flood = Buffer.buffer();
        for (int n = 0; n < 500; n++) {
            flood.appendBuffer(RawPeer.text("{\"type\":\"f" + n + "\"}"));
        }
        try (RawPeer peer = new RawPeer((request, socket) ->
                        socket.write(RawPeer.switching(request).appendBuffer(flood)));
                // the very first event is held, so every frame must wait
                Bench bench = new Bench(bounded(peer.uri(), 100, 1024, 15_000), (event, done) -> gate.thenRun(done))) {
            bench.sockets.open(Bench.CALL);

            Bench.soon().until(() -> bench.sockets.queuedCount() == 101); // the frames and the closed event
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED);
            assertThat(bench.sockets.openCount()).isZero();
            gate.complete(null);

            assertThat(bench.end()).isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1008, "sideband queue full", false));
            assertThat(bench.types()).hasSize(102).element(100).isEqualTo("f99");
            Bench.soon().until(() -> bench.sockets.callCount() == 0);
        }
    }

    @Test
    void a_frame_beyond_the_bound_ends_the_socket() throws Exception {
        Buffer big = RawPeer.text("{\"type\":\"big\",\"x\":\"" + "x".repeat(2000) + "\"}");
        try (RawPeer peer = new RawPeer((request, socket) -> socket.write(RawPeer.switching(request)
                        .appendBuffer(RawPeer.text("{\"type\":\"small\"}"))
                        .appendBuffer(big)
                        .appendBuffer(RawPeer.text("{\"type\":\"after\"}"))));
                Bench bench = new Bench(bounded(peer.uri(), 100, 1024, 15_000))) {
            bench.sockets.open(Bench.CALL);

            assertThat(bench.end())
                    .isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1009, "frame larger than 1024 bytes", false));
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED, "small", SidebandEvent.CLOSED);
        }
    }

    @Test
    void a_message_in_pieces_beyond_the_bound_ends_the_socket_too() throws Exception {
        byte[] piece = "y".repeat(600).getBytes();
        try (RawPeer peer = new RawPeer((request, socket) -> socket.write(RawPeer.switching(request)
                        .appendBuffer(RawPeer.text("{\"type\":\"small\"}"))
                        .appendBuffer(RawPeer.frame(0x01, piece))
                        .appendBuffer(RawPeer.frame(0x80, piece))
                        .appendBuffer(RawPeer.text("{\"type\":\"after\"}"))));
                Bench bench = new Bench(bounded(peer.uri(), 100, 1024, 15_000))) {
            bench.sockets.open(Bench.CALL);

            assertThat(bench.end())
                    .isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1009, "frame larger than 1024 bytes", false));
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED, "small", SidebandEvent.CLOSED);
        }
    }

    @Test
    void a_message_in_pieces_within_the_bound_is_one_event() throws Exception {
        try (RawPeer peer = new RawPeer((request, socket) -> socket.write(RawPeer.switching(request)
                        .appendBuffer(RawPeer.frame(0x01, "{\"type\":".getBytes()))
                        .appendBuffer(RawPeer.frame(0x89, "ping between".getBytes()))
                        .appendBuffer(RawPeer.frame(0x00, "\"pie".getBytes()))
                        .appendBuffer(RawPeer.frame(0x80, "ces\"}".getBytes()))));
                Bench bench = new Bench(bounded(peer.uri(), 100, 1024, 15_000))) {
            bench.sockets.open(Bench.CALL);

            Bench.soon().until(() -> bench.types().size() == 2);
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED, "pieces");
        }
    }

    @Test
    void a_peer_that_answers_no_ping_is_given_up() throws Exception {
        try (RawPeer peer = new RawPeer((request, socket) -> socket.write(RawPeer.switching(request)));
                Bench bench = new Bench(bounded(peer.uri(), 100, 1024, 100))) {
            bench.sockets.open(Bench.CALL);

            assertThat(bench.end()).isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1006, "no answer to ping", false));
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED, SidebandEvent.CLOSED);
            assertThat(peer.connections).hasValue(1);
        }
    }

    @Test
    void a_peer_that_closes_and_keeps_the_connection_is_cut_off() throws Exception {
        try (RawPeer peer = new RawPeer((request, socket) ->
                        socket.write(RawPeer.switching(request).appendBuffer(RawPeer.closing(1000, ""))));
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            peer.polite = false;
            bench.sockets.open(Bench.CALL);

            bench.end();

            assertThat(peer.alive).hasValue(1);
            Bench.soon().until(() -> peer.alive.get() == 0);
        }
    }

    @Test
    void a_peer_that_only_answers_pings_is_kept() throws Exception {
        AtomicInteger pings = new AtomicInteger();
        try (WsPeer peer = new WsPeer();
                Bench bench = new Bench(bounded(peer.uri(), 100, 1024, 250))) {
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> peer.sockets.containsKey("rtc_1"));

            peer.sockets.get("rtc_1").frameHandler(frame -> {
                if (frame.isPing()) {
                    pings.incrementAndGet();
                }
            });

            Bench.soon().until(() -> pings.get() >= 5);
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED);
        }
    }

    @Test
    void a_blocked_call_holds_no_other() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        try (RawPeer peer = new RawPeer((request, socket) ->
                        socket.write(RawPeer.switching(request).appendBuffer(RawPeer.text("{\"type\":\"f\"}"))));
                Bench bench = new Bench(bounded(peer.uri(), 100, 1024, 15_000), (event, done) -> {
                    if (event.callId().equals(Bench.CALL)) {
                        try {
                            never.await();
                        } catch (InterruptedException stopped) {
                            interrupted.set(true);
                        }
                    }
                    done.run();
                })) {
            CallId other = new CallId("rtc_other");
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> bench.types().contains(SidebandEvent.OPENED));

            bench.sockets.open(other);

            Bench.soon().until(() -> bench.events(other).size() == 2);
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED);
            never.countDown();
            Bench.soon().until(() -> bench.types().size() == 2);
            assertThat(interrupted).isFalse();
        }
    }

    @Test
    void frames_that_nobody_wants_take_no_room() throws Exception {
        SidebandOptions[] options = new SidebandOptions[1];
        Buffer flood = Buffer.buffer();
        for (String type : Collections.nCopies(500, "unwanted")) {
            flood.appendBuffer(RawPeer.text("{\"type\":\"" + type + "\"}"));
        }
        flood.appendBuffer(RawPeer.text("not json")).appendBuffer(RawPeer.text("{\"type\":\"wanted\"}"));
        CompletableFuture<String> wanted = new CompletableFuture<>();
        SidebandSockets sockets = new SidebandSockets(() -> options[0]);
        try (RawPeer peer = new RawPeer(
                (request, socket) -> socket.write(RawPeer.switching(request).appendBuffer(flood)))) {
            options[0] = bounded(peer.uri(), 1, 1024, 15_000);
            sockets.subscribe(SidebandTypes.parse("wanted"), (event, done) -> {
                wanted.complete(event.type());
                done.run();
            });

            sockets.open(Bench.CALL);

            Bench.soon().until(wanted::isDone);
            assertThat(sockets.openCount()).isEqualTo(1);
        } finally {
            sockets.stop();
        }
    }
}

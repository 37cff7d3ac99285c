package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The end of a socket is told once, truly, and is not repaired behind the application's back. */
class SidebandCloseTest {

    private static SidebandEvent.Closed closedAfter(Consumer<NetSocket> end) throws Exception {
        try (RawPeer peer = new RawPeer((request, socket) -> {
                    socket.write(RawPeer.switching(request).appendBuffer(RawPeer.text("{\"type\":\"last\"}")));
                    end.accept(socket);
                });
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);
            SidebandEvent closed = bench.end();
            Bench.soon().until(() -> bench.sockets.callCount() == 0);

            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED, "last", SidebandEvent.CLOSED);
            assertThat(peer.connections).hasValue(1);
            assertThat(bench.sockets.openCount()).isZero();
            return (SidebandEvent.Closed) closed;
        }
    }

    @Test
    void a_normal_close_frame_is_clean() throws Exception {
        SidebandEvent.Closed closed = closedAfter(socket -> socket.write(RawPeer.closing(1000, "over")));

        assertThat(closed).isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1000, "over", true));
    }

    @Test
    void going_away_is_clean() throws Exception {
        SidebandEvent.Closed closed = closedAfter(socket -> socket.end(RawPeer.closing(1001, "")));

        assertThat(closed).isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1001, "", true));
    }

    @Test
    void a_server_error_is_not_clean() throws Exception {
        SidebandEvent.Closed closed = closedAfter(socket -> socket.write(RawPeer.closing(1011, "oops")));

        assertThat(closed).isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1011, "oops", false));
    }

    @Test
    void a_private_code_is_not_clean_and_keeps_its_number() throws Exception {
        SidebandEvent.Closed closed = closedAfter(socket -> socket.write(RawPeer.closing(4999, "x")));

        assertThat(closed.code()).isEqualTo(4999);
        assertThat(closed.clean()).isFalse();
    }

    @Test
    void a_close_frame_without_a_code_is_1005_and_not_clean() throws Exception {
        SidebandEvent.Closed closed = closedAfter(socket -> socket.write(RawPeer.frame(0x88, new byte[0])));

        assertThat(closed).isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1005, "", false));
    }

    @Test
    void a_connection_that_ends_without_a_close_frame_is_1006_and_not_clean() throws Exception {
        SidebandEvent.Closed closed = closedAfter(NetSocket::close);

        assertThat(closed.code()).isEqualTo(1006);
        assertThat(closed.clean()).isFalse();
    }

    @Test
    void an_unreadable_frame_ends_the_socket_with_1002() throws Exception {
        SidebandEvent.Closed closed =
                closedAfter(socket -> socket.write(Buffer.buffer(new byte[] {(byte) 0xff, 0x01, 0x02})));

        assertThat(closed).isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1002, "unreadable frame", false));
    }

    @Test
    void our_own_close_is_clean_reaches_the_peer_and_may_be_repeated() throws Exception {
        try (WsPeer peer = new WsPeer();
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> bench.types().contains(SidebandEvent.OPENED));

            bench.sockets.close(Bench.CALL);
            bench.sockets.close(Bench.CALL);

            assertThat(bench.end()).isEqualTo(new SidebandEvent.Closed(Bench.CALL, 1000, "", true));
            Bench.soon().until(() -> peer.closes.contains(1000));
            Bench.soon().until(() -> bench.sockets.callCount() == 0);
            bench.sockets.close(Bench.CALL);
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED, SidebandEvent.CLOSED);
            assertThat(peer.handshakes).hasSize(1);
        }
    }

    @Test
    void a_call_may_be_opened_again_after_its_end_and_the_story_stays_in_order() throws Exception {
        SidebandSockets[] self = new SidebandSockets[1];
        int[] rounds = {0};
        try (RawPeer peer = new RawPeer((request, socket) ->
                        socket.end(RawPeer.switching(request).appendBuffer(RawPeer.text("{\"type\":\"f\"}"))));
                Bench bench = new Bench(Bench.options(peer.uri()), (event, done) -> {
                    // re-attaching from within the closed event, as the application does
                    if (event instanceof SidebandEvent.Closed && ++rounds[0] < 3) {
                        self[0].open(event.callId());
                    }
                    done.run();
                })) {
            self[0] = bench.sockets;

            bench.sockets.open(Bench.CALL);

            Bench.soon().until(() -> bench.types().size() == 9 && bench.sockets.callCount() == 0);
            assertThat(bench.types())
                    .containsExactly(
                            SidebandEvent.OPENED,
                            "f",
                            SidebandEvent.CLOSED,
                            SidebandEvent.OPENED,
                            "f",
                            SidebandEvent.CLOSED,
                            SidebandEvent.OPENED,
                            "f",
                            SidebandEvent.CLOSED);
        }
    }

    @Test
    void a_frame_cannot_pass_for_a_fact_about_the_socket() throws Exception {
        try (RawPeer peer = new RawPeer((request, socket) -> socket.write(RawPeer.switching(request)
                        .appendBuffer(RawPeer.text("{\"type\":\"sideband.closed\"}"))
                        .appendBuffer(RawPeer.text("{\"type\":\"true\"}"))));
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);

            Bench.soon().until(() -> bench.types().contains("true"));
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED, "true");
        }
    }

    @Test
    void stop_closes_all_sockets_and_open_is_refused_until_the_next_start() throws Exception {
        try (WsPeer peer = new WsPeer();
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> bench.sockets.openCount() == 1);

            bench.sockets.stop();

            Bench.soon().until(() -> peer.closes.contains(1001));
            assertThat(bench.sockets.callCount()).isZero();
            assertThatThrownBy(() -> bench.sockets.open(Bench.CALL)).isInstanceOf(IllegalStateException.class);
            bench.sockets.start();
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> bench.sockets.openCount() == 1);
        }
    }

    @Test
    void sending_without_an_open_socket_fails_and_names_the_call() throws Exception {
        try (WsPeer peer = new WsPeer();
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            assertThatThrownBy(() -> bench.sockets
                            .send(Bench.CALL, "{}")
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(SidebandNotOpenException.class)
                    .hasMessageContaining("rtc_1");
        }
    }

    @Test
    void text_is_sent_in_order() throws Exception {
        try (WsPeer peer = new WsPeer();
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> bench.sockets.openCount() == 1);

            bench.sockets.send(Bench.CALL, "{\"a\":1}");
            bench.sockets.send(Bench.CALL, "{\"b\":2}").toCompletableFuture().get(5, TimeUnit.SECONDS);

            Bench.soon().until(() -> peer.received.size() == 2);
            assertThat(peer.received).containsExactly("{\"a\":1}", "{\"b\":2}");
        }
    }
}

package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Getting a socket: what is tried again, for how long, and what is asked of the vendor. */
class SidebandAttachTest {

    private static SidebandOptions patient(URI uri, long windowMs) {
        return new SidebandOptions(
                uri,
                () -> "sk-test",
                Duration.ofMillis(500),
                1000,
                1 << 20,
                Duration.ofMillis(windowMs),
                Duration.ofSeconds(15));
    }

    @Test
    void the_handshake_asks_for_the_call_with_the_key_and_nothing_else() throws Exception {
        try (WsPeer peer = new WsPeer();
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> bench.types().contains(SidebandEvent.OPENED));

            WsPeer.Handshake handshake = peer.handshakes.get(0);
            assertThat(handshake.uri()).isEqualTo("/v1/realtime?call_id=rtc_1");
            assertThat(handshake.headers().getAll("Authorization")).containsExactly("Bearer sk-test");
            assertThat(handshake.headers().names().stream().map(String::toLowerCase))
                    .doesNotContain("openai-beta", "sec-websocket-protocol", "sec-websocket-extensions", "origin");
        }
    }

    @Test
    void a_session_that_is_not_there_yet_is_asked_for_again() throws Exception {
        try (WsPeer peer = new WsPeer(attempt -> attempt <= 3 ? 404 : 101);
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> bench.types().contains(SidebandEvent.OPENED));

            SidebandEvent.Opened opened =
                    (SidebandEvent.Opened) bench.events(Bench.CALL).get(0);
            assertThat(opened.attempt()).isEqualTo(4);
            assertThat(opened.took()).isGreaterThanOrEqualTo(Duration.ofMillis(700));
            assertThat(peer.handshakes).hasSize(4);
        }
    }

    @Test
    void a_session_that_never_comes_fails_with_404_when_the_window_is_over() throws Exception {
        try (WsPeer peer = new WsPeer(attempt -> 404);
                Bench bench = new Bench(patient(peer.uri(), 1500))) {
            bench.sockets.open(Bench.CALL);

            SidebandEvent.Failed failed = (SidebandEvent.Failed) bench.end();
            assertThat(failed.httpStatus()).isEqualTo(404);
            assertThat(failed.attempt()).isEqualTo(peer.handshakes.size()).isBetween(2, 5);
            assertThat(bench.types()).containsExactly(SidebandEvent.FAILED);
            Bench.soon().until(() -> bench.sockets.callCount() == 0);
        }
    }

    @Test
    void a_server_error_is_tried_again() throws Exception {
        try (WsPeer peer = new WsPeer(attempt -> attempt == 1 ? 503 : 101);
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);

            Bench.soon().until(() -> bench.types().contains(SidebandEvent.OPENED));
            assertThat(peer.handshakes).hasSize(2);
        }
    }

    @Test
    void a_refused_key_fails_at_once() throws Exception {
        try (WsPeer peer = new WsPeer(attempt -> 401);
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);

            SidebandEvent.Failed failed = (SidebandEvent.Failed) bench.end();
            assertThat(failed.httpStatus()).isEqualTo(401);
            assertThat(failed.attempt()).isEqualTo(1);
            assertThat(peer.handshakes).hasSize(1);
        }
    }

    @Test
    void a_refused_connection_fails_with_no_status() throws Exception {
        int free;
        try (ServerSocket port = new ServerSocket(0)) {
            free = port.getLocalPort();
        }
        try (Bench bench = new Bench(patient(URI.create("http://127.0.0.1:" + free + "/v1"), 400))) {
            bench.sockets.open(Bench.CALL);

            SidebandEvent.Failed failed = (SidebandEvent.Failed) bench.end();
            assertThat(failed.httpStatus()).isZero();
            assertThat(failed.attempt()).isGreaterThan(1);
            assertThat(failed.reason()).containsIgnoringCase("refused");
        }
    }

    @Test
    void a_server_that_never_answers_is_given_up_after_the_timeout_and_tried_again() throws Exception {
        try (RawPeer peer = new RawPeer((request, socket) -> {});
                Bench bench = new Bench(patient(peer.uri(), 2000))) {
            bench.sockets.open(Bench.CALL);

            SidebandEvent.Failed failed = (SidebandEvent.Failed) bench.end();
            assertThat(failed.httpStatus()).isZero();
            assertThat(failed.reason()).isNotBlank();
            assertThat(failed.attempt()).isEqualTo(peer.connections.get()).isBetween(2, 3);
            assertThat(peer.atOnce).as("connections side by side").hasValue(1);
        }
    }

    @Test
    void a_key_that_is_no_header_value_fails_without_being_told_to_anyone() throws Exception {
        try (WsPeer peer = new WsPeer();
                Bench bench = new Bench(new SidebandOptions(
                        peer.uri(),
                        () -> "sk-secret\r\nX: y",
                        Duration.ofSeconds(1),
                        1,
                        1024,
                        Duration.ZERO,
                        Duration.ofSeconds(1)))) {
            bench.sockets.open(Bench.CALL);

            SidebandEvent.Failed failed = (SidebandEvent.Failed) bench.end();
            assertThat(failed.reason()).doesNotContain("secret");
            assertThat(peer.handshakes).isEmpty();
        }
    }

    @Test
    void opening_twice_opens_once_and_tells_that_it_is_open() throws Exception {
        try (WsPeer peer = new WsPeer();
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> bench.types().contains(SidebandEvent.OPENED));
            bench.sockets.open(Bench.CALL);
            // the answer to this close proves that the third request has been worked off
            bench.sockets.close(Bench.CALL);

            bench.end();
            assertThat(bench.types()).containsExactly(SidebandEvent.OPENED, SidebandEvent.OPENED, SidebandEvent.CLOSED);
            assertThat(peer.handshakes).hasSize(1);
        }
    }

    @Test
    void closing_while_it_opens_ends_the_attempts() throws Exception {
        try (WsPeer peer = new WsPeer(attempt -> 404);
                Bench bench = new Bench(Bench.options(peer.uri()))) {
            bench.sockets.open(Bench.CALL);
            Bench.soon().until(() -> !peer.handshakes.isEmpty());
            assertThat(bench.sockets.openingCount()).isEqualTo(1);

            bench.sockets.close(Bench.CALL);

            SidebandEvent.Failed failed = (SidebandEvent.Failed) bench.end();
            assertThat(failed.reason()).isEqualTo("closed before it was open");
            Bench.soon().until(() -> bench.sockets.callCount() == 0);
            assertThat(bench.types()).containsExactly(SidebandEvent.FAILED);
        }
    }
}

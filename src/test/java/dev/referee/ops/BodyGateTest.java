package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.referee.config.LimitSettings;
import dev.referee.route.Rescue;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/** The gate in a real container with four threads, before a servlet that gives back what it gets. */
@Timeout(60)
class BodyGateTest {

    private static final String AGAIN = "<Response>again</Response>";
    private static final int THREADS = 4;

    private final BodyRoom room = new BodyRoom(60 * 1024);
    private final Queue<DispatcherType> behind = new ConcurrentLinkedQueue<>();
    private final List<Socket> open = new ArrayList<>();
    private WebServer server;

    @BeforeEach
    void start() {
        Rescue rescue = mock();
        when(rescue.document(anyString(), any(), any()))
                .thenAnswer(asked -> Optional.of(AGAIN).filter(again -> Rescue.isDocument(asked.getArgument(0))));
        LimitSettings limits =
                new LimitSettings(100, 100, 1_000, 10, 4, Duration.ofMillis(500), 100, DataSize.ofMegabytes(1));
        TomcatServletWebServerFactory tomcat = new TomcatServletWebServerFactory(0);
        tomcat.addConnectorCustomizers(connector -> {
            connector.setProperty("maxThreads", String.valueOf(THREADS));
            connector.setProperty("maxSwallowSize", "0");
            connector.setProperty("connectionTimeout", "10000");
        });
        server = tomcat.getWebServer(
                context -> {
                    FilterRegistrationBean<RequestGuard> guard = new FilterRegistrationBean<>(new RequestGuard());
                    guard.setOrder(1);
                    guard.onStartup(context);
                    FilterRegistrationBean<BodyGate> gate =
                            new FilterRegistrationBean<>(new BodyGate(limits, rescue, room, room));
                    gate.setOrder(2);
                    gate.onStartup(context);
                    FilterRegistrationBean<Behind> last = new FilterRegistrationBean<>(new Behind());
                    last.setOrder(3);
                    last.onStartup(context);
                },
                new ServletRegistrationBean<>(new Echo(), "/"));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> room.taken() == 0);
        server.stop();
    }

    /** Notes how often, and as what, requests come to those behind the gate. */
    private final class Behind extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(
                HttpServletRequest request, HttpServletResponse response, jakarta.servlet.FilterChain chain)
                throws IOException, jakarta.servlet.ServletException {
            behind.add(request.getDispatcherType());
            chain.doFilter(request, response);
        }
    }

    /** Answers at once, or in a second dispatch, as a route does. */
    private static final class Echo extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/later") && request.getAttribute("body") == null) {
                request.setAttribute("body", request.getInputStream().readAllBytes());
                AsyncContext later = request.startAsync(request, response);
                later.start(later::dispatch);
                return;
            }
            Object body = request.getAttribute("body");
            byte[] bytes = body instanceof byte[] read
                    ? read
                    : request.getInputStream().readAllBytes();
            response.setHeader("Dispatch", request.getDispatcherType().name());
            response.setHeader("Query", String.valueOf(request.getQueryString()));
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.getPort());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        open.add(socket);
        return more(socket, text);
    }

    private static Socket more(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String head(String path, String length) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + length + "\r\n\r\n";
    }

    private static String answer(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (java.net.SocketException reset) {
            // what came before it counts
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_body_that_comes_with_its_head_is_handed_on_at_once() throws IOException {
        String answer = answer(send(head("/now?a=b", "Content-Length: 5") + "whole"));

        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("Query: a=b", "Dispatch: REQUEST")
                .endsWith("whole");
        assertThat(behind).containsExactly(DispatcherType.REQUEST);
    }

    @Test
    void one_that_comes_later_in_pieces_is_handed_on_as_if_it_had_just_come() throws IOException {
        Socket socket = send(head("/now?a=b", "Content-Length: 6"));
        for (String piece : List.of("in", " pie")) {
            assertThat(behind).isEmpty();
            more(socket, piece);
        }

        String answer = answer(socket);

        assertThat(answer).startsWith("HTTP/1.1 200").contains("Query: a=b").endsWith("in pie");
        assertThat(behind).containsExactly(DispatcherType.REQUEST);
    }

    @Test
    void who_answers_later_is_dispatched_once_more_and_the_gates_behind_are_not_asked_again() throws IOException {
        Socket slow = send(head("/later", "Content-Length: 4"));
        more(slow, "slow");
        Socket quick = send(head("/later", "Content-Length: 5") + "quick");

        assertThat(answer(slow))
                .startsWith("HTTP/1.1 200")
                .contains("Dispatch: ASYNC")
                .endsWith("slow");
        assertThat(answer(quick))
                .startsWith("HTTP/1.1 200")
                .contains("Dispatch: ASYNC")
                .endsWith("quick");
        assertThat(behind).containsExactly(DispatcherType.REQUEST, DispatcherType.REQUEST);
    }

    @Test
    void chunks_are_put_together() throws IOException {
        Socket socket = send(head("/now", "Transfer-Encoding: chunked") + "3\r\nabc\r\n");
        more(socket, "4\r\nde");
        more(socket, "fg\r\n0\r\n\r\n");

        assertThat(answer(socket)).startsWith("HTTP/1.1 200").contains("abcdefg");
    }

    @Test
    void many_more_slow_senders_than_threads_keep_nobody_waiting_and_each_gets_a_408() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (String path : List.of("/openai/webhook", "/twiml/inbound", "/api/session", "/", "/nowhere")) {
            for (int i = 0; i < 2 * THREADS; i++) {
                slow.add(send(head(path, "Content-Length: 5000") + "x"));
                slow.add(send(head(path, "Transfer-Encoding: chunked") + "1\r\nx\r\n1"));
            }
        }

        long began = System.nanoTime();
        String quick = answer(send(head("/now", "Content-Length: 5") + "quick"));
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

        assertThat(quick).startsWith("HTTP/1.1 200");
        assertThat(tookMs)
                .as("less than the body timeout, which a thread that waits would take")
                .isLessThan(500);
        for (Socket socket : slow) {
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 408")
                    .contains("application/problem+json", "the body took too long");
        }
        assertThat(behind).hasSize(1);
    }

    @Test
    void what_is_larger_than_it_may_be_is_refused_as_soon_as_that_is_known() throws IOException {
        int most = Purpose.CARRIER.bytesMax();

        String answer = answer(send(head("/twiml/inbound", "Transfer-Encoding: chunked") + Integer.toHexString(most + 1)
                + "\r\n" + "x".repeat(most + 1) + "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 413").contains(String.valueOf(most));
        assertThat(behind).isEmpty();
    }

    @Test
    void unfinished_bodies_beyond_the_room_are_turned_away_and_small_ones_are_not() throws IOException {
        String large = "x".repeat(BodyRoom.EACH + 50 * 1024);
        Socket first = send(head("/openai/webhook", "Content-Length: 100000") + large);
        await().atMost(Duration.ofSeconds(5)).until(() -> room.taken() >= 50 * 1024);

        String webhook = answer(send(head("/openai/webhook", "Content-Length: 100000") + large));
        String caller = answer(send(head("/twiml/inbound", "Content-Length: 60000") + "x".repeat(40_000)));
        String small = answer(send(head("/now", "Content-Length: 16000") + "y".repeat(16_000)));

        assertThat(webhook).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
        assertThat(caller).startsWith("HTTP/1.1 200").endsWith(AGAIN);
        assertThat(small).startsWith("HTTP/1.1 200").endsWith("yyy");
        assertThat(answer(first)).startsWith("HTTP/1.1 408");
    }

    @Test
    void who_hangs_up_in_the_middle_leaves_nothing_behind() throws IOException {
        Socket gone = send(head("/openai/webhook", "Content-Length: 100000") + "x".repeat(30_000));
        await().atMost(Duration.ofSeconds(5)).until(() -> room.taken() > 0);

        gone.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> room.taken() == 0);
        assertThat(behind).isEmpty();
    }
}

package dev.referee.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.net.httpserver.HttpServer;
import dev.referee.call.CallKey;
import dev.referee.config.EventSettings;
import dev.referee.ledger.Outbox;
import dev.referee.openai.WebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One attempt: what is sent, and what each answer makes of the event. */
class EventAttemptTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:05Z");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final CallKey KEY = new CallKey("c-" + "a".repeat(26));
    private static final Outbox.Claim CLAIM =
            new Outbox.Claim("evt_1", KEY, "call.ended", NOW.minusSeconds(5), 1, 1, NOW.minusSeconds(5));

    private record Received(Map<String, List<String>> headers, byte[] body) {
        @Nullable
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(each -> each.getKey().equalsIgnoreCase(name))
                    .map(each -> each.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }
    }

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Outbox outbox = mock(Outbox.class);
    private final EventBodies bodies = mock(EventBodies.class);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private HttpServer server;
    private CamelContext camel;
    private volatile int status = 200;
    private volatile @Nullable String retryAfter;
    private volatile boolean silent;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            received.add(new Received(
                    Map.copyOf(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes()));
            if (silent) {
                return;
            }
            if (retryAfter != null) {
                exchange.getResponseHeaders().add("Retry-After", retryAfter);
            }
            exchange.getResponseHeaders().add("Location", "/hook/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        camel = new DefaultCamelContext();
        when(bodies.of(KEY)).thenReturn(Optional.of(new EventBodies.Body("{\"from\":\"+61491570006\"}", "ended")));
        when(outbox.delivered(any())).thenReturn(true);
        when(outbox.giveUp(any(), any())).thenReturn(true);
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
    }

    private EventSettings settings(@Nullable String url) {
        return new EventSettings(
                url, url == null ? null : SECRET, Duration.ofMillis(500), Duration.ofHours(24), Duration.ofHours(1), 4);
    }

    private void attempt() throws Exception {
        attempt("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?key=a%2Fb");
    }

    private void attempt(@Nullable String url) throws Exception {
        camel.getRegistry().bind("eventPost", new EventPost(settings(url), clock));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:call-ended").errorHandler(noErrorHandler()).to("bean:eventPost?method=send");
            }
        });
        make(settings(url));
    }

    private void make(EventSettings settings) {
        camel.start();
        new EventAttempt(
                        outbox,
                        bodies,
                        camel.createProducerTemplate(),
                        new EventMetrics(outbox, meters),
                        settings,
                        clock,
                        () -> 0.5)
                .make(CLAIM);
    }

    private double count(String result) {
        return meters.counter("referee.events", "result", result).count();
    }

    @Test
    void the_receiver_gets_the_whole_call_signed_over_its_very_bytes() throws Exception {
        attempt();

        Received post = received.get(0);
        assertThat(new String(post.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"call.ended\",\"timestamp\":\"2026-05-04T10:00:00Z\","
                        + "\"data\":{\"from\":\"+61491570006\"}}");
        assertThat(post.header("webhook-id")).isEqualTo("evt_1");
        assertThat(new WebhookVerifier(SECRET, clock)
                        .verify(
                                List.of(post.header("webhook-id")),
                                List.of(post.header("webhook-timestamp")),
                                List.of(post.header("webhook-signature")),
                                post.body()))
                .isEqualTo(WebhookVerifier.Result.VALID);
        verify(outbox).delivered(CLAIM);
        assertThat(count("delivered")).isOne();
    }

    @Test
    void trouble_is_tried_again() throws Exception {
        status = 503;

        attempt();

        verify(outbox).again(CLAIM, NOW.plusSeconds(5), "answered 503");
        verify(outbox, never()).delivered(any());
        assertThat(count("failed")).isOne();
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        status = 307;

        attempt();

        assertThat(received).hasSize(1);
        verify(outbox).again(eq(CLAIM), any(), eq("answered 307"));
    }

    @Test
    void a_receiver_that_is_busy_is_left_alone_for_as_long_as_it_says() throws Exception {
        status = 429;
        retryAfter = "120";

        attempt();

        verify(outbox).again(CLAIM, NOW.plusSeconds(120), "answered 429");
    }

    @Test
    void a_receiver_that_is_gone_gets_nothing_more() throws Exception {
        status = 410;

        attempt();

        verify(outbox).giveUp(CLAIM, "answered 410");
        assertThat(count("dead")).isOne();
    }

    @Test
    void silence_ends_with_the_timeout() throws Exception {
        silent = true;

        attempt();

        verify(outbox).again(eq(CLAIM), any(), contains("no answer"));
    }

    @Test
    void nobody_there_is_trouble_and_is_not_said_with_the_address() throws Exception {
        int port = server.getAddress().getPort();
        server.stop(0);

        attempt("http://127.0.0.1:" + port + "/hook?key=hunter2");

        verify(outbox).again(eq(CLAIM), any(), contains("no answer: ConnectException"));
    }

    @Test
    void without_an_address_the_route_is_all_that_happens() throws Exception {
        attempt((String) null);

        assertThat(received).isEmpty();
        verify(outbox).delivered(CLAIM);
    }

    @Test
    void a_step_of_the_team_that_fails_means_another_attempt_without_numbers_in_the_reason() throws Exception {
        List<Object> seen = new ArrayList<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:call-ended").errorHandler(noErrorHandler()).process(exchange -> {
                    seen.add(exchange.getVariable("eventId"));
                    seen.add(exchange.getVariable("callState"));
                    seen.add(exchange.getVariable("attempt"));
                    throw new IllegalStateException("no customer +61491570006");
                });
            }
        });

        make(settings(null));

        assertThat(seen).containsExactly("evt_1", "ended", 1);
        verify(outbox).again(eq(CLAIM), eq(NOW.plusSeconds(5)), contains("no customer +61…06"));
    }

    @Test
    void a_route_that_is_missing_for_a_moment_loses_nothing() {
        camel.getComponent("direct", DirectComponent.class).setTimeout(50);

        make(settings(null));

        verify(outbox).again(eq(CLAIM), any(), contains("call-ended"));
    }

    @Test
    void a_call_that_was_removed_is_not_told_any_more() throws Exception {
        when(bodies.of(KEY)).thenReturn(Optional.empty());

        attempt();

        assertThat(received).isEmpty();
    }
}

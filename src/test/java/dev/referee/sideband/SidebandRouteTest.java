package dev.referee.sideband;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.call.CallId;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The component in real routes against a real peer. */
class SidebandRouteTest {

    /** One exchange as the consumer's route saw it. */
    private record Seen(String type, Object body, Map<String, Object> headers, String thread) {}

    private final Map<String, List<Seen>> seen = new ConcurrentHashMap<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template = camel.createProducerTemplate();
    private WsPeer peer;
    private SidebandComponent component;

    @BeforeEach
    void start() throws Exception {
        peer = new WsPeer(attempt -> attempt <= 1 ? 404 : 101);
        component = new SidebandComponent(() -> Bench.options(peer.uri()));
        camel.addComponent("sideband", component);
        Properties properties = new Properties();
        properties.setProperty("lifecycle", "call.transferred");
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("sideband:events?types=sideband.opened, sideband.failed,sideband.closed,f,blocking,failing,{{lifecycle}}")
                        .routeId("sideband")
                        .process(SidebandRouteTest.this::consume);
                from("direct:open").to("sideband:open");
                from("direct:send").to("sideband:send");
                from("direct:close").to("sideband:close");
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        camel.stop();
        peer.close();
    }

    private void consume(Exchange exchange) throws Exception {
        String type = exchange.getMessage().getHeader(SidebandHeaders.EVENT, String.class);
        Seen now = new Seen(
                type,
                exchange.getMessage().getBody(),
                Map.copyOf(exchange.getMessage().getHeaders()),
                Thread.currentThread().toString());
        seen.computeIfAbsent(
                        exchange.getMessage().getHeader(SidebandHeaders.CALL_ID, String.class),
                        id -> new CopyOnWriteArrayList<>())
                .add(now);
        if (type.equals("blocking")) {
            assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
        } else if (type.equals("failing")) {
            throw new IllegalStateException("on purpose");
        }
    }

    private List<String> types(String call) {
        return seen.getOrDefault(call, List.of()).stream().map(Seen::type).toList();
    }

    private void open(String call) {
        template.sendBodyAndHeader("direct:open", null, SidebandHeaders.CALL_ID, call);
        Bench.soon().until(() -> types(call).contains(SidebandEvent.OPENED));
    }

    private void vendorSays(String call, String... types) {
        for (String type : types) {
            peer.sockets.get(call).writeTextMessage("{\"type\":\"" + type + "\"}");
        }
    }

    @Test
    void a_call_lives_through_routes() {
        open("rtc_a");
        assertThat(component.sockets().openCount()).isEqualTo(1);
        vendorSays("rtc_a", "f", "unwanted", "call.transferred");
        Bench.soon().until(() -> types("rtc_a").size() == 3);
        template.sendBodyAndHeader("direct:send", "{\"type\":\"response.create\"}", SidebandHeaders.CALL_ID, "rtc_a");
        Bench.soon().until(() -> peer.received.equals(List.of("{\"type\":\"response.create\"}")));

        template.sendBodyAndHeader("direct:close", null, SidebandHeaders.CALL_ID, new CallId("rtc_a"));

        Bench.soon().until(() -> types("rtc_a").size() == 4);
        assertThat(types("rtc_a")).containsExactly("sideband.opened", "f", "call.transferred", "sideband.closed");
        List<Seen> all = seen.get("rtc_a");
        assertThat(all.get(0).headers())
                .containsEntry(SidebandHeaders.CALL_ID, "rtc_a")
                .containsEntry(SidebandHeaders.ATTEMPT, 2)
                .containsKey(SidebandHeaders.ATTACH_MS);
        assertThat(all.get(1).body()).isEqualTo("{\"type\":\"f\"}");
        assertThat(all.get(3).headers())
                .containsEntry(SidebandHeaders.CLOSE_CODE, 1000)
                .containsEntry(SidebandHeaders.CLOSE_REASON, "")
                .containsEntry(SidebandHeaders.CLOSE_CLEAN, true);
        assertThat(all).allSatisfy(one -> assertThat(one.thread()).doesNotContain("eventloop"));
        template.sendBodyAndHeader("direct:close", null, SidebandHeaders.CALL_ID, "rtc_a");
    }

    @Test
    void order_holds_within_a_call_and_no_call_holds_another() {
        open("rtc_a");
        open("rtc_b");

        vendorSays("rtc_a", "f", "blocking", "f", "call.transferred");
        vendorSays("rtc_b", "f", "f", "call.transferred");

        Bench.soon().until(() -> types("rtc_b").size() == 4 && types("rtc_a").size() == 3);
        assertThat(types("rtc_a")).containsExactly("sideband.opened", "f", "blocking");
        release.countDown();
        Bench.soon().until(() -> types("rtc_a").size() == 5);
        assertThat(types("rtc_a")).endsWith("blocking", "f", "call.transferred");
    }

    @Test
    void a_failed_exchange_does_not_stop_the_call() {
        open("rtc_a");

        vendorSays("rtc_a", "failing", "f");

        Bench.soon().until(() -> types("rtc_a").size() == 3);
        assertThat(types("rtc_a")).containsExactly("sideband.opened", "failing", "f");
    }

    @Test
    void a_failed_open_is_an_event_with_the_status() throws Exception {
        try (WsPeer refusing = new WsPeer(attempt -> 403)) {
            DefaultCamelContext other = new DefaultCamelContext();
            other.addComponent("sideband", new SidebandComponent(() -> Bench.options(refusing.uri())));
            other.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("sideband:events").process(SidebandRouteTest.this::consume);
                }
            });
            other.start();
            other.createProducerTemplate().sendBodyAndHeader("sideband:open", null, SidebandHeaders.CALL_ID, "rtc_x");

            Bench.soon().until(() -> types("rtc_x").contains("sideband.failed"));
            assertThat(seen.get("rtc_x").get(0).headers())
                    .containsEntry(SidebandHeaders.HTTP_STATUS, 403)
                    .containsEntry(SidebandHeaders.ATTEMPT, 1)
                    .containsKey(SidebandHeaders.CLOSE_REASON);
            other.stop();
        }
    }

    @Test
    void a_reloaded_route_misses_nothing() throws Exception {
        open("rtc_a");
        camel.getRouteController().stopRoute("sideband");
        vendorSays("rtc_a", "f", "unwanted", "call.transferred");
        Bench.soon().until(() -> component.sockets().queuedCount() == 2);

        camel.getRouteController().startRoute("sideband");

        Bench.soon().until(() -> types("rtc_a").size() == 3);
        assertThat(types("rtc_a")).containsExactly("sideband.opened", "f", "call.transferred");
    }

    @Test
    void sending_to_a_call_without_a_socket_is_an_exception_that_names_it() {
        assertThatThrownBy(() -> template.sendBodyAndHeader("direct:send", "{}", SidebandHeaders.CALL_ID, "rtc_nobody"))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(SidebandNotOpenException.class)
                .hasMessageContaining("rtc_nobody");
    }

    @Test
    void a_missing_or_malformed_call_id_is_refused() {
        assertThatThrownBy(() -> template.sendBody("direct:open", null))
                .cause()
                .hasMessageContaining(SidebandHeaders.CALL_ID);
        assertThatThrownBy(
                        () -> template.sendBodyAndHeader("direct:open", null, SidebandHeaders.CALL_ID, "rtc_a&model=x"))
                .cause()
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endpoints_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> camel.getEndpoint("sideband:listen"))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasStackTraceContaining("events, open, reopen, send and close");
        assertThatThrownBy(() -> camel.getEndpoint("sideband:events?type=a"))
                .isInstanceOf(ResolveEndpointFailedException.class);
        assertThatThrownBy(() -> camel.getEndpoint("sideband:events").createProducer())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("sideband:open").to("log:x");
                    }
                }))
                .hasStackTraceContaining("cannot be consumed");
    }

    @Test
    void stopping_camel_closes_the_sockets() {
        open("rtc_a");

        camel.stop();

        Bench.soon().until(() -> peer.closes.contains(1001));
        assertThat(component.sockets().callCount()).isZero();
    }

    @Test
    void camel_finds_the_component_by_its_name_alone() throws Exception {
        try (DefaultCamelContext plain = new DefaultCamelContext()) {
            assertThat(plain.getComponent("sideband")).isInstanceOf(SidebandComponent.class);
        }
    }
}

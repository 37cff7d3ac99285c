package dev.referee.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.referee.call.CallKey;
import dev.referee.scope.TraceParent;
import dev.referee.sideband.SidebandHeaders;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which span is whose parent, whatever thread an exchange goes on with. */
class RouteSpansTest {

    private static final CallKey CALL = new CallKey("c-00000000000000000000000001");
    private static final CallKey OTHER = new CallKey("c-00000000000000000000000002");

    private final Map<String, SpanData> written = new ConcurrentHashMap<>();
    private final GivenIds ids = new GivenIds();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .addSpanProcessor(SimpleSpanProcessor.create(new Collected()))
            .build();
    private final RouteSpans spans =
            new RouteSpans(new Tracing(provider, ids, Sampler.alwaysOn()), Clock.systemUTC(), true);
    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void close() {
        provider.close();
    }

    private static Route route(String id) {
        Route route = mock(Route.class, RETURNS_DEEP_STUBS);
        when(route.getRouteId()).thenReturn(id);
        when(route.getEndpoint().getEndpointUri()).thenReturn("direct:" + id);
        return route;
    }

    private Exchange exchange() {
        return new DefaultExchange(context);
    }

    @Test
    void no_span_has_a_number_in_its_name_or_beside_it() {
        Route route = route("call (+61) 420 351 258");
        Exchange exchange = exchange();
        exchange.getMessage().setHeader(SidebandHeaders.EVENT, "%2B61420351258");

        spans.begun(route, exchange, CALL);
        spans.done(route, exchange, CALL);

        assertThat(written).containsOnlyKeys("call (+61…58");
        assertThat(written.get("call (+61…58").getAttributes().asMap().values()).containsExactly("%2B61…58");
    }

    @Test
    void a_route_that_another_calls_lies_within_it() {
        Route outer = route("outer");
        Route inner = route("inner");
        Exchange exchange = exchange();

        spans.begun(outer, exchange, CALL);
        spans.begun(inner, exchange, CALL);
        spans.done(inner, exchange, CALL);
        spans.done(outer, exchange, CALL);

        assertThat(written.get("inner").getParentSpanId())
                .isEqualTo(written.get("outer").getSpanId());
        assertThat(written.get("outer").getParentSpanId()).isEqualTo(TraceIds.root(CALL));
        assertThat(TraceParent.current()).isNull();
    }

    @Test
    void an_exchange_that_ends_on_another_thread_leaves_nothing_on_the_first() throws InterruptedException {
        Route asynchronous = route("asynchronous");
        Route next = route("next");
        Exchange first = exchange();
        Exchange second = exchange();

        spans.begun(asynchronous, first, CALL);
        Thread other = new Thread(() -> spans.done(asynchronous, first, CALL));
        other.start();
        other.join();
        spans.begun(next, second, OTHER);
        spans.done(next, second, OTHER);

        assertThat(written).containsOnlyKeys("asynchronous", "next");
        assertThat(written.get("next").getParentSpanId()).isEqualTo(TraceIds.root(OTHER));
        assertThat(written.get("next").getTraceId()).isEqualTo(TraceIds.trace(OTHER));
        assertThat(TraceParent.current()).isNull();
    }

    /** What is written, by name. */
    private final class Collected implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> some) {
            List.copyOf(some).forEach(span -> written.put(span.getName(), span));
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}

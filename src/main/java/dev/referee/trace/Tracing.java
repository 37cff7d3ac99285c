package dev.referee.trace;

import dev.referee.call.CallKey;
import dev.referee.masking.Masking;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes spans that are over, with the ids and times that they are given. A span is written as a whole, for only then all of
 * it is known; what lies inside may be written before it, and by another node. Thread-safe.
 */
final class Tracing {

    private final Tracer tracer;
    private final GivenIds ids;
    private final Sampler sampler;

    Tracing(SdkTracerProvider provider, GivenIds ids, Sampler sampler) {
        this.tracer = provider.get("dev.referee");
        this.ids = ids;
        this.sampler = sampler;
    }

    /**
     * A span that is over.
     *
     * @param parent its id; null for the call's own span
     */
    record Done(
            CallKey call,
            String id,
            @Nullable String parent,
            String name,
            SpanKind kind,
            Instant from,
            Instant to,
            Map<String, String> attributes,
            List<Happened> events,
            @Nullable String failure) {}

    /** Something that happened within a span. */
    record Happened(Instant at, String name, Map<String, String> attributes) {}

    /** A fresh id. */
    String newId() {
        return ids.generateSpanId();
    }

    void write(Done done) {
        String trace = TraceIds.trace(done.call());
        SpanBuilder builder = tracer.spanBuilder(Masking.mask(done.name()))
                .setSpanKind(done.kind())
                .setStartTimestamp(done.from())
                .setAllAttributes(attributes(done.attributes()));
        if (done.parent() == null) {
            builder.setNoParent();
        } else {
            builder.setParent(Context.root()
                    .with(Span.wrap(SpanContext.createFromRemoteParent(
                            trace, done.parent(), TraceFlags.getSampled(), TraceState.getDefault()))));
        }
        Span span = ids.during(trace, done.id(), builder::startSpan);
        done.events()
                .forEach(
                        event -> span.addEvent(Masking.mask(event.name()), attributes(event.attributes()), event.at()));
        if (done.failure() != null) {
            span.setStatus(StatusCode.ERROR, done.failure());
        }
        span.end(done.to());
    }

    /** What goes out with a request of this span. */
    String traceParent(CallKey call, String spanId) {
        String trace = TraceIds.trace(call);
        SamplingDecision decision = sampler.shouldSample(
                        Context.root(), trace, "", SpanKind.CLIENT, Attributes.empty(), List.of())
                .getDecision();
        return "00-" + trace + "-" + spanId + (decision == SamplingDecision.RECORD_AND_SAMPLE ? "-01" : "-00");
    }

    /** Masked, but for ids: one without letters would be taken for a number, and people search by it. */
    private static Attributes attributes(Map<String, String> map) {
        var attributes = Attributes.builder();
        new TreeMap<>(map)
                .forEach((name, value) -> attributes.put(name, name.endsWith(".id") ? value : Masking.mask(value)));
        return attributes.build();
    }
}

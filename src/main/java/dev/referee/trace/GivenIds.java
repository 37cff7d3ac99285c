package dev.referee.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Gives a span the ids that it is meant to have, where OpenTelemetry would draw them; else draws them. */
final class GivenIds implements IdGenerator {

    private record Given(String trace, String span) {}

    private final ThreadLocal<Given> given = new ThreadLocal<>();
    private final IdGenerator drawn = IdGenerator.random();

    /** What is begun by this work has these ids. */
    <T> T during(String trace, String span, Supplier<T> work) {
        given.set(new Given(trace, span));
        try {
            return work.get();
        } finally {
            given.remove();
        }
    }

    @Override
    public String generateSpanId() {
        Given now = given.get();
        return now == null ? drawn.generateSpanId() : now.span();
    }

    @Override
    public String generateTraceId() {
        Given now = given.get();
        return now == null ? drawn.generateTraceId() : now.trace();
    }
}

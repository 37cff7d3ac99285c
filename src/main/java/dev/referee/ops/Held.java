package dev.referee.ops;

import dev.referee.route.Holdings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/**
 * The gauge {@code referee_node_held{what}}: what this node keeps in memory for living calls, by kind. What does not come
 * back to zero with the calls is a leak.
 */
@Component
class Held implements MeterBinder {

    private final Holdings holdings;
    private final TrafficGate gate;

    Held(Holdings holdings, TrafficGate gate) {
        this.holdings = holdings;
        this.gate = gate;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        holdings.counts().forEach((what, count) -> gauge(meters, what, count::getAsInt));
        gauge(meters, "requests", gate::count);
    }

    private static void gauge(MeterRegistry meters, String what, java.util.function.Supplier<Number> count) {
        Gauge.builder("referee.node.held", count)
                .description("What this node holds for calls that are not over")
                .tag("what", what)
                .register(meters);
    }
}

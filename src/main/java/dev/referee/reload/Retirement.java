package dev.referee.reload;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes that get no new messages: each is removed when the last exchange has left it. Some threads may be on their way into
 * it, between looking the route up and entering it, so it is kept for {@link #GRACE_NANOS} in any case. Thread-safe.
 */
final class Retirement {

    private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final ModelCamelContext context;
    private final Map<String, Long> since = new ConcurrentHashMap<>();

    Retirement(ModelCamelContext context) {
        this.context = context;
    }

    void add(String routeId) {
        since.put(routeId, System.nanoTime());
    }

    /** Lets this route stay; false if it is gone already, or was never to go. */
    boolean callOff(String routeId) {
        return since.remove(routeId) != null;
    }

    /** Routes that still have exchanges, or may get some. */
    int count() {
        return since.size();
    }

    /** Removes those that are empty. */
    void look() {
        List<String> empty = since.entrySet().stream()
                .filter(one -> System.nanoTime() - one.getValue() > GRACE_NANOS)
                .map(Map.Entry::getKey)
                .filter(id -> context.getInflightRepository().size(id) == 0)
                .toList();
        for (String id : empty) {
            since.remove(id);
            now(id);
        }
    }

    /** Removes one that nobody uses. */
    void now(String routeId) {
        try {
            RouteDefinition definition = context.getRouteDefinition(routeId);
            if (context.getRoute(routeId) != null) {
                context.getRouteController().stopRoute(routeId, 1, TimeUnit.SECONDS);
                context.removeRoute(routeId);
            }
            if (definition != null) {
                context.removeRouteDefinition(definition);
            }
        } catch (Exception e) {
            LOG.warn("route {}: cannot be removed: {}", routeId, e.toString());
        }
    }
}

package dev.referee.ops;

import java.util.List;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * One route as operators see it. Times are null before its first exchange.
 *
 * @param from the endpoint it consumes from, without options
 * @param source file and line where it stands
 * @param steps in the order of the file; {@code level} tells which stands inside which
 */
record RouteView(
        String id,
        @Nullable String group,
        @Nullable String description,
        String from,
        @Nullable String source,
        String state,
        long total,
        long failed,
        long inflight,
        @Nullable Long meanMs,
        @Nullable Long lastMs,
        List<Step> steps) {

    /**
     * @param door the route that has the consumer, where messages are counted
     * @param body the route that has the steps; the same unless an edit has exchanged them
     */
    static RouteView of(String id, ManagedRouteMBean door, ManagedRouteMBean body, List<Step> steps) {
        boolean used = door.getExchangesTotal() > 0;
        return new RouteView(
                id,
                RoutesApi.text(body.getRouteGroup()),
                RoutesApi.text(body.getDescription()),
                endpoint(door.getEndpointUri()),
                source(
                        RoutesApi.text(body.getSourceLocation()) == null
                                ? door.getSourceLocation()
                                : body.getSourceLocation()),
                door.getState(),
                door.getExchangesTotal(),
                door.getExchangesFailed(),
                door.getExchangesInflight(),
                used ? door.getMeanProcessingTime() : null,
                used ? door.getLastProcessingTime() : null,
                steps);
    }

    /** As it is written in the route: {@code direct:transfer}. */
    private static String endpoint(String uri) {
        return URISupport.stripQuery(uri).replaceFirst("://", ":");
    }

    /** {@code file:/x/y/routes/transfer.camel.yaml:12} and {@code classpath:routes/…} from the folder on. */
    private static @Nullable String source(@Nullable String location) {
        if (location == null || location.isBlank()) {
            return null;
        }
        int folder = location.lastIndexOf("routes/");
        return (folder < 0 ? location : location.substring(folder)).replace("/./", "/");
    }

    /**
     * One step of a route.
     *
     * @param level 1 for the steps of the route itself, 2 for those inside them
     * @param kind the step's name in the DSL, such as {@code circuitBreaker}
     * @param text the step with what matters of its options
     * @param total how often it was begun; null if Camel does not count it
     * @param failed how often it failed; null if Camel does not count it
     */
    record Step(
            String id,
            int level,
            String kind,
            String text,
            @Nullable String description,
            @Nullable Long total,
            @Nullable Long failed) {}
}

package dev.referee.reload;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * Where messages enter: the consumer of a route, which stays while the steps behind it are exchanged. So no request finds a
 * shut path, no subscription is lost and no frame comes twice, whatever the component. An exchange that is under way ends
 * with the steps that it began with.
 *
 * <p>The steps of a reloaded route are a Camel route of their own, {@link #body}; of a route as it was loaded first they
 * are part of the route that has the consumer. Passing is thread-safe, the rest belongs to {@link RouteSwap}.
 */
final class Door extends DelegateAsyncProcessor {

    private final String entry;
    private final String routeId;
    private volatile AsyncProcessor steps;
    private String signature;
    private @Nullable String body;

    /**
     * @param entry what the consumer is, see {@link RouteEntry#entry}
     * @param route that has the consumer
     */
    Door(String entry, Route route, String signature) {
        super(inner(route).getProcessor());
        this.entry = entry;
        this.routeId = route.getRouteId();
        this.steps = inner(route).getProcessor();
        this.signature = signature;
        ServiceHelper.startService(this);
        inner(route).setProcessor((AsyncProcessor) this);
    }

    private static DelegateAsyncProcessor inner(Route route) {
        return (DelegateAsyncProcessor) route.getProcessor();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return steps.process(exchange, callback);
    }

    /** From now on messages take the steps of this route. */
    void lead(Route to, String nextSignature) {
        steps = (AsyncProcessor) to.getProcessor();
        body = to.getRouteId();
        signature = nextSignature;
    }

    String entry() {
        return entry;
    }

    /** Of the route with the consumer. */
    String routeId() {
        return routeId;
    }

    /** What the steps are, see {@link RouteSet#signature}. */
    String signature() {
        return signature;
    }

    /** The route that has the steps, or null while it is the one with the consumer. */
    @Nullable
    String body() {
        return body;
    }
}

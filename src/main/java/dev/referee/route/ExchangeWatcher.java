package dev.referee.route;

import dev.referee.call.CallKey;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/** Is told of every exchange that enters or leaves a route; where there is none, nothing is told. */
public interface ExchangeWatcher {

    /** @param key the call, or null while it is not known */
    void begun(Route route, Exchange exchange, @Nullable CallKey key);

    /** On the thread that ends the exchange in this route; @param key the call, or null if it never was known */
    void done(Route route, Exchange exchange, @Nullable CallKey key);
}

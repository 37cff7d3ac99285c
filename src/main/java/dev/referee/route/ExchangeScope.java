package dev.referee.route;

import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.scope.CallScope;
import dev.referee.sideband.SidebandHeaders;
import dev.referee.transfer.TransferId;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/** While an exchange is in a route its thread works for the call that the exchange's variables name, or comes to know. */
@Component
class ExchangeScope implements RoutePolicyFactory {

    private final RoutePolicy policy;

    ExchangeScope(List<ExchangeWatcher> watchers) {
        this.policy = new Policy(watchers);
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return policy;
    }

    /** It has no state of its own, so one does for all routes. */
    private static final class Policy extends RoutePolicySupport {

        private final List<ExchangeWatcher> watchers;

        Policy(List<ExchangeWatcher> watchers) {
            this.watchers = watchers;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            CallScope.learning(exchange);
            learn(exchange);
            watchers.forEach(watcher -> watcher.begun(route, exchange, CallScope.current()));
        }

        private static void learn(Exchange exchange) {
            CallKey key = exchange.getVariable(Vars.CALL_KEY, CallKey.class);
            if (key != null) {
                CallScope.learn(key);
            } else if (exchange.getVariable(Vars.TRANSFER_ID) instanceof TransferId transfer) {
                CallScope.learn(transfer);
            } else if (exchange.getVariable(Vars.CALL_ID) instanceof CallId callId) {
                CallScope.learn(callId);
            } else if (exchange.getMessage().getHeader(SidebandHeaders.CALL_ID) instanceof String callId) {
                CallScope.learn(new CallId(callId));
            }
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            watchers.forEach(watcher -> watcher.done(route, exchange, CallScope.current()));
            CallScope.close(exchange);
        }
    }
}

package dev.referee.tools;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Offers a tool while its route runs; each call of it is one exchange, on the thread of the caller. Thread-safe. */
final class ToolConsumer extends DefaultConsumer {

    private final ToolEndpoint endpoint;
    private final ToolRegistry registry;
    private @Nullable OfferedTool offered;

    ToolConsumer(ToolEndpoint endpoint, Processor processor, ToolRegistry registry) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.registry = registry;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        OfferedTool tool = new OfferedTool(
                endpoint.signature(),
                endpoint.getTimeout(),
                endpoint.getMeanwhile().strip(),
                endpoint.getMeanwhileAfter(),
                String.valueOf(getRouteId()),
                place(),
                this::run);
        registry.add(tool);
        offered = tool;
    }

    @Override
    protected void doStop() throws Exception {
        if (offered != null) {
            registry.remove(offered);
            offered = null;
        }
        super.doStop();
    }

    /** File and line, as far as Camel knows them. */
    private String place() {
        String place = getRoute() == null ? null : getRoute().getSourceLocationShort();
        return place == null ? "" : place;
    }

    private String run(Map<String, Object> arguments, Map<String, ?> variables) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getMessage().setBody(new ToolArguments(arguments));
            arguments.forEach(exchange.getMessage()::setHeader);
            variables.forEach(exchange::setVariable);
            createUoW(exchange);
            try {
                getProcessor().process(exchange);
                if (exchange.getException() != null) {
                    throw exchange.getException();
                }
                return ResultText.of(exchange);
            } finally {
                doneUoW(exchange); // not before the result is read: its files and streams go with it
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }
}

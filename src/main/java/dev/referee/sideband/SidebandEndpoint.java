package dev.referee.sideband;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** One of the endpoints, see {@link SidebandComponent}; none of them belongs to one call. */
@UriEndpoint(
        scheme = "sideband",
        title = "Sideband",
        syntax = "sideband:operation",
        category = {Category.AI},
        headersClass = SidebandHeaders.class)
public final class SidebandEndpoint extends DefaultEndpoint {

    @UriPath
    @Metadata(required = true, enums = "events,open,reopen,send,close")
    private final SidebandOperation operation;

    @UriParam(label = "consumer")
    private String types = "";

    SidebandEndpoint(String uri, SidebandComponent component, SidebandOperation operation) {
        super(uri, component);
        this.operation = operation;
    }

    /** What this endpoint does. */
    public SidebandOperation getOperation() {
        return operation;
    }

    /** The event types that the consumer wants, with commas between; empty or {@code *} means all. */
    public String getTypes() {
        return types;
    }

    /** See {@link #getTypes}. */
    public void setTypes(String types) {
        this.types = types;
    }

    @Override
    public Producer createProducer() {
        if (operation == SidebandOperation.EVENTS) {
            throw new IllegalArgumentException("sideband:events can only be consumed; send to sideband:send");
        }
        SidebandSockets sockets = ((SidebandComponent) getComponent()).sockets();
        return new SidebandProducer(this, sockets);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (operation != SidebandOperation.EVENTS) {
            throw new IllegalArgumentException("sideband:" + operation + " cannot be consumed, only sideband:events");
        }
        SidebandSockets sockets = ((SidebandComponent) getComponent()).sockets();
        SidebandConsumer consumer = new SidebandConsumer(this, processor, sockets, SidebandTypes.parse(types));
        configureConsumer(consumer);
        return consumer;
    }
}

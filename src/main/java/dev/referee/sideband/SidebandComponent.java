package dev.referee.sideband;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * The Camel component {@code sideband:}: one WebSocket per call to OpenAI, all of them behind one consumer.
 *
 * <p>{@code sideband:events?types=a,b} consumes; {@code sideband:open}, {@code sideband:send} and {@code sideband:close}
 * produce, for the call named by {@link SidebandHeaders#CALL_ID}. All endpoints share one {@link SidebandSockets}.
 * It never re-opens a socket by itself. Stopping the component closes all sockets.
 */
@Component("sideband")
public final class SidebandComponent extends DefaultComponent {

    private final SidebandSockets sockets;

    /** For Camel's own discovery; opening fails, because nobody said where. Applications register a bean {@code sideband}. */
    public SidebandComponent() {
        this(() -> {
            throw new IllegalStateException("sideband: no address and key; register a bean named sideband");
        });
    }

    /** @param options asked at each request to open */
    public SidebandComponent(Supplier<SidebandOptions> options) {
        this(new SidebandSockets(options));
    }

    /** @param sockets the engine; this component starts and stops it */
    public SidebandComponent(SidebandSockets sockets) {
        this.sockets = sockets;
    }

    /** The engine behind all endpoints, with its counts for gauges. */
    public SidebandSockets sockets() {
        return sockets;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SidebandEndpoint endpoint = new SidebandEndpoint(uri, this, SidebandOperation.of(remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        sockets.start();
    }

    @Override
    protected void doStop() throws Exception {
        sockets.stop();
        super.doStop();
    }
}

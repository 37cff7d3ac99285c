package dev.referee.sideband;

import dev.referee.call.CallId;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/**
 * Opens, sends, or closes, for the call that the header names. Leaves the message as it is.
 *
 * <p>{@code open} returns at once. {@code send} and {@code close} hold their thread until the event loop has done it,
 * normally well below a millisecond, and as long as the peer reads too slowly: that bounds what waits to be sent. They
 * are not asynchronous on purpose: the rest of the route must not go on upon the event loop, and a pool that both
 * blocks in routes and completes their sends could stand still.
 */
final class SidebandProducer extends DefaultProducer {

    /** Longer than it takes to notice a dead peer, which fails what waits to be sent. */
    private static final long PATIENCE_SECONDS = 60;

    private final SidebandOperation operation;
    private final SidebandSockets sockets;

    SidebandProducer(SidebandEndpoint endpoint, SidebandSockets sockets) {
        super(endpoint);
        this.operation = endpoint.getOperation();
        this.sockets = sockets;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        CallId callId = callId(exchange);
        switch (operation) {
            case OPEN -> sockets.open(callId, AttachRule.FIRST);
            case REOPEN -> sockets.open(callId, AttachRule.AGAIN);
            case SEND -> await(sockets.send(callId, exchange.getMessage().getMandatoryBody(String.class)));
            case CLOSE -> await(sockets.close(callId));
            case EVENTS -> throw new IllegalStateException("sideband:events has no producer");
        }
    }

    private static void await(CompletionStage<Void> stage) throws Exception {
        try {
            stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failure;
        }
    }

    private static CallId callId(Exchange exchange) {
        Object header = exchange.getMessage().getHeader(SidebandHeaders.CALL_ID);
        if (header == null) {
            throw new IllegalArgumentException("the header " + SidebandHeaders.CALL_ID + " is missing");
        }
        return header instanceof CallId callId ? callId : new CallId(header.toString());
    }
}

package dev.referee.sideband;

import dev.referee.scope.CallScope;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into exchanges: the next event of a call waits until the exchange of the one before is done, whatever
 * its result. A failed exchange goes to the consumer's exception handler.
 */
final class SidebandConsumer extends DefaultConsumer {

    private final SidebandSockets sockets;
    private final SidebandTypes types;
    private @Nullable Runnable unsubscribe;

    SidebandConsumer(SidebandEndpoint endpoint, Processor processor, SidebandSockets sockets, SidebandTypes types) {
        super(endpoint, processor);
        this.sockets = sockets;
        this.types = types;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        unsubscribe = sockets.subscribe(types, this::onEvent);
    }

    @Override
    protected void doStop() throws Exception {
        if (unsubscribe != null) {
            unsubscribe.run();
            unsubscribe = null;
        }
        super.doStop();
    }

    private void onEvent(SidebandEvent event, Runnable done) {
        CallScope scope = CallScope.of(event.callId());
        try {
            process(event, done);
        } finally {
            scope.close();
        }
    }

    private void process(SidebandEvent event, Runnable done) {
        Exchange exchange = createExchange(false);
        fill(exchange.getMessage(), event);
        getAsyncProcessor().process(exchange, doneSync -> {
            try {
                if (exchange.getException() != null) {
                    getExceptionHandler()
                            .handleException(
                                    "sideband event " + event.type() + " failed", exchange, exchange.getException());
                }
                releaseExchange(exchange, false);
            } finally {
                done.run();
            }
        });
    }

    private static void fill(Message message, SidebandEvent event) {
        message.setHeader(SidebandHeaders.CALL_ID, event.callId().value());
        message.setHeader(SidebandHeaders.EVENT, event.type());
        // a switch over patterns would need a newer byte code
        if (event instanceof SidebandEvent.Frame frame) {
            message.setBody(frame.text());
        } else if (event instanceof SidebandEvent.Opened opened) {
            message.setHeader(SidebandHeaders.ATTEMPT, opened.attempt());
            message.setHeader(SidebandHeaders.ATTACH_MS, opened.took().toMillis());
        } else if (event instanceof SidebandEvent.Failed failed) {
            message.setHeader(SidebandHeaders.ATTEMPT, failed.attempt());
            message.setHeader(SidebandHeaders.HTTP_STATUS, failed.httpStatus());
            message.setHeader(SidebandHeaders.CLOSE_REASON, failed.reason());
        } else if (event instanceof SidebandEvent.Closed closed) {
            message.setHeader(SidebandHeaders.CLOSE_CODE, closed.code());
            message.setHeader(SidebandHeaders.CLOSE_REASON, closed.reason());
            message.setHeader(SidebandHeaders.CLOSE_CLEAN, closed.clean());
        }
    }
}

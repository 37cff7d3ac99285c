package dev.referee.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Listens to what leaves on {@code sideband:send}; Camel finds it as a bean. Thread-safe. */
public final class SentFrames extends EventNotifierSupport {

    private static final int MOST = 5_000;

    /** One frame and the session it went to. */
    public record Sent(String callId, String frame) {}

    private final List<Sent> frames = new CopyOnWriteArrayList<>();

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeSendingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeSendingEvent sending
                && sending.getEndpoint().getEndpointUri().equals("sideband://send")
                && frames.size() < MOST) {
            var message = sending.getExchange().getMessage();
            frames.add(new Sent(message.getHeader("RefereeCallId", String.class), message.getBody(String.class)));
        }
    }

    /** What was sent to one session, in order. */
    public List<String> to(String callId) {
        return frames.stream()
                .filter(sent -> callId.equals(sent.callId()))
                .map(Sent::frame)
                .toList();
    }
}

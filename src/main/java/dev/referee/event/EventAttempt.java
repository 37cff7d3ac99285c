package dev.referee.event;

import dev.referee.config.EventSettings;
import dev.referee.ledger.Outbox;
import dev.referee.masking.Masking;
import dev.referee.route.Entry;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to deliver an event: the call is written down as it is now, sent through the route {@code call-ended}, and
 * the outbox is told how that ended. Thread-safe.
 */
final class EventAttempt {

    private static final Logger LOG = LoggerFactory.getLogger(EventAttempt.class);

    private final Outbox outbox;
    private final EventBodies bodies;
    private final ProducerTemplate template;
    private final EventMetrics metrics;
    private final RetryRule rule;
    private final Clock clock;
    private final DoubleSupplier chance;

    EventAttempt(
            Outbox outbox,
            EventBodies bodies,
            ProducerTemplate template,
            EventMetrics metrics,
            EventSettings settings,
            Clock clock,
            DoubleSupplier chance) {
        this.outbox = outbox;
        this.bodies = bodies;
        this.template = template;
        this.metrics = metrics;
        this.rule = new RetryRule(settings.giveUpAfter(), settings.giveUpRefusedAfter());
        this.clock = clock;
        this.chance = chance;
    }

    /** Makes the attempt. Failures of the database come out; then the event is tried again after its lease. */
    void make(Outbox.Claim claim) {
        Throwable failure = send(claim);
        if (failure == null) {
            outbox.delivered(claim);
            metrics.delivered();
            LOG.debug("event {} is delivered, attempt {}", claim.eventId(), claim.attempt());
        } else {
            failed(claim, NotDelivered.of(failure));
        }
    }

    private @Nullable Throwable send(Outbox.Claim claim) {
        Optional<EventBodies.Body> body = bodies.of(claim.key());
        if (body.isEmpty()) {
            return null; // retention has removed the call, and with it the event
        }
        Exchange sent = template.send(Entry.CALL_ENDED.uri(), exchange -> {
            exchange.setVariable(EventDelivery.EVENT_ID, claim.eventId());
            exchange.setVariable(EventDelivery.EVENT_TYPE, claim.type());
            exchange.setVariable(EventDelivery.CALL_STATE, body.get().state());
            exchange.setVariable(EventDelivery.ATTEMPT, claim.attempt());
            exchange.getMessage().setBody(envelope(claim, body.get()));
        });
        return sent.getException();
    }

    /** Standard Webhooks' recommended form; type and time are our own words and need no escapes. */
    private static String envelope(Outbox.Claim claim, EventBodies.Body body) {
        return "{\"type\":\"" + claim.type() + "\",\"timestamp\":\"" + claim.occurredAt() + "\",\"data\":" + body.json()
                + "}";
    }

    private void failed(Outbox.Claim claim, NotDelivered failure) {
        Instant now = clock.instant();
        String reason = Masking.mask(String.valueOf(failure.getMessage())).replaceAll("\\s+", " ");
        Optional<Instant> next = rule.next(claim.since(), claim.tries(), failure, now, chance.getAsDouble());
        if (next.isPresent()) {
            outbox.again(claim, next.get(), reason);
            metrics.failed();
            LOG.warn(
                    "event {} is not delivered, attempt {}: {}; again at {}",
                    claim.eventId(),
                    claim.attempt(),
                    reason,
                    next.get());
        } else if (outbox.giveUp(claim, reason)) {
            metrics.died();
            LOG.error(
                    "event {} is a dead letter after {} attempts: {}; POST /api/events/{}/resend sends it again",
                    claim.eventId(),
                    claim.attempt(),
                    reason,
                    claim.eventId());
        }
    }
}

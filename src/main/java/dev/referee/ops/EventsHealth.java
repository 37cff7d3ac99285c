package dev.referee.ops;

import dev.referee.ledger.Outbox;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Health component {@code events}: what the outbox holds. Always UP, for calls do not depend on it. */
@Component("eventsHealthIndicator")
class EventsHealth implements HealthIndicator {

    private final Outbox outbox;

    EventsHealth(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public Health health() {
        try {
            Outbox.Counts counts = outbox.counts();
            Health.Builder health =
                    Health.up().withDetail("waiting", counts.waiting()).withDetail("dead", counts.dead());
            if (counts.oldest() != null) {
                health.withDetail("oldestWaiting", counts.oldest());
            }
            if (counts.dead() > 0) {
                health.withDetail(
                        "hint", "GET /api/events/dead says why, POST /api/events/dead/resend sends them again");
            }
            return health.build();
        } catch (DataAccessException away) {
            return Health.up()
                    .withDetail("hint", "the database does not answer")
                    .build();
        }
    }
}

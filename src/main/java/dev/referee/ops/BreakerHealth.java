package dev.referee.ops;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Locale;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Health component {@code breaker}. Always UP: an open breaker is a vendor's trouble that Referee is made to survive. */
@Component("breakerHealthIndicator")
class BreakerHealth implements HealthIndicator {

    private final CircuitBreaker refer;

    BreakerHealth(CircuitBreaker refer) {
        this.refer = refer;
    }

    @Override
    public Health health() {
        CircuitBreaker.Metrics seen = refer.getMetrics();
        Health.Builder health = Health.up()
                .withDetail("name", refer.getName())
                .withDetail(
                        "state",
                        refer.getState().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .withDetail("transfers", seen.getNumberOfBufferedCalls())
                .withDetail("failed", seen.getNumberOfFailedCalls());
        boolean rated = seen.getFailureRate() >= 0; // not before the minimum of transfers
        return (rated ? health.withDetail("failurePercent", seen.getFailureRate()) : health).build();
    }
}

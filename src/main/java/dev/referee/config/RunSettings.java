package dev.referee.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How this process runs and stops.
 *
 * @param drainTimeout how long a stop waits for transfers that run here before it hands them over; 0 to 10 min
 * @param reconcileAfter a call without news for so long is looked into: the carrier is asked; 1 s to 4 h
 * @param routesFolder with route files that replace and add to the packed ones; null or empty: {@code routes/} in the
 *     working directory, else beside the jar
 */
@ConfigurationProperties("referee")
public record RunSettings(
        Duration drainTimeout,
        Duration reconcileAfter,
        @Nullable String routesFolder) {

    public RunSettings {
        Problems problems = new Problems();
        problems.duration("referee.drain-timeout", drainTimeout, Duration.ZERO, Duration.ofMinutes(10));
        problems.duration("referee.reconcile-after", reconcileAfter, Duration.ofSeconds(1), Duration.ofHours(4));
        problems.throwIfAny();
    }
}

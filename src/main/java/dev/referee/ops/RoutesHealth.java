package dev.referee.ops;

import dev.referee.reload.EditProblem;
import dev.referee.reload.ReloadState;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Health component {@code routes}: UP, or STALE while files of routes or settings hold mistakes and the version before runs
 * on. STALE takes nobody out of service, for every call is served.
 */
@Component("routesHealthIndicator")
class RoutesHealth implements HealthIndicator {

    private static final Status STALE = new Status("STALE", "an edit was refused; the version before runs on");

    private final ReloadState state;

    RoutesHealth(ReloadState state) {
        this.state = state;
    }

    @Override
    public Health health() {
        List<String> problems = Stream.concat(state.routes().stream(), state.configuration().stream())
                .map(EditProblem::toString)
                .toList();
        return Health.status(problems.isEmpty() ? Status.UP : STALE)
                .withDetail("problems", problems)
                .withDetail("needsRestart", state.restart())
                .withDetail("latest", Objects.requireNonNullElse(state.latest(), "as started"))
                .build();
    }
}

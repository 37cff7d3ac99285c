package dev.referee.ops;

import dev.referee.route.AgentTools;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Health component {@code tools}: which tools routes offer, and which agents list without a route. Always UP. */
@Component("toolsHealthIndicator")
class ToolsHealth implements HealthIndicator {

    private final AgentTools tools;

    ToolsHealth(AgentTools tools) {
        this.tools = tools;
    }

    @Override
    public Health health() {
        return Health.up()
                .withDetail("offered", tools.offered())
                .withDetail("missing", tools.missing())
                .build();
    }
}

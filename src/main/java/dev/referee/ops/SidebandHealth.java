package dev.referee.ops;

import dev.referee.sideband.SidebandComponent;
import dev.referee.sideband.SidebandSockets;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Health component {@code sideband}: how many sockets to OpenAI this node holds. Always UP. */
@Component("sidebandHealthIndicator")
class SidebandHealth implements HealthIndicator {

    private final SidebandSockets sockets;

    SidebandHealth(SidebandComponent sideband) {
        this.sockets = sideband.sockets();
    }

    @Override
    public Health health() {
        return Health.up()
                .withDetail("open", sockets.openCount())
                .withDetail("opening", sockets.openingCount())
                .withDetail("framesWaiting", sockets.queuedCount())
                .build();
    }
}

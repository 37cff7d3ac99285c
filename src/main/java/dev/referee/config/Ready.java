package dev.referee.config;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.server.Ssl;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Says the last line of a start: where the page is, and whether calls are real. Spring calls the node ready after everything
 * else that a start does.
 */
@Component
final class Ready {

    private static final Logger LOG = LoggerFactory.getLogger(Ready.class);

    private final Environment environment;
    private final ServerProperties server;
    private final RefereeSettings settings;
    private final AtomicBoolean said = new AtomicBoolean();

    Ready(Environment environment, ServerProperties server, RefereeSettings settings) {
        this.environment = environment;
        this.server = server;
        this.settings = settings;
    }

    @EventListener
    void ready(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC && said.compareAndSet(false, true)) {
            boolean twin = environment.acceptsProfiles(Profiles.of("twin & !live"));
            LOG.info(
                    "Referee is ready: {} ({})",
                    page(),
                    twin ? "twin: no real calls" : "live: calls reach " + settings.publicUrl());
        }
    }

    /** The console's address, as this machine reaches it. */
    private String page() {
        String scheme = Ssl.isEnabled(server.getSsl()) ? "https" : "http";
        return scheme + "://" + host(server.getAddress()) + ":" + environment.getProperty("local.server.port") + "/";
    }

    private static String host(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return "localhost";
        }
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }
}

package dev.referee.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Settings that are found out rather than written: what routes need of the others in another form ({@code routes.*}):
 * milliseconds, and the sideband events that are mapped to evidence as one list.
 * Under profile {@code twin}, whose credentials are public, the server listens on loopback unless it is told otherwise.
 */
public class StartUp implements EnvironmentPostProcessor, Ordered {

    private static final String DATABASE = "spring.datasource.url";
    private static final String ADDRESS = "server.address";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> found = new LinkedHashMap<>();
        Map<String, String> lifecycle = Binder.get(environment)
                .bind("referee.transfer.lifecycle-events", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        found.put("routes.lifecycle-types", lifecycle.isEmpty() ? "none" : String.join(",", lifecycle.keySet()));
        millis(environment, "referee.agent.accept-attempt-timeout", "routes.accept-timeout-ms", found);
        millis(environment, "referee.transfer.evidence-timeout", "routes.refer-timeout-ms", found);
        millis(environment, "referee.tools.order-status.timeout", "routes.order-status-timeout-ms", found);
        environment.getPropertySources().addLast(new MapPropertySource("referee-start-up", found));
        String database = environment.getProperty(DATABASE, "");
        if (new DatabaseUrl(database).isH2()) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("referee-h2", Map.of(DATABASE, ours(database))));
        }
        if (environment.acceptsProfiles(Profiles.of("twin"))
                && environment.getProperty(ADDRESS, "").isBlank()) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("referee-twin", Map.of(ADDRESS, "127.0.0.1")));
        }
    }

    /** The endpoint options of routes take milliseconds only. A malformed value is reported by the settings themselves. */
    private static void millis(
            ConfigurableEnvironment environment, String setting, String name, Map<String, Object> found) {
        try {
            Duration value =
                    Binder.get(environment).bind(setting, Duration.class).orElse(Duration.ofSeconds(4));
            found.put(name, Long.toString(value.toMillis()));
        } catch (BindException malformed) {
            found.put(name, "0");
        }
    }

    /**
     * H2 closes itself as soon as the process is told to stop, unless it is asked not to; the stop must be written down, too. It
     * remembers how 8 statements are run; ours are some more.
     */
    private static String ours(String url) {
        String upper = url.toUpperCase(Locale.ROOT);
        String statements = upper.contains("QUERY_CACHE_SIZE") ? "" : ";QUERY_CACHE_SIZE=64";
        return url + statements + (upper.contains("DB_CLOSE_ON_EXIT") ? "" : ";DB_CLOSE_ON_EXIT=FALSE");
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}

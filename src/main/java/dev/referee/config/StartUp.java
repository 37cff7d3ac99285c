package dev.referee.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Settings that are found out rather than written: a {@code routes/} folder in the working directory or beside the jar
 * wins over the packed routes, and is watched under profile {@code twin}; the sideband events that configuration maps to
 * evidence become one list for the route that hears them.
 */
public class StartUp implements EnvironmentPostProcessor, Ordered {

    private static final String PATTERN = "camel.main.routes-include-pattern";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> found = new LinkedHashMap<>();
        if (!environment.containsProperty(PATTERN)) {
            routes(environment, found);
        }
        Map<String, String> lifecycle = Binder.get(environment)
                .bind("referee.transfer.lifecycle-events", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        found.put("referee.lifecycle-types", lifecycle.isEmpty() ? "none" : String.join(",", lifecycle.keySet()));
        environment.getPropertySources().addLast(new MapPropertySource("referee-start-up", found));
    }

    private static void routes(ConfigurableEnvironment environment, Map<String, Object> found) {
        Path beside = new ApplicationHome(StartUp.class).getDir().toPath().resolve("routes");
        Path folder = Files.isDirectory(Path.of("routes")) ? Path.of("routes") : beside;
        if (!Files.isDirectory(folder) || folder.toAbsolutePath().toString().contains("target/classes")) {
            found.put(PATTERN, "classpath:routes/*.camel.yaml");
            return;
        }
        found.put(PATTERN, "file:" + folder + "/*.camel.yaml");
        if (!environment.matchesProfiles("live")) {
            found.put("camel.main.routes-reload-enabled", "true");
            found.put("camel.main.routes-reload-directory", folder.toString());
            found.put("camel.main.routes-reload-pattern", "*.camel.yaml");
            // Else Camel stops every Java route on the first reload (facts/camel.md §2, measured).
            found.put("camel.main.routes-reload-remove-all-routes", "false");
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}

package dev.referee.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/** An environment with the packed settings of one profile, right at first, in which a test bends single values. */
public final class SettingsFixture {

    private final Map<String, Object> bent = new LinkedHashMap<>();
    private final Map<String, Object> variables = new LinkedHashMap<>();
    private boolean twin;

    static SettingsFixture live() {
        return new SettingsFixture()
                .with("referee.public-url", "https://voice.example.com")
                .with("referee.openai.api-key", "sk-test")
                .with("referee.openai.webhook-secret", "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=")
                .with("referee.openai.project-id", "proj_test")
                .with("referee.twilio.account-sid", "AC0123456789abcdef0123456789abcdef")
                .with("referee.twilio.auth-token", "token");
    }

    public static SettingsFixture twin() {
        SettingsFixture fixture = new SettingsFixture();
        fixture.twin = true;
        return fixture;
    }

    static SettingsFixture bare() {
        return new SettingsFixture();
    }

    public SettingsFixture with(String property, Object value) {
        bent.put(property, value);
        return this;
    }

    SettingsFixture without(String property) {
        bent.remove(property);
        return this;
    }

    SettingsFixture withVariable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    StandardEnvironment environment() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new org.springframework.core.env.SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        environment.getPropertySources().addFirst(new MapPropertySource("bent", bent));
        if (twin) {
            add(environment, "application-twin.yaml");
        }
        add(environment, "application.yaml");
        environment.setActiveProfiles(twin ? "twin" : "live");
        return environment;
    }

    public RefereeSettings settings() {
        return org.springframework.boot.context.properties.bind.Binder.get(environment())
                .bind("referee", RefereeSettings.class)
                .get();
    }

    private static void add(StandardEnvironment environment, String file) {
        try {
            new YamlPropertySourceLoader()
                    .load(file, new ClassPathResource(file))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

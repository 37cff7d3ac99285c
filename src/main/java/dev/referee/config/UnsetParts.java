package dev.referee.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Leaves out those of Camel's auto-configurations that carry settings to a component, a language or a vault, where there
 * is no such setting. Camel finds its components and languages without them; but each of the fifty is read and asked for
 * its conditions at every start, and every lookup by type has to go through its beans. One setting, such as
 * {@code camel.component.seda.queue-size}, brings its part back.
 */
public class UnsetParts implements AutoConfigurationImportFilter, EnvironmentAware {

    /** Not that of {@code platform-http}, which its engine names as something it depends on. */
    private static final Pattern PART = Pattern.compile(
            "org\\.apache\\.camel\\..+\\.springboot\\.(?!PlatformHttp)([A-Za-z0-9]+?)(Component|Language)"
                    + "([A-Za-z]*Converter|AutoConfiguration)");

    private static final String VAULTS = "org.apache.camel.spring.boot.vault.";

    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
        boolean[] wanted = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            String settings = classes[i] == null ? null : settings(classes[i]);
            wanted[i] = settings == null || isSet(settings);
        }
        return wanted;
    }

    /** What the settings that this one carries begin with; null where it does more than that. */
    static @Nullable String settings(String autoConfiguration) {
        if (autoConfiguration.startsWith(VAULTS)) {
            return "camel.vault";
        }
        Matcher part = PART.matcher(autoConfiguration);
        return part.matches() ? ("camel." + part.group(2) + "." + part.group(1)).toLowerCase(Locale.ROOT) : null;
    }

    private boolean isSet(String prefix) {
        Assert.state(environment != null, "Spring gives the environment first");
        ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
                return true;
            }
        }
        return false;
    }
}

package dev.referee.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads all settings before the first bean is made and before anything is logged, in every profile; {@code twin} brings
 * its own. Throws one {@link SettingsException} for everything that is wrong, which {@link SettingsFailureReporter}
 * prints. Named in {@code META-INF/spring.factories}.
 */
public final class SettingsCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /** Camel's own way to say where routes are, which knows of no packed ones and no checks. */
    private static final String PATTERN = "camel.main.routes-include-pattern";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        check(context.getEnvironment());
    }

    /** Checks what the environment says; does nothing where it says nothing about Referee at all, as in slice tests. */
    static void check(ConfigurableEnvironment environment) {
        List<SettingProblem> problems = problems(environment);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** Everything that is wrong with the settings, in the order of {@code config/application.yaml}; empty if nothing is. */
    public static List<SettingProblem> problems(ConfigurableEnvironment environment) {
        Collector unreadable = new Collector();
        List<SettingProblem> problems = new ArrayList<>();
        UnknownKeys.RECORDS.forEach((record, prefix) -> {
            try {
                Binder.get(environment, unreadable).bind(prefix, Bindable.of(record));
            } catch (BindException failed) {
                SettingsException wrong = find(failed);
                if (wrong == null && unreadable.found.isEmpty()) {
                    throw failed;
                }
                if (wrong != null) {
                    problems.addAll(wrong.problems());
                }
            }
        });
        // A value that could not be read looks like a missing one afterwards: its first problem is the true one.
        problems.removeIf(problem -> unreadable.found.containsKey(problem.property()));
        problems.addAll(0, unreadable.found.values());
        problems.addAll(AdminSettings.problems(environment));
        problems.addAll(UnknownKeys.in(environment));
        if (environment.containsProperty(PATTERN)) {
            problems.add(new SettingProblem(
                    PATTERN,
                    PATTERN + " is not looked at: put your files into routes/, or name their folder by "
                            + KnownSettings.named("referee.routes-folder")));
        }
        return problems;
    }

    /** The settings' own complaint inside a failed start, or null. */
    static @Nullable SettingsException find(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SettingsException wrong) {
                return wrong;
            }
        }
        return null;
    }

    /** Notes each value that cannot be read and goes on without it, so that one start shows them all. */
    private static final class Collector implements BindHandler {

        private final Map<String, SettingProblem> found = new LinkedHashMap<>();

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            if (find(error) != null) {
                throw error;
            }
            String property = name.toString();
            boolean belowNoted = found.keySet().stream().anyMatch(noted -> noted.startsWith(property + "."));
            if (!belowNoted) {
                String line = KnownSettings.named(property) + " " + say(target, error);
                found.putIfAbsent(property, new SettingProblem(property, line));
            }
            return null;
        }

        private static String say(Bindable<?> target, Exception error) {
            for (Throwable at = error; at != null; at = at.getCause()) {
                if (at instanceof ConversionFailedException failed) {
                    return "is \"" + cut(String.valueOf(failed.getValue())) + "\": it must be " + form(target);
                }
            }
            return "cannot be read: " + cut(String.valueOf(error.getMessage()));
        }

        private static String form(Bindable<?> target) {
            Class<?> type = target.getType().toClass();
            return switch (type.getSimpleName()) {
                case "Duration" -> "a duration with its unit, such as 800ms, 4s or 2m";
                case "int", "Integer" -> "a whole number";
                case "BigDecimal" -> "a number, such as 2.50";
                default -> "a " + type.getSimpleName();
            };
        }

        private static String cut(String text) {
            String line = text.replaceAll("\\s+", " ");
            return line.length() <= 120 ? line : line.substring(0, 120) + "…";
        }
    }
}

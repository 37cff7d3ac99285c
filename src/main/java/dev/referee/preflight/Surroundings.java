package dev.referee.preflight;

import dev.referee.config.AgentSettings;
import dev.referee.config.TargetSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;

/**
 * The settings as the checks see them: each by itself, so that a wrong one does not hide the others.
 *
 * @param environment where they come from
 */
public record Surroundings(ConfigurableEnvironment environment) {

    /** A setting, without blanks around it; empty if it is not set, or holds a placeholder that nothing sets. */
    Optional<String> text(String property) {
        try {
            return Optional.ofNullable(environment.getProperty(property))
                    .map(String::strip)
                    .filter(value -> !value.isEmpty() && !value.contains("${"));
        } catch (IllegalArgumentException unresolved) {
            return Optional.empty();
        }
    }

    /** An address, without slashes at its end. */
    Optional<String> base(String property) {
        return text(property).map(url -> url.replaceAll("/+$", ""));
    }

    /** The properties among these that are not set. */
    List<String> missing(String... properties) {
        return List.of(properties).stream()
                .filter(property -> text(property).isEmpty())
                .toList();
    }

    /** What stands in place of a result where settings are missing; {@code settings} has the error. */
    static List<Finding> notChecked(String check, List<String> missing) {
        return List.of(Finding.warning(
                check, "not checked, for " + String.join(", ", missing) + " is missing", "see settings above"));
    }

    boolean isTwin() {
        return environment.acceptsProfiles(Profiles.of("twin & !live"));
    }

    /** Agents by name; none if they cannot be read, which the settings tell. */
    Map<String, AgentSettings> agents() {
        return map("referee.agents", AgentSettings.class);
    }

    /** Targets by name; none if they cannot be read, which the settings tell. */
    Map<String, TargetSettings> targets() {
        return map("referee.targets", TargetSettings.class);
    }

    /** The numbers that agents name, in E.164. */
    TreeSet<String> agentNumbers() {
        TreeSet<String> numbers = new TreeSet<>();
        agents().values().forEach(agent -> numbers.addAll(agent.numbers()));
        return numbers;
    }

    private <T> Map<String, T> map(String prefix, Class<T> type) {
        try {
            return Binder.get(environment)
                    .bind(prefix, Bindable.mapOf(String.class, type))
                    .orElse(Map.of());
        } catch (BindException unreadable) {
            return Map.of();
        }
    }
}

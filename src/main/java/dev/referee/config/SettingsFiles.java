package dev.referee.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the settings' files once more, as a start would: the same places, profiles and precedence, so that environment
 * variables and the command line still win, and the same checks. The program's own environment stays as it was at the start.
 */
public final class SettingsFiles {

    private static final String FILE = "Config resource";

    private final ConfigurableEnvironment started;

    /** @param started the environment that the program was started with */
    public SettingsFiles(ConfigurableEnvironment started) {
        this.started = started;
    }

    /**
     * What the files say now.
     *
     * @param settings checked; agents and targets of the files, everything else as the program was started
     * @param restart names of all other settings that are not what the program was started with, sorted
     */
    public record Reading(RefereeSettings settings, List<String> restart) {}

    /**
     * A mistake and where it stands.
     *
     * @param file as Spring names it, or empty if no file says it
     * @param line from 1 on, or 0
     * @param what the mistake and its remedy
     */
    public record Place(String file, int line, String what) {}

    /** The settings could not be read. */
    public static final class Mistakes extends Exception {

        private final transient List<Place> places;

        Mistakes(List<Place> places, Throwable cause) {
            super(cause.getMessage(), cause);
            this.places = places;
        }

        /** At least one. */
        public List<Place> places() {
            return places;
        }
    }

    /** Folders whose files settings are read from, whether they are there or not. */
    public Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(Path.of("config"));
        for (PropertySource<?> source : started.getPropertySources()) {
            if (isFile(source)) {
                for (String key : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    if (Origin.from(OriginLookup.getOrigin(source, key)) instanceof TextResourceOrigin origin) {
                        file(origin)
                                .map(Path::getParent)
                                .filter(Objects::nonNull)
                                .ifPresent(folders::add);
                    }
                }
            }
        }
        return folders;
    }

    private static java.util.Optional<Path> file(TextResourceOrigin origin) {
        try {
            return origin.getResource().isFile()
                    ? java.util.Optional.of(origin.getResource().getFile().toPath())
                    : java.util.Optional.empty();
        } catch (java.io.IOException none) {
            return java.util.Optional.empty();
        }
    }

    /** Reads and checks; throws {@link Mistakes} if a start would not succeed with these files. */
    public Reading read() throws Mistakes {
        StandardEnvironment fresh = new StandardEnvironment();
        try {
            fill(fresh);
            SettingsCheck.check(fresh);
            return new Reading(takenIn(bind(fresh)), restart(fresh));
        } catch (SettingsException wrong) {
            throw new Mistakes(
                    wrong.problems().stream()
                            .map(problem -> place(fresh, problem))
                            .toList(),
                    wrong);
        } catch (RuntimeException unreadable) {
            throw new Mistakes(List.of(SettingsFault.place(unreadable)), unreadable);
        }
    }

    private static RefereeSettings bind(ConfigurableEnvironment environment) {
        return Binder.get(environment)
                .bind("referee", Bindable.of(RefereeSettings.class))
                .get();
    }

    /** What these files change without a restart. */
    private RefereeSettings takenIn(RefereeSettings written) {
        try {
            return bind(started).withAgentsAndTargets(written);
        } catch (SettingsException wrong) {
            throw new SettingsException(wrong.problems().stream()
                    .map(problem -> new SettingProblem(
                            problem.property(),
                            problem.line()
                                    + " (with what else the program was started with: restart it if the files have"
                                    + " it by now)"))
                    .toList());
        }
    }

    private void fill(StandardEnvironment fresh) {
        MutablePropertySources sources = fresh.getPropertySources();
        sources.forEach(source -> sources.remove(source.getName()));
        for (PropertySource<?> source : started.getPropertySources()) {
            if (!isFile(source) && !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
                sources.addLast(source);
            }
        }
        if (started.getActiveProfiles().length > 0) {
            fresh.setActiveProfiles(started.getActiveProfiles());
        }
        ConfigDataEnvironmentPostProcessor.applyTo(fresh);
        ConfigurationPropertySources.attach(fresh);
    }

    private List<String> restart(ConfigurableEnvironment fresh) {
        Set<String> keys = new TreeSet<>(keys(started));
        keys.addAll(keys(fresh));
        List<String> changed = new ArrayList<>();
        for (String key : keys) {
            boolean taken = key.startsWith("referee.agents.") || key.startsWith("referee.targets.");
            if (!taken && !Objects.equals(started.getProperty(key), fresh.getProperty(key))) {
                changed.add(key);
            }
        }
        return changed;
    }

    private static Set<String> keys(ConfigurableEnvironment environment) {
        Set<String> keys = new TreeSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (isFile(source)) {
                keys.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames()));
            }
        }
        return keys;
    }

    private static boolean isFile(PropertySource<?> source) {
        return source instanceof EnumerablePropertySource<?> && source.getName().startsWith(FILE);
    }

    /** Where the setting stands, or the next one above it that stands anywhere. */
    private static Place place(ConfigurableEnvironment fresh, SettingProblem problem) {
        if (problem.place() != null) {
            return problem.place();
        }
        for (String name = problem.property(); name.contains("."); name = name.substring(0, name.lastIndexOf('.'))) {
            for (PropertySource<?> source : fresh.getPropertySources()) {
                if (isFile(source)) {
                    for (String key : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                        boolean below = key.equals(name) || key.startsWith(name + ".") || key.startsWith(name + "[");
                        if (below && OriginLookup.getOrigin(source, key) instanceof TextResourceOrigin origin) {
                            return SettingsFault.place(origin, problem.line());
                        }
                    }
                }
            }
        }
        return new Place("", 0, problem.line());
    }
}

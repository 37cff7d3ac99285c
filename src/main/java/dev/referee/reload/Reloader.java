package dev.referee.reload;

import dev.referee.config.ReloadSettings;
import dev.referee.config.Roster;
import dev.referee.config.SettingsFiles;
import dev.referee.route.Entries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Watches the folders of routes and settings from the start to the stop of the program, on one thread of its own, and hands
 * each change to {@link RouteReload} or {@link ConfigReload}.
 */
@Component
class Reloader implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    private final ModelCamelContext context;
    private final ConfigurableEnvironment environment;
    private final ReloadSettings settings;
    private final ReloadState state;
    private final ConfigReload configuration;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "reload");
        made.setDaemon(true);
        return made;
    });

    Reloader(
            ModelCamelContext context,
            ConfigurableEnvironment environment,
            ReloadSettings settings,
            Roster roster,
            ReloadState state) {
        this.context = context;
        this.environment = environment;
        this.settings = settings;
        this.state = state;
        this.configuration = new ConfigReload(new SettingsFiles(environment), roster, state);
    }

    /** Starts to watch, before the first call comes in. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    public void begin() {
        Boolean asked = settings.enabled();
        boolean enabled = asked != null ? asked : !environment.acceptsProfiles(Profiles.of("live"));
        if (!enabled) {
            return;
        }
        List<WatchedFolder> settingFiles = configuration.folders().stream()
                .map(path -> new WatchedFolder(path, false, name -> name.matches("application.*\\.(ya?ml|properties)")))
                .toList();
        Watch settingsWatch = new Watch(settingFiles, settings.settle());
        every(() -> {
            if (settingsWatch.look()) {
                configuration.take();
            }
        });
        routeFolders().ifPresent(this::watchRoutes);
    }

    private void watchRoutes(List<WatchedFolder> folders) {
        Watch watch = new Watch(folders, settings.settle());
        Map<String, String> texts = new TreeMap<>();
        folders.forEach(folder -> texts.putAll(folder.read(new ArrayList<>())));
        RouteSet loaded = RouteSet.read(texts, new ArrayList<>());
        Retirement retirement = new Retirement(context);
        Set<String> java = javaEntries(loaded);
        RouteSwap swap = new RouteSwap(context, retirement, loaded);
        thread.execute(guarded(() -> {
            Surroundings around = new Surroundings(context);
            List<RouteCheck> quick = List.of(
                    new SchemaCheck(),
                    new NameCheck(() -> java, Entries.REQUIRED),
                    new ReferenceCheck(around, () -> java),
                    new EndpointCheck(around));
            RouteReload reload = new RouteReload(swap, quick, new ScratchCheck(context), state);
            every(() -> {
                retirement.look();
                if (watch.look()) {
                    reload.take(folders);
                }
            });
            reload.take(folders); // warms up, so that the first edit is as quick as the next
        }));
    }

    private void every(Runnable turn) {
        thread.scheduleWithFixedDelay(
                guarded(turn), Watch.TURN.toMillis(), Watch.TURN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A failure must not end the watch without a word; one that stays is told once. */
    private static Runnable guarded(Runnable turn) {
        AtomicReference<String> told = new AtomicReference<>("");
        return () -> {
            try {
                turn.run();
            } catch (RuntimeException | Error e) {
                if (!e.toString().equals(told.getAndSet(e.toString()))) {
                    LOG.error("reload: a turn failed, the next one follows", e);
                }
            }
        };
    }

    /** The folders that routes were loaded from; empty if they come from the jar. */
    private Optional<List<WatchedFolder>> routeFolders() {
        Set<Path> found = new LinkedHashSet<>();
        for (String pattern :
                environment.getProperty("camel.main.routes-include-pattern", "").split(",")) {
            if (pattern.strip().startsWith("file:")) {
                String path = pattern.strip().substring("file:".length()).replaceAll("/[^/]*\\*.*$", "");
                if (Files.isDirectory(Path.of(path))) {
                    found.add(Path.of(path));
                }
            }
        }
        List<WatchedFolder> folders = found.stream()
                .map(path -> new WatchedFolder(path, true, name -> name.endsWith(".camel.yaml")))
                .toList();
        return folders.isEmpty() ? Optional.empty() : Optional.of(folders);
    }

    /** What routes in Java consume from. */
    private Set<String> javaEntries(RouteSet loaded) {
        Set<String> inFiles = new LinkedHashSet<>();
        loaded.routes().forEach(route -> inFiles.add(route.id()));
        Set<String> entries = new LinkedHashSet<>();
        for (Route route : context.getRoutes()) {
            if (!inFiles.contains(route.getRouteId())) {
                entries.add(route.getEndpoint().getEndpointBaseUri().replace("://", ":"));
            }
        }
        return entries;
    }

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}

package dev.referee.reload;

import dev.referee.config.ReloadSettings;
import dev.referee.config.Roster;
import dev.referee.config.SettingsFiles;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
    private final RouteLoader loader;
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
            RouteLoader loader,
            ConfigurableEnvironment environment,
            ReloadSettings settings,
            Roster roster,
            ReloadState state) {
        this.context = context;
        this.loader = loader;
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
        watchRoutes();
    }

    private void watchRoutes() {
        RouteFiles files = loader.files();
        Watch watch = new Watch(List.of(files.folder()), settings.settle());
        Retirement retirement = new Retirement(context);
        RouteSwap swap = new RouteSwap(context, retirement, loader.loaded());
        thread.execute(guarded(() -> {
            RouteReload reload = new RouteReload(swap, new RouteChecks(context, loader.java(), file -> false), state);
            every(() -> {
                retirement.look();
                if (watch.look()) {
                    reload.take(files);
                }
            });
            reload.take(files); // warms up, so that the first edit is as quick as the next
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

    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}

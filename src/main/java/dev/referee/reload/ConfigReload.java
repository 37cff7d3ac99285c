package dev.referee.reload;

import dev.referee.config.RefereeSettings;
import dev.referee.config.Roster;
import dev.referee.config.SettingsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From saved settings to agents and targets in force: read, check, change, tell. Not thread-safe. */
final class ConfigReload {

    private static final Logger LOG = LoggerFactory.getLogger("dev.referee.reload");

    private final SettingsFiles files;
    private final Roster roster;
    private final ReloadState state;

    ConfigReload(SettingsFiles files, Roster roster, ReloadState state) {
        this.files = files;
        this.roster = roster;
        this.state = state;
    }

    Set<Path> folders() {
        return files.folders();
    }

    /** Takes in what the files say now, if a start would. */
    void take() {
        long start = System.nanoTime();
        List<EditProblem> before = state.configuration();
        SettingsFiles.Reading reading;
        try {
            reading = files.read();
        } catch (SettingsFiles.Mistakes mistakes) {
            refuse(mistakes, before);
            return;
        }
        state.configuration(List.of());
        RefereeSettings old = roster.now().settings();
        Set<String> changed = new TreeSet<>(
                differing("agent", old.agents(), reading.settings().agents()));
        changed.addAll(differing("target", old.targets(), reading.settings().targets()));
        if (!changed.isEmpty()) {
            roster.change(reading.settings());
        }
        if (!changed.isEmpty() || !before.isEmpty()) {
            String what = changed.isEmpty()
                    ? "settings are as they are in force again"
                    : "reloaded settings in " + (System.nanoTime() - start) / 1_000_000 + " ms: "
                            + String.join(", ", changed);
            state.latest(what);
            LOG.info(what);
        }
        List<String> restart = reading.restart();
        if (!restart.isEmpty() && !restart.equals(state.restart())) {
            LOG.warn("needs a restart to count: {}", String.join(", ", restart));
        }
        state.restart(restart);
    }

    private void refuse(SettingsFiles.Mistakes mistakes, List<EditProblem> before) {
        List<EditProblem> problems = new ArrayList<>();
        for (SettingsFiles.Place place : mistakes.places()) {
            String file = place.file().isEmpty() ? "settings" : shortened(place.file());
            problems.add(new EditProblem(file, place.line(), place.what()));
        }
        if (mistakes.places().get(0).file().isEmpty()) {
            List<EditProblem> broken = brokenFiles();
            problems = broken.isEmpty() ? problems : broken;
        }
        state.configuration(problems);
        for (EditProblem problem : problems) {
            if (!before.contains(problem)) {
                LOG.warn("{} (the settings before stay in force)", problem);
            }
        }
    }

    /** Spring does not say which file is no YAML. */
    private List<EditProblem> brokenFiles() {
        List<EditProblem> broken = new ArrayList<>();
        for (Path folder : files.folders()) {
            new WatchedFolder(folder, false, name -> name.matches("application.*\\.ya?ml"))
                    .read(broken)
                    .forEach((name, text) -> {
                        try {
                            RouteFile.read(new RouteFile.Text(name, text, false));
                        } catch (BrokenYaml found) {
                            broken.add(found.problem());
                        }
                    });
        }
        return broken;
    }

    /** The last two names of a path say enough. */
    private static String shortened(String file) {
        Path path = Path.of(file);
        int names = path.getNameCount();
        return names <= 2 ? file : path.subpath(names - 2, names).toString();
    }

    private static Set<String> differing(String kind, Map<String, ?> old, Map<String, ?> next) {
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(next.keySet());
        names.removeIf(name -> Objects.equals(old.get(name), next.get(name)));
        Set<String> said = new TreeSet<>();
        names.forEach(name -> said.add(kind + " " + name));
        return said;
    }
}

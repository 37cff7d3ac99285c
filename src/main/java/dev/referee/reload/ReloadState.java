package dev.referee.reload;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What became of the latest edits, for people: of the log, of health, of the page. Thread-safe. */
@Component
public class ReloadState {

    private volatile List<EditProblem> routes = List.of();
    private volatile List<EditProblem> configuration = List.of();
    private volatile List<String> restart = List.of();
    private volatile @Nullable String latest;

    /** Why the routes that run are not those of the files; empty if they are. */
    public List<EditProblem> routes() {
        return routes;
    }

    /** Why the agents and targets in force are not those of the files; empty if they are. */
    public List<EditProblem> configuration() {
        return configuration;
    }

    /** Settings that were changed, but count from the next start on. */
    public List<String> restart() {
        return restart;
    }

    /** What was taken in last, or null. */
    public @Nullable String latest() {
        return latest;
    }

    /** Whether files say something else than what runs. */
    public boolean isStale() {
        return !routes.isEmpty() || !configuration.isEmpty();
    }

    void routes(List<EditProblem> problems) {
        routes = List.copyOf(problems);
    }

    void configuration(List<EditProblem> problems) {
        configuration = List.copyOf(problems);
    }

    void restart(List<String> settings) {
        restart = List.copyOf(settings);
    }

    void latest(String what) {
        latest = what;
    }
}

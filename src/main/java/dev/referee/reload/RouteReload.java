package dev.referee.reload;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From saved route files to running routes: read, check, swap, tell. Not thread-safe. */
final class RouteReload {

    private static final Logger LOG = LoggerFactory.getLogger("dev.referee.reload");

    /** Steps that remember messages: nobody else knows what they wait for. */
    private static final Set<String> STATEFUL = Set.of("aggregate", "resequence");

    /** The first mistakes of an edit tell most. */
    private static final int TOLD_MAX = 5;

    private final RouteSwap swap;
    private final RouteCheck checks;
    private final ReloadState state;

    RouteReload(RouteSwap swap, RouteCheck checks, ReloadState state) {
        this.swap = swap;
        this.checks = checks;
        this.state = state;
    }

    /** Takes these files in, all together, if they are sound. */
    void take(RouteFiles files) {
        long start = System.nanoTime();
        List<EditProblem> problems = new ArrayList<>();
        RouteSet next = files.read(problems);
        if (problems.isEmpty()) {
            problems.addAll(checks.check(next));
        }
        List<String> differing = problems.isEmpty() ? swap.differing(next) : List.of();
        problems.addAll(stateful(next, differing));
        if (problems.isEmpty()) {
            try {
                swap.apply(next);
            } catch (Exception | LinkageError e) {
                LOG.debug("swap refused", e);
                problems.add(new EditProblem("routes", 0, "Camel refuses them: " + swap.said(e, next)));
            }
        }
        tell(problems, differing, next, (System.nanoTime() - start) / 1_000_000);
    }

    private List<EditProblem> stateful(RouteSet next, List<String> differing) {
        List<EditProblem> problems = new ArrayList<>();
        for (RouteEntry old : swap.running().routes()) {
            if (differing.contains(old.id())) {
                old.walk((pointer, node) -> {
                    String word = node.isObject() ? pointer.substring(pointer.lastIndexOf('/') + 1) : "";
                    if (STATEFUL.contains(word)) {
                        String what = "route " + old.id() + " has a step \"" + word
                                + "\", which would forget what it has collected: restart the program to change this route";
                        problems.add(place(next, old, what));
                    }
                });
            }
        }
        return problems;
    }

    private static EditProblem place(RouteSet next, RouteEntry old, String what) {
        return next.routes().stream()
                .filter(route -> route.id().equals(old.id()))
                .findFirst()
                .map(route -> route.problem(what))
                .orElse(new EditProblem(old.file().name(), 0, what));
    }

    /** Each news once: an edit that leaves a mistake as it was says nothing new. */
    private void tell(List<EditProblem> problems, List<String> differing, RouteSet next, long tookMs) {
        List<EditProblem> before = state.routes();
        state.routes(problems);
        List<EditProblem> fresh =
                problems.stream().filter(problem -> !before.contains(problem)).toList();
        fresh.stream().limit(TOLD_MAX).forEach(problem -> LOG.warn("{} (the routes before go on)", problem));
        if (fresh.size() > TOLD_MAX) {
            LOG.warn("and {} more, see /actuator/health/routes", fresh.size() - TOLD_MAX);
        }
        if (problems.isEmpty() && (!differing.isEmpty() || !before.isEmpty())) {
            String from = String.join(", ", files(next, differing));
            String what = differing.isEmpty()
                    ? "routes are as they run again, nothing to reload"
                    : "reloaded " + differing.size() + (differing.size() == 1 ? " route" : " routes")
                            + (from.isEmpty() ? "" : " from " + from) + " in " + tookMs + " ms: "
                            + String.join(", ", differing);
            state.latest(what);
            LOG.info(what);
        }
    }

    private static Set<String> files(RouteSet next, List<String> ids) {
        Set<String> names = new LinkedHashSet<>();
        next.routes().stream()
                .filter(route -> ids.contains(route.id()))
                .forEach(route -> names.add(route.file().name()));
        return names;
    }
}

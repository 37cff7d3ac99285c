package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All route files of one moment, which only make sense together. Immutable.
 *
 * @param files in the order of their paths below the folder
 */
record RouteSet(List<RouteFile> files) {

    RouteSet {
        files = List.copyOf(files);
    }

    /** Reads all texts; what is empty or no YAML is added to {@code problems} and left out. */
    static RouteSet read(List<RouteFile.Text> texts, List<EditProblem> problems) {
        List<RouteFile> files = new ArrayList<>();
        for (RouteFile.Text text : texts) {
            try {
                RouteFile file = RouteFile.read(text);
                if (file.root().isMissingNode() || file.root().isNull()) {
                    problems.add(
                            file.problem("", "is empty, as if it were cut off: restore it, or write [] for no routes"));
                } else {
                    files.add(file);
                }
            } catch (BrokenYaml broken) {
                problems.add(broken.problem());
            }
        }
        return new RouteSet(files);
    }

    List<RouteEntry> routes() {
        return entries("route");
    }

    List<RouteEntry> configurations() {
        return entries("routeConfiguration");
    }

    Optional<RouteEntry> configuration(String id) {
        return configurations().stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** What a route is, its configurations included: if this stays, nothing need be replaced. */
    String signature(RouteEntry route) {
        StringBuilder all = new StringBuilder(route.node().toString());
        route.configurations().forEach(name -> configuration(name)
                .ifPresent(found -> all.append('\n').append(found.node())));
        return all.toString();
    }

    private List<RouteEntry> entries(String kind) {
        List<RouteEntry> found = new ArrayList<>();
        for (RouteFile file : files) {
            for (int i = 0; i < file.root().size(); i++) {
                JsonNode top = file.root().path(i);
                if (top.has(kind)) {
                    found.add(new RouteEntry(file, "/" + i + "/" + kind, top.path(kind)));
                }
            }
        }
        return found;
    }
}

package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All route files of one moment, which only make sense together. Immutable.
 *
 * @param files in the order of their names
 */
record RouteSet(List<RouteFile> files) {

    RouteSet {
        files = List.copyOf(files);
    }

    /** Reads all texts, by name; what is no YAML is added to {@code problems} and left out. */
    static RouteSet read(Map<String, String> texts, List<EditProblem> problems) {
        List<RouteFile> files = new ArrayList<>();
        texts.forEach((name, text) -> {
            try {
                files.add(RouteFile.read(name, text));
            } catch (BrokenYaml broken) {
                problems.add(broken.problem());
            }
        });
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

package dev.referee.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Names that routes give: no two of the same, and none missing that the program itself sends to. Nor do two routes consume
 * from the very same: an edit could not tell which of them it replaces.
 *
 * @param java entries that Java offers, such as {@code direct:evidence}
 * @param required entries that the program sends to, or has the carrier call
 */
record NameCheck(Supplier<Set<String>> java, Set<String> required) implements RouteCheck {

    @Override
    public List<EditProblem> check(RouteSet routes) {
        List<EditProblem> found = new ArrayList<>();
        ids(routes.routes(), "route", found);
        ids(routes.configurations(), "route configuration", found);
        Map<String, RouteEntry> offers = new LinkedHashMap<>();
        for (RouteEntry route : routes.routes()) {
            String from = route.from();
            boolean single = from.startsWith("direct:") || from.startsWith("platform-http:");
            RouteEntry first = offers.putIfAbsent(single ? from : route.entry(), route);
            String at = route.pointer() + "/from/uri";
            if (first != null) {
                found.add(route.file()
                        .problem(
                                at,
                                from + " is taken by route " + first.id() + " (" + place(first)
                                        + "): give one of them another name, or make them one route"));
            } else if (java.get().contains(from)) {
                found.add(route.file().problem(at, from + " is taken by the program itself: choose another name"));
            }
        }
        Set<String> missing = new TreeSet<>(required);
        missing.removeAll(offers.keySet());
        missing.removeAll(java.get());
        for (String name : missing) {
            found.add(new EditProblem(
                    "routes", 0, "no route consumes from " + name + ", which the program needs: bring it back"));
        }
        return found;
    }

    private static void ids(List<RouteEntry> entries, String kind, List<EditProblem> found) {
        Map<String, RouteEntry> byId = new LinkedHashMap<>();
        for (RouteEntry entry : entries) {
            RouteEntry first = byId.putIfAbsent(entry.id(), entry);
            if (first != null) {
                found.add(entry.file()
                        .problem(
                                entry.pointer() + "/id",
                                kind + " " + entry.id() + " is there already (" + place(first)
                                        + "): give one of them another id"));
            }
        }
    }

    private static String place(RouteEntry entry) {
        return entry.file().name() + ":" + entry.file().line(entry.pointer());
    }
}

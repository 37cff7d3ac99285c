package dev.referee.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Names that routes give: no two of the same, and none missing that the program itself sends to. Nor do two routes consume
 * from the very same: an edit could not tell which of them it replaces.
 *
 * @param java what there is besides the files
 * @param required entries that the program sends to, or has the carrier call
 */
record NameCheck(JavaRoutes java, Set<String> required) implements RouteCheck {

    /** Schemes with one consumer for a name, whatever its options. */
    private static final Set<String> SINGLE = Set.of("direct:", "platform-http:", "tool:");

    @Override
    public List<EditProblem> check(RouteSet routes) {
        List<EditProblem> found = new ArrayList<>();
        ids(routes.routes(), "route", found);
        ids(routes.configurations(), "route configuration", found);
        Map<String, RouteEntry> offers = new LinkedHashMap<>();
        for (RouteEntry route : routes.routes()) {
            String from = route.from();
            boolean single = SINGLE.contains(from.substring(0, from.indexOf(':') + 1));
            RouteEntry first = offers.putIfAbsent(single ? from : route.entry(), route);
            String at = "/from/uri";
            if (first != null) {
                found.add(twice(
                        first,
                        route,
                        at,
                        other -> from + " is taken by route " + other
                                + ": give one of them another name, or make them one route"));
            } else if (java.entries().contains(from)) {
                found.add(route.file()
                        .problem(route.pointer() + at, from + " is taken by the program itself: choose another name"));
            }
        }
        Set<String> missing = new TreeSet<>(required);
        missing.removeAll(offers.keySet());
        missing.removeAll(java.entries());
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
                found.add(twice(
                        first,
                        entry,
                        "/id",
                        other -> kind + " " + other + " has this id, too: give one of them another"));
            }
        }
    }

    /** Of two the later one is told of the other, but rather one's own than a packed one. */
    private static EditProblem twice(RouteEntry first, RouteEntry second, String at, UnaryOperator<String> what) {
        boolean mine = second.file().packed() && !first.file().packed();
        RouteEntry told = mine ? first : second;
        RouteEntry other = mine ? second : first;
        String place = other.id() + " (" + other.file().place(other.pointer()) + ")";
        String replace = told.file().packed() == other.file().packed()
                ? ""
                : ", or name your file as the packed one to replace it";
        return told.file().problem(told.pointer() + at, what.apply(place) + replace);
    }
}

package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * Builds all routes in a {@link Scratch} context, which finds what only Camel knows: options, expressions, languages.
 *
 * @param real the context whose beans and settings count
 */
record ScratchCheck(CamelContext real) implements RouteCheck {

    /** How Camel's loader says where it stumbled. */
    private static final Pattern PLACE = Pattern.compile("in file:(.+?), line ([0-9]+)");

    @Override
    public List<EditProblem> check(RouteSet routes) {
        List<EditProblem> found = new ArrayList<>();
        DefaultCamelContext scratch = null;
        try {
            scratch = Scratch.start(real);
            Definitions definitions = Definitions.read(scratch, routes);
            scratch.addRouteConfigurations(
                    new ArrayList<>(definitions.configurations().values()));
            for (RouteEntry route : routes.routes()) {
                add(scratch, definitions.routes().get(route.id()), route, routes, found);
            }
        } catch (Exception | LinkageError e) {
            found.add(unreadable(said(e, routes)));
        } finally {
            if (scratch != null) {
                scratch.stop();
            }
        }
        return found;
    }

    private void add(
            DefaultCamelContext scratch,
            RouteDefinition definition,
            RouteEntry route,
            RouteSet all,
            List<EditProblem> found) {
        try {
            scratch.addRouteDefinition(definition);
        } catch (Exception | LinkageError e) {
            found.add(route.file()
                    .problem(
                            place(route, all(e)).orElse(route.pointer()), "route " + route.id() + ": " + said(e, all)));
        }
    }

    private static EditProblem unreadable(String said) {
        Matcher place = PLACE.matcher(said);
        return place.find()
                ? new EditProblem(place.group(1), Integer.parseInt(place.group(2)), "Camel cannot read it: " + said)
                : new EditProblem("routes", 0, "Camel cannot read them: " + said);
    }

    /** Camel quotes what settings hold, and that may be a secret: here stands what the file says. */
    private String said(Throwable failure, RouteSet routes) {
        return new Surroundings(real).unresolved(reason(failure), routes);
    }

    /** The longest text of the route that Camel names is most likely what it complains about. */
    private static Optional<String> place(RouteEntry route, String said) {
        String[] best = {null, ""};
        route.walk((pointer, node) -> {
            String text = text(pointer, node);
            boolean names = text.length() > 2 && said.contains(text);
            if (names
                    && text.length() > best[1].length()
                    && !pointer.endsWith("/id")
                    && !pointer.endsWith("description")) {
                best[0] = pointer;
                best[1] = text;
            }
        });
        return Optional.ofNullable(best[0]);
    }

    private static String text(String pointer, JsonNode node) {
        return node.isTextual() ? node.asText() : "";
    }

    private static String all(Throwable failure) {
        StringBuilder said = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            said.append(at.getMessage()).append('\n');
        }
        return said.toString();
    }

    /** The innermost cause tells what; those around it tell where, which we know. */
    private static String reason(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null && at.getCause().getMessage() != null) {
            at = at.getCause();
        }
        return at instanceof LinkageError ? at.toString() : String.valueOf(at.getMessage());
    }
}

package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.spi.EndpointUriFactory;

/**
 * Components and options of endpoints. Camel itself passes an unknown option of {@code http:} on to the server; here that is
 * a mistake, because it is nearly always a misspelt one.
 *
 * @param around what there is outside the files
 */
record EndpointCheck(Surroundings around) implements RouteCheck {

    /** Options that {@code http:} reads without listing them among its own (HttpComponent of Camel 4.17). */
    private static final Set<String> UNLISTED = Set.of(
            "connectionRequestTimeout", "connectTimeout", "soTimeout", "responseTimeout", "connectionTimeToLive");

    @Override
    public List<EditProblem> check(RouteSet routes) {
        List<EditProblem> found = new ArrayList<>();
        Stream.concat(routes.routes().stream(), routes.configurations().stream())
                .forEach(entry -> entry.walk((pointer, node) -> {
                    if (node.path("uri").isTextual()) {
                        check(entry, pointer, node, found);
                    }
                }));
        return found;
    }

    private void check(RouteEntry entry, String pointer, JsonNode node, List<EditProblem> found) {
        String uri = around.resolve(node.path("uri").asText());
        int colon = uri.indexOf(':');
        if (Surroundings.isDynamic(uri)) {
            return;
        }
        String scheme = colon < 0 ? uri : uri.substring(0, colon);
        if (!around.hasComponent(scheme)) {
            found.add(entry.file()
                    .problem(
                            pointer + "/uri",
                            "there is no component " + scheme
                                    + ": correct the word before the colon, or add its library"));
            return;
        }
        around.options(scheme)
                .ifPresent(known -> node.path("parameters").properties().forEach(option -> {
                    if (!isKnown(option.getKey(), known)) {
                        found.add(entry.file()
                                .problem(
                                        pointer + "/parameters/" + option.getKey(),
                                        scheme + " has no option " + option.getKey() + ": check its spelling"
                                                + Surroundings.nearest(option.getKey(), known.propertyNames())));
                    }
                }));
    }

    private static boolean isKnown(String option, EndpointUriFactory known) {
        Set<String> names = known.propertyNames();
        return names.contains(option)
                || (known.isLenientProperties() && UNLISTED.contains(option))
                || known.multiValuePrefixes().values().stream().anyMatch(option::startsWith);
    }
}

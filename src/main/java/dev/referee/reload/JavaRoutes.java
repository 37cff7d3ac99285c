package dev.referee.reload;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * What there is besides the files.
 *
 * @param entries that routes in Java consume from, such as {@code direct:evidence}
 * @param configurations that they use
 */
record JavaRoutes(Set<String> entries, Set<String> configurations) {

    static final JavaRoutes NONE = new JavaRoutes(Set.of(), Set.of());

    JavaRoutes {
        entries = Set.copyOf(entries);
        configurations = Set.copyOf(configurations);
    }

    /** Has them configured, once, as Camel itself does when it takes them in. */
    static JavaRoutes of(Collection<RoutesBuilder> builders, CamelContext context) throws Exception {
        Set<String> entries = new HashSet<>();
        Set<String> configurations = new HashSet<>();
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteBuilder java) {
                for (RouteDefinition route : java.configureRoutes(context).getRoutes()) {
                    String uri = route.getInput().getEndpointUri();
                    entries.add(uri.split("\\?", 2)[0].replace("://", ":"));
                    String named = route.getRouteConfigurationId();
                    configurations.addAll(named == null ? List.of() : List.of(named.split("\\s*,\\s*")));
                }
            }
        }
        return new JavaRoutes(entries, configurations);
    }
}

package dev.referee.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Route files in Camel's own form, not added to any context yet. Each context needs its own, because adding changes them.
 *
 * @param configurations by id
 * @param routes by id
 */
record Definitions(Map<String, RouteConfigurationDefinition> configurations, Map<String, RouteDefinition> routes) {

    /** Has Camel read all files; throws what Camel throws at a file that it cannot read. */
    static Definitions read(CamelContext context, RouteSet set) throws Exception {
        Map<String, RouteConfigurationDefinition> configurations = new LinkedHashMap<>();
        Map<String, RouteDefinition> routes = new LinkedHashMap<>();
        List<RouteBuilder> builders = new ArrayList<>();
        for (RouteFile file : set.files()) {
            builders.addAll(builders(context, file));
        }
        for (RouteBuilder builder : builders) {
            builder.setCamelContext(context);
            if (builder instanceof RouteConfigurationBuilder configured) {
                configured.getRouteConfigurationCollection().setCamelContext(context);
                configured.configuration();
                configured
                        .getRouteConfigurationCollection()
                        .getRouteConfigurations()
                        .forEach(one -> configurations.put(one.getId(), one));
            }
            builder.configureRoutes(context).getRoutes().forEach(one -> routes.put(one.getRouteId(), one));
        }
        return new Definitions(configurations, routes);
    }

    /** What Camel makes of one file; nothing of a file without entries. */
    static List<RouteBuilder> builders(CamelContext context, RouteFile file) throws Exception {
        List<RouteBuilder> builders = new ArrayList<>();
        if (!file.root().isEmpty()) {
            Resource resource = ResourceHelper.fromString("file:" + file.name(), file.text());
            for (RoutesBuilder builder : PluginHelper.getRoutesLoader(context).findRoutesBuilders(resource)) {
                builders.add((RouteBuilder) builder);
            }
        }
        return builders;
    }
}

package dev.referee.reload;

import dev.referee.config.RunSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spring.boot.CamelSpringBootRoutesCollector;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Reads and checks the route files at a start, in every profile, and hands them to Camel. A set that is not sound stops the
 * start before anything listens.
 */
@Component
class RouteLoader extends CamelSpringBootRoutesCollector implements SmartInitializingSingleton {

    private final CamelContext context;
    private final RouteFiles files;
    private RouteSet loaded = new RouteSet(List.of());
    private JavaRoutes java = JavaRoutes.NONE;

    RouteLoader(ApplicationContext application, CamelContext context, RunSettings settings) {
        super(application, false);
        this.context = context;
        this.files = RouteFiles.of(settings.routesFolder());
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<EditProblem> problems = new ArrayList<>();
        loaded = files.read(problems);
        java = inJava();
        if (problems.isEmpty()) {
            problems.addAll(new RouteChecks(context, java, files::isAsPacked).check(loaded));
        }
        if (!problems.isEmpty()) {
            throw new BrokenRoutes(problems);
        }
    }

    private JavaRoutes inJava() {
        try {
            return JavaRoutes.of(collectRoutesFromRegistry(context, null, null), context);
        } catch (Exception e) {
            throw new IllegalStateException("a route in Java cannot be configured", e);
        }
    }

    /** The files that were checked, whatever Camel is told to look for. */
    @Override
    public Collection<RoutesBuilder> collectRoutesFromDirectory(
            CamelContext camel, String excludePattern, String includePattern) {
        List<RoutesBuilder> builders = new ArrayList<>();
        try {
            for (RouteFile file : loaded.files()) {
                builders.addAll(Definitions.builders(camel, file));
            }
        } catch (Exception e) {
            throw new IllegalStateException("Camel cannot read the routes", e);
        }
        return builders;
    }

    RouteFiles files() {
        return files;
    }

    /** What was handed to Camel. */
    RouteSet loaded() {
        return loaded;
    }

    /** What there is besides. */
    JavaRoutes java() {
        return java;
    }
}

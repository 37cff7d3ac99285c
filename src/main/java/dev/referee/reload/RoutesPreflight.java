package dev.referee.reload;

import java.util.ArrayList;
import java.util.List;
import org.springframework.core.env.ConfigurableEnvironment;

/** All route checks without a start; the packed files alone have been through them when the program was built. Thread-safe. */
public final class RoutesPreflight {

    private RoutesPreflight() {}

    /** What a start with these settings would say of the route files; empty if it would go on. */
    public static List<EditProblem> problems(ConfigurableEnvironment environment) throws Exception {
        List<EditProblem> problems = new ArrayList<>();
        RouteFiles files = RouteFiles.of(environment.getProperty("referee.routes-folder"));
        RouteSet routes = files.read(problems);
        boolean packed = routes.files().stream().allMatch(files::isAsPacked);
        if (problems.isEmpty() && !packed) {
            try (Blueprint blueprint = new Blueprint(environment)) {
                problems.addAll(new RouteChecks(blueprint.camel(), blueprint.java(), files::isAsPacked).check(routes));
            }
        }
        return problems;
    }
}

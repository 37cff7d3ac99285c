package dev.referee.reload;

import dev.referee.route.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;

/** All checks of route files: at a start, before an edit is taken in, and in the preflight. Not thread-safe. */
final class RouteChecks implements RouteCheck {

    private final List<RouteCheck> quick;
    private final RouteCheck thorough;
    private final Predicate<RouteFile> proven;

    /**
     * @param context whose beans and settings count
     * @param java what there is besides the files
     * @param proven files of which the costly checks need not be made, if all of them are such
     */
    RouteChecks(CamelContext context, JavaRoutes java, Predicate<RouteFile> proven) {
        Surroundings around = new Surroundings(context);
        this.proven = proven;
        this.quick = List.of(
                new SchemaCheck(proven),
                new NameCheck(java, Entry.uris()),
                new ReferenceCheck(around, java),
                new EndpointCheck(around));
        this.thorough = new ScratchCheck(context);
    }

    /** The quick checks, all of them; the thorough one only if those find nothing. */
    @Override
    public List<EditProblem> check(RouteSet routes) {
        List<EditProblem> problems = new ArrayList<>();
        for (RouteCheck check : quick) {
            problems.addAll(check.check(routes));
        }
        boolean done = !problems.isEmpty() || routes.files().stream().allMatch(proven);
        return done ? problems : thorough.check(routes);
    }
}

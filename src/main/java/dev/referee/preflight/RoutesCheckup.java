package dev.referee.preflight;

import dev.referee.reload.EditProblem;
import dev.referee.reload.RoutesPreflight;
import java.util.List;

/** The same checks of the route files as at the start; each line says itself where and how to put it right. */
final class RoutesCheckup implements Check {

    @Override
    public String name() {
        return "routes";
    }

    @Override
    public List<Finding> run(Surroundings surroundings) throws Exception {
        List<EditProblem> problems = RoutesPreflight.problems(surroundings.environment());
        if (problems.isEmpty()) {
            return List.of(Finding.ok(name(), "all route files are sound"));
        }
        return problems.stream()
                .map(problem -> new Finding(name(), Finding.Level.ERROR, problem.toString(), null))
                .toList();
    }
}

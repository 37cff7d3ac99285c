package dev.referee.reload;

/** A file that is no YAML. */
final class BrokenYaml extends Exception {

    private final transient EditProblem problem;

    BrokenYaml(EditProblem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    EditProblem problem() {
        return problem;
    }
}

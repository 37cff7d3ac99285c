package dev.referee.reload;

import java.util.List;
import java.util.stream.Collectors;

/** The routes don't allow a start. Its message is one line per problem; no stack trace is of any use to the reader. */
final class BrokenRoutes extends RuntimeException {

    private final transient List<EditProblem> problems;

    BrokenRoutes(List<EditProblem> problems) {
        super(problems.stream().map(EditProblem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    List<EditProblem> problems() {
        return problems;
    }
}

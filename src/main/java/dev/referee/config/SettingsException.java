package dev.referee.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings don't allow a start. Its message is one line per problem; no stack trace is of any use to the reader. */
public final class SettingsException extends RuntimeException {

    private final transient List<SettingProblem> problems;

    SettingsException(List<SettingProblem> problems) {
        super(problems.stream().map(SettingProblem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of {@code config/application.yaml}; never empty. */
    public List<SettingProblem> problems() {
        return problems;
    }
}

package dev.referee.preflight;

import dev.referee.config.SettingProblem;
import dev.referee.config.SettingsCheck;
import java.util.List;

/** The same checks as at the start; each line says itself how to put it right. */
final class SettingsCheckup implements Check {

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public List<Finding> run(Surroundings surroundings) {
        List<SettingProblem> problems = SettingsCheck.problems(surroundings.environment());
        if (problems.isEmpty()) {
            return List.of(Finding.ok(name(), "all settings are well-formed"));
        }
        return problems.stream()
                .map(problem -> new Finding(name(), Finding.Level.ERROR, problem.toString(), null))
                .toList();
    }
}

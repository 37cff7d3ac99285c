package dev.referee.preflight;

import dev.referee.config.SettingProblem;
import dev.referee.config.SettingsCheck;
import java.util.List;

/** The same checks as at the start. */
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
                .map(problem -> Finding.error(name(), problem.line(), "correct it; no start is possible with it"))
                .toList();
    }
}

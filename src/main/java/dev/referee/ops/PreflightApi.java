package dev.referee.ops;

import dev.referee.preflight.DatabaseAccess;
import dev.referee.preflight.Finding;
import dev.referee.preflight.Preflight;
import dev.referee.preflight.Surroundings;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The preflight of a running node, one at a time, for it asks others. {@link AdminGate} stands before it. */
@RestController
@RequestMapping(path = "/api/preflight", produces = MediaType.APPLICATION_JSON_VALUE)
class PreflightApi {

    private final Preflight preflight;
    private final Surroundings surroundings;
    private final AtomicBoolean busy = new AtomicBoolean();

    PreflightApi(DataSource database, ConfigurableEnvironment environment) {
        this.preflight = Preflight.of(DatabaseAccess.of(database), false);
        this.surroundings = new Surroundings(environment);
    }

    /** Checks everything; blocks for as long as that takes, {@link Preflight#LIMIT} at most. */
    @GetMapping
    Result run() {
        if (!busy.compareAndSet(false, true)) {
            throw new Problem(HttpStatus.CONFLICT, "a preflight runs already; try again in some seconds");
        }
        try {
            Preflight.Report report = preflight.run(surroundings);
            return new Result(
                    report.result().word(),
                    report.findings().stream().map(Line::of).toList());
        } finally {
            busy.set(false);
        }
    }

    /** The worst level and every line. */
    record Result(String result, List<Line> findings) {}

    /** One line; {@code level} is {@code ok}, {@code warning} or {@code error}. */
    record Line(
            String check,
            String level,
            String what,
            @Nullable String remedy) {

        static Line of(Finding finding) {
            return new Line(finding.check(), finding.level().word(), finding.what(), finding.remedy());
        }
    }
}

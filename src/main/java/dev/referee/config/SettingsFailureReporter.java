package dev.referee.config;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Ends a start that the settings stopped: one line per setting, or per file that is no YAML, on standard error, nothing else; the process then exits
 * with code 1. Named in {@code META-INF/spring.factories}, before Spring's own reporter, which would add a stack trace.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class SettingsFailureReporter implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        return report(failure, System.err);
    }

    static boolean report(Throwable failure, PrintStream out) {
        SettingsException wrong = SettingsCheck.find(failure);
        if (wrong == null) {
            Optional<String> broken = new BrokenSettings(List.of(Path.of(""), Path.of("config"))).line(failure);
            broken.ifPresent(out::println);
            return broken.isPresent();
        }
        wrong.problems().forEach(out::println);
        out.flush();
        return true;
    }
}

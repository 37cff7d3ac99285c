package dev.referee.reload;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Ends a start that the routes stopped: one line per problem on standard error, nothing else; the process then exits with
 * code 1. Named in {@code META-INF/spring.factories}, before Spring's own reporter, which would add a stack trace.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RoutesFailureReporter implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof BrokenRoutes broken) {
                broken.problems().forEach(System.err::println);
                System.err.flush();
                return true;
            }
        }
        return false;
    }
}

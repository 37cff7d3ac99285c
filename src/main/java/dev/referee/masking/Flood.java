package dev.referee.masking;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds back warnings and errors of libraries that come too often: a request that nobody can read makes Tomcat, Spring and
 * Camel complain, and any stranger can send thousands. Our own lines have their own brakes, and the lines of calls none.
 * Thread-safe.
 */
final class Flood {

    private static final int BEGINNING_MOST = 40;

    private final LogBrake brake;

    Flood(LogBrake brake) {
        this.brake = brake;
    }

    /** What stands at the end of this line; empty if it must not be written. */
    Optional<String> pass(ILoggingEvent event) {
        return isOfLibrary(event) && !isOfCall(event) ? brake.pass(kind(event)) : Optional.of("");
    }

    private static boolean isOfLibrary(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(Level.WARN)
                && Stream.of("dev.referee.", "referee.").noneMatch(event.getLoggerName()::startsWith);
    }

    /** Nothing else puts anything into the context, see dev.referee.scope.CallScope. */
    private static boolean isOfCall(ILoggingEvent event) {
        return !event.getMDCPropertyMap().isEmpty();
    }

    private static String kind(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return event.getLoggerName()
                + ' '
                + event.getLevel()
                + ' '
                + beginning(event.getMessage())
                + ' '
                + (thrown == null ? "" : thrown.getClassName());
    }

    /** The first words, as far as nothing in them can be of a request. */
    private static String beginning(String message) {
        int end = 0;
        while (end < Math.min(message.length(), BEGINNING_MOST) && isOfWords(message.charAt(end))) {
            end++;
        }
        return message.substring(0, end);
    }

    private static boolean isOfWords(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == ' ';
    }
}

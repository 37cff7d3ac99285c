package dev.referee.masking;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Stands before everything that writes the log, whatever its form: no phone number and no secret passes, wherever a library
 * or an exception put it, no message ends its line, and no stranger makes libraries flood it ({@link Flood}). It comes right after the logging is set up, so only lines of the first milliseconds go round it.
 */
public class MaskedLog implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final Set<String> SECRET_WORDS = Set.of("key", "secret", "token", "password");
    private static final int SECRET_LEAST = 8;

    /** Why a start failed is told in several lines, before anybody can send anything. */
    private static final String OF_START = "org.springframework.boot.diagnostics.";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            standBefore(context, new Secrets(secrets(event.getEnvironment())));
        }
    }

    /** From now on no appender of this context gets a text that is not masked. */
    static void standBefore(LoggerContext context, Secrets secrets) {
        UnaryOperator<String> mask = text -> secrets.hide(Masking.mask(text));
        context.getLoggerList().forEach(logger -> wrap(logger, mask));
    }

    private static void wrap(Logger logger, UnaryOperator<String> mask) {
        List<Appender<ILoggingEvent>> all = new ArrayList<>();
        logger.iteratorForAppenders().forEachRemaining(all::add);
        for (Appender<ILoggingEvent> appender : all) {
            Appender<ILoggingEvent> inner = appender instanceof Masked masked ? masked.inner : appender;
            Masked masked = new Masked(inner, mask);
            masked.setContext(logger.getLoggerContext());
            masked.setName(inner.getName());
            masked.start();
            logger.addAppender(masked);
            logger.detachAppender(appender);
        }
    }

    private static List<String> secrets(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .filter(MaskedLog::isSecret)
                .map(name -> environment.getProperty(name, ""))
                .filter(value -> value.length() >= SECRET_LEAST)
                .distinct()
                .toList();
    }

    /** Its last word says so: {@code referee.openai.api-key}, {@code TWILIO_AUTH_TOKEN}. */
    private static boolean isSecret(String name) {
        String[] words = name.toLowerCase(java.util.Locale.ROOT).split("[._-]");
        return words.length > 1 && SECRET_WORDS.contains(words[words.length - 1]);
    }

    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    private static final class Masked extends UnsynchronizedAppenderBase<ILoggingEvent> {

        private final Appender<ILoggingEvent> inner;
        private final UnaryOperator<String> mask;
        private final Flood flood = new Flood(new LogBrake());

        Masked(Appender<ILoggingEvent> inner, UnaryOperator<String> mask) {
            this.inner = inner;
            this.mask = mask;
        }

        @Override
        protected void append(ILoggingEvent event) {
            boolean ofStart = event.getLoggerName().startsWith(OF_START);
            UnaryOperator<String> safe = ofStart ? mask : text -> LogText.line(mask.apply(text));
            flood.pass(event).ifPresent(held -> inner.doAppend(MaskedEvent.of(event, safe, held)));
        }

        @Override
        public void stop() {
            super.stop();
            inner.stop();
        }
    }
}

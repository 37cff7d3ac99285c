package dev.referee.masking;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MDC;

class MaskedLogTest {

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @BeforeEach
    void standBefore() {
        context.setMDCAdapter(MDC.getMDCAdapter());
        MDC.clear();
        written.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(written);
        MaskedLog.standBefore(context, new Secrets(List.of()));
    }

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void libraries_complain_of_strangers_once_a_second_and_kind() {
        Logger library = context.getLogger("org.springframework.web.Library");
        for (int i = 0; i < 300; i++) {
            library.warn("Request method 'BREW{}' is not supported", i);
            library.warn("Invalid cookie [" + i + "]");
            library.error("Broken", new IllegalStateException("no. " + i));
            library.error("Broken", new IllegalArgumentException("no. " + i));
            library.info("debugging is not braked");
        }

        assertThat(messages().filter(message -> !message.startsWith("debugging")))
                .containsExactly("Request method 'BREW0' is not supported", "Invalid cookie [0]", "Broken", "Broken");
        assertThat(messages().filter(message -> message.startsWith("debugging")))
                .hasSize(300);
    }

    @Test
    void our_own_lines_and_those_of_calls_are_never_held_back() {
        for (int i = 0; i < 10; i++) {
            context.getLogger("referee.story").warn("a fact");
            context.getLogger("dev.referee.route.Calls").error("a failure");
        }
        MDC.put("callKey", "c-1");
        for (int i = 0; i < 10; i++) {
            context.getLogger("org.apache.camel.Handler").error("a call's failure");
        }

        assertThat(written.list).hasSize(30);
    }

    @Test
    void a_message_and_those_of_exceptions_end_no_line() {
        context.getLogger("dev.referee.X")
                .error("a {}", "b\n12:00:00.000 INFO  forged", new IllegalStateException("c\r\n\tat forged(X.java:1)"));

        ILoggingEvent event = written.list.get(0);
        assertThat(event.getFormattedMessage()).isEqualTo("a b 12:00:00.000 INFO  forged");
        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("c at forged(X.java:1)");
    }

    @Test
    void why_a_start_failed_keeps_its_lines() {
        context.getLogger("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter")
                .error("Description:\n\nPort 8080 was already in use.");

        assertThat(messages()).containsExactly("Description:\n\nPort 8080 was already in use.");
    }

    @Test
    void values_beside_the_message_are_masked_too() {
        context.getLogger("dev.referee.X")
                .atInfo()
                .addKeyValue("caller", "(+61) 420 351 258")
                .log("a call");

        assertThat(written.list.get(0).getKeyValuePairs().get(0).value).isEqualTo("(+61…58");
    }

    private java.util.stream.Stream<String> messages() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage);
    }
}

package dev.referee.scope;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.call.CallKey;
import dev.referee.transfer.TransferId;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** The ids of a call in a line of the log, in each form that it can have, by the settings in {@code config/}. */
class LogFormTest {

    private static final CallKey CALL = new CallKey("c-" + "3".repeat(26));
    private static final TransferId TRANSFER = new TransferId("t-" + "3".repeat(26));

    private final StandardEnvironment settings = new StandardEnvironment();
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void read() throws IOException {
        new YamlPropertySourceLoader()
                .load("settings", new FileSystemResource(Path.of("config/application.yaml")))
                .forEach(settings.getPropertySources()::addLast);
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.putObject(Environment.class.getName(), settings);
        MDC.clear();
    }

    @AfterEach
    void clear() {
        MDC.clear();
        context.stop();
    }

    @Test
    void a_line_of_text_begins_with_the_call_and_its_transfer_as_far_as_there_are_any() {
        assertThat(text()).endsWith(" INFO  said");

        CallNames.learn(CALL, "rtc_3", null, null);
        try (CallScope scope = CallScope.of(CALL)) {
            assertThat(text()).as(String.valueOf(scope.key())).endsWith(" INFO  rtc_3 said");
        }
        CallNames.learn(CALL, "rtc_3", null, TRANSFER);
        try (CallScope scope = CallScope.of(CALL)) {
            assertThat(text()).as(String.valueOf(scope.key())).endsWith(" INFO  rtc_3 " + TRANSFER + " said");
        }
    }

    @ParameterizedTest
    @CsvSource({"ecs,''", "logstash,''", "gelf,_"})
    void a_line_of_json_has_the_ids_as_fields_and_once_only(String format, String before) throws IOException {
        CallNames.learn(CALL, "rtc_3", null, TRANSFER);

        JsonNode line;
        try (CallScope scope = CallScope.of(CALL)) {
            assertThat(scope.key()).isEqualTo(CALL);
            line = json(format);
        }

        assertThat(line.path(before + "call").asText()).isEqualTo("rtc_3");
        assertThat(line.path(before + "callKey").asText()).isEqualTo(CALL.value());
        assertThat(line.path(before + "transferId").asText()).isEqualTo(TRANSFER.value());
        assertThat(line.fieldNames()).toIterable().noneMatch(name -> name.contains("whose"));
    }

    private String text() {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(
                settings.getRequiredProperty("logging.pattern.console").replace("%n%wEx{short}", ""));
        layout.start();
        return layout.doLayout(line());
    }

    private JsonNode json(String format) throws IOException {
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat(format);
        encoder.start();
        return new ObjectMapper().readTree(encoder.encode(line()));
    }

    private LoggingEvent line() {
        Logger logger = context.getLogger("referee.story");
        return new LoggingEvent(Logger.class.getName(), logger, Level.INFO, "said", null, null);
    }
}

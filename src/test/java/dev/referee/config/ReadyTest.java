package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

@ExtendWith(OutputCaptureExtension.class)
class ReadyTest {

    @SpringBootConfiguration
    @Import({SettingsConfiguration.class, Ready.class})
    @ImportAutoConfiguration(ServletWebServerFactoryAutoConfiguration.class)
    static class PageAndSettings {

        @EventListener(ApplicationReadyEvent.class)
        void late() {
            System.out.println("what others say last");
        }
    }

    private static int start(String... arguments) {
        try (var context = new SpringApplicationBuilder(PageAndSettings.class)
                .registerShutdownHook(false)
                .run(arguments)) {
            int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
            return port;
        }
    }

    private static void assertLast(CapturedOutput output, String line) {
        List<String> lines = output.getOut().lines().toList();
        assertThat(lines).filteredOn(each -> each.contains("Referee is ready")).hasSize(1);
        assertThat(lines).contains("what others say last");
        assertThat(lines.get(lines.size() - 1)).endsWith("INFO  " + line);
    }

    @Test
    void a_start_ends_with_the_page_and_says_that_no_call_is_real(CapturedOutput output) {
        int port = start("--server.port=0");

        assertThat(port).isPositive();
        assertLast(output, "Referee is ready: http://localhost:" + port + "/ (twin: no real calls)");
    }

    @Test
    void a_live_start_says_where_calls_reach_it_too(CapturedOutput output) {
        int port = start(
                "--spring.profiles.active=live",
                "--server.port=0",
                "--referee.public-url=https://voice.example.com/",
                "--referee.openai.api-key=sk-test",
                "--referee.openai.webhook-secret=whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=",
                "--referee.openai.project-id=proj_test",
                "--referee.twilio.account-sid=AC0123456789abcdef0123456789abcdef",
                "--referee.twilio.auth-token=token");

        assertLast(
                output,
                "Referee is ready: http://localhost:" + port + "/ (live: calls reach https://voice.example.com)");
    }
}

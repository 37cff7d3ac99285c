package dev.referee.testkit;

import static dev.referee.twin.Faults.Refer.SILENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.referee.config.RefereeSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Settings of one test class, and folders that are not there. */
@RefereeTest(
        settings = {"referee.transfer.evidence-timeout=2s", "referee.openai.base-url=https://api.openai.invalid/v1"})
class RefereeExtensionTest {

    @Test
    void the_settings_of_the_class_hold_and_the_twin_is_called_all_the_same(Referee referee) {
        RefereeSettings settings = referee.bean(RefereeSettings.class);
        assertThat(settings.transfer().evidenceTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.openai().baseUrl()).startsWith("http://127.0.0.1:");

        CallScenario.incoming()
                .refer(SILENT)
                .play()
                .tried("refer:silent", "redirect:confirmed")
                .bridgedWithin(Duration.ofSeconds(4));
    }

    @Test
    void a_folder_that_does_not_exist_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Referee.withRoutes(Path.of("no-such-folder")))
                .withMessageContaining("routes folder")
                .withMessageContaining("no-such-folder");
    }
}

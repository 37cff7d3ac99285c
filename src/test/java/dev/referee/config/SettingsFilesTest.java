package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What is taken in of files that are edited while the program runs. */
class SettingsFilesTest {

    @TempDir
    Path folder;

    private String written;
    private SettingsFiles files;

    @BeforeEach
    void start() throws Exception {
        written = Files.readString(Path.of("config/application.yaml"));
        Files.writeString(folder.resolve("application.yaml"), written);
        Map<String, Object> first = new HashMap<>(Map.of(
                "spring.config.location", "file:" + folder + "/",
                "referee.public-url", "https://voice.example.com",
                "referee.openai.api-key", "sk-test",
                "referee.openai.webhook-secret", "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=",
                "referee.openai.project-id", "proj_test",
                "referee.twilio.account-sid", "AC0123456789abcdef0123456789abcdef",
                "referee.twilio.auth-token", "token"));
        StandardEnvironment started = new StandardEnvironment();
        started.getPropertySources().addFirst(new MapPropertySource("given", first));
        ConfigDataEnvironmentPostProcessor.applyTo(started);
        files = new SettingsFiles(started);
    }

    private void edit(String... oldAndNew) throws Exception {
        String text = written;
        for (int i = 0; i < oldAndNew.length; i += 2) {
            assertThat(text).contains(oldAndNew[i]);
            text = text.replace(oldAndNew[i], oldAndNew[i + 1]);
        }
        Files.writeString(folder.resolve("application.yaml"), text);
    }

    @Test
    void agents_and_targets_are_taken_in() throws Exception {
        edit("description: Prices, offers and orders", "description: Offers", "voice: marin", "voice: cedar");

        SettingsFiles.Reading reading = files.read();

        assertThat(reading.settings().targets().get("sales").description()).isEqualTo("Offers");
        assertThat(reading.settings().agentNamed("default").voice()).isEqualTo("cedar");
        assertThat(reading.restart()).isEmpty();
    }

    /** Else it would count for new calls from the next edit of an agent on, while the log says that it needs a restart. */
    @Test
    void what_needs_a_restart_does_not_come_in_with_an_agent() throws Exception {
        edit(
                "voice: marin",
                "voice: cedar",
                "anonymous: accept",
                "anonymous: refuse",
                "ring-timeout: 20s",
                "ring-timeout: 9s");

        SettingsFiles.Reading reading = files.read();

        assertThat(reading.restart()).containsExactly("referee.screening.anonymous", "referee.transfer.ring-timeout");
        assertThat(reading.settings().agentNamed("default").voice()).isEqualTo("cedar");
        assertThat(reading.settings().screeningOf("default").anonymous()).isEqualTo("accept");
        assertThat(reading.settings().transfer().ringTimeout()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void an_agent_that_needs_what_comes_with_a_restart_is_refused_and_told_so() throws Exception {
        edit(
                "prices: {}",
                "prices: {\"[gpt-realtime-2.1]\": {text-in: 4, text-cached-in: 1, text-out: 16, audio-in: 32,"
                        + " audio-cached-in: 1, audio-out: 64}}",
                "numbers: []",
                "conversation: {spend-cap: 2.50}");

        assertThatThrownBy(files::read)
                .isInstanceOfSatisfying(SettingsFiles.Mistakes.class, mistakes -> assertThat(mistakes.places())
                        .singleElement()
                        .satisfies(place -> {
                            assertThat(place.what())
                                    .startsWith("referee.agents.default.conversation.spend-cap")
                                    .contains("needs the prices of gpt-realtime-2.1")
                                    .endsWith("(with what else the program was started with: restart it if the files"
                                            + " have it by now)");
                            assertThat(place.line()).isPositive();
                        }));
    }

    @Test
    void a_slip_in_a_root_key_is_refused_with_its_line() throws Exception {
        edit("management:", "managment:");

        assertThatThrownBy(files::read)
                .isInstanceOfSatisfying(SettingsFiles.Mistakes.class, mistakes -> assertThat(mistakes.places())
                        .singleElement()
                        .satisfies(place -> {
                            assertThat(place.what()).isEqualTo("managment is no setting: write management");
                            assertThat(place.file()).endsWith("application.yaml");
                            assertThat(place.line()).isPositive();
                        }));
    }
}

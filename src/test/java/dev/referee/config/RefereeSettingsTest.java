package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefereeSettingsTest {

    @Test
    void the_packed_file_holds_the_defaults_of_the_contract() {
        RefereeSettings settings = SettingsFixture.live().settings();

        assertThat(settings.openai().baseUrl()).isEqualTo("https://api.openai.com/v1");
        assertThat(settings.openai().sidebandUrl()).isEqualTo("wss://api.openai.com/v1/realtime");
        assertThat(settings.openai().sipHost()).isEqualTo("sip.api.openai.com");
        assertThat(settings.twilio().baseUrl()).isEqualTo("https://api.twilio.com");
        assertThat(settings.transfer())
                .isEqualTo(new TransferSettings(
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Map.of(
                                "call.transferred",
                                "on-wire",
                                "refer.completed",
                                "on-wire",
                                "refer.failed",
                                "refused")));
        assertThat(settings.breaker())
                .isEqualTo(new BreakerSettings(10, 50, 4, Duration.ofSeconds(60), 1, Duration.ofSeconds(60), 200));
        assertThat(settings.agent())
                .isEqualTo(new AgentLegSettings(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(8),
                        Duration.ofMillis(2500),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(8)));
        assertThat(settings.admin().token()).isNull();
        assertThat(settings.agents().get("default").targets()).containsExactly("front-desk", "sales");
        assertThat(settings.targets().get("front-desk").destinations()).hasSize(2);
        assertThat(settings.targets().get("sales").otherwise()).isEqualTo("voicemail");
    }

    @Test
    void an_agent_has_no_tools_unless_it_lists_them_and_the_demonstration_has_all() {
        AgentSettings live = SettingsFixture.live().settings().agents().get("default");
        AgentSettings twin = SettingsFixture.twin().settings().agents().get("default");

        assertThat(live.tools()).isEmpty();
        assertThat(live.listsTool("order_status")).isFalse();
        assertThat(twin.tools()).containsExactly("*");
        assertThat(twin.listsTool("order_status")).isTrue();
    }

    @Test
    void the_twin_brings_everything_that_live_has_to_be_given() {
        RefereeSettings settings = SettingsFixture.twin().settings();

        assertThat(settings.publicUrl()).isEqualTo("http://localhost:8080");
        assertThat(settings.openai().sidebandUrl()).isEqualTo("ws://127.0.0.1:8089/v1/realtime");
        assertThat(settings.twilio().baseUrl()).isEqualTo("http://127.0.0.1:8089");
        assertThat(settings.twilio().restUser()).isEqualTo(settings.twilio().accountSid());
    }

    @Test
    void the_environment_names_of_the_contract_reach_their_settings() {
        RefereeSettings settings = SettingsFixture.bare()
                .withVariable("REFEREE_PUBLIC_URL", "https://voice.example.com/base/")
                .withVariable("OPENAI_API_KEY", "sk-env")
                .withVariable("OPENAI_WEBHOOK_SECRET", "v1,whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=\n")
                .withVariable("OPENAI_PROJECT_ID", "proj_env")
                .withVariable("OPENAI_BASE_URL", "https://eu.api.openai.com/v1/")
                .withVariable("OPENAI_SIP_HOST", "sip-eu.api.openai.com")
                .withVariable("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef")
                .withVariable("TWILIO_AUTH_TOKEN", "token-env")
                .withVariable("TWILIO_API_KEY", "SK0")
                .withVariable("TWILIO_API_SECRET", "secret-env")
                .withVariable("TWILIO_BASE_URL", "http://127.0.0.1:9")
                .withVariable("REFEREE_TRANSFER_EVIDENCE_TIMEOUT", "800ms")
                .withVariable("REFEREE_TRANSFER_RING_TIMEOUT", "7s")
                .withVariable("REFEREE_ADMIN_TOKEN", "admin-env")
                .withVariable("REFEREE_METRICS_TOKEN", "metrics-env")
                .settings();

        assertThat(settings.url("/openai/webhook")).hasToString("https://voice.example.com/base/openai/webhook");
        assertThat(settings.openai())
                .isEqualTo(new OpenAiSettings(
                        "sk-env",
                        "v1,whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=\n",
                        "proj_env",
                        "https://eu.api.openai.com/v1",
                        "sip-eu.api.openai.com"));
        assertThat(settings.twilio())
                .isEqualTo(new TwilioSettings(
                        "AC0123456789abcdef0123456789abcdef", "token-env", "SK0", "secret-env", "http://127.0.0.1:9"));
        assertThat(settings.twilio().restUser()).isEqualTo("SK0");
        assertThat(settings.twilio().restPassword()).isEqualTo("secret-env");
        assertThat(settings.transfer().evidenceTimeout()).isEqualTo(Duration.ofMillis(800));
        assertThat(settings.transfer().ringTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.admin()).isEqualTo(new AdminSettings("admin-env", "metrics-env"));
    }

    @Test
    void no_settings_print_a_secret() {
        String printed = SettingsFixture.live()
                .with("referee.twilio.api-key", "SK-hidden")
                .with("referee.twilio.api-secret", "hidden-secret")
                .with("referee.admin.token", "hidden-admin")
                .with("referee.admin.metrics-token", "hidden-metrics")
                .settings()
                .toString();

        assertThat(printed).doesNotContain("sk-test", "whsec", "token,", "=token]", "hidden");
    }

    @Test
    void an_agent_is_chosen_by_the_dialled_number() {
        RefereeSettings settings = SettingsFixture.live()
                .with("referee.agents.night-shift.model", "gpt-realtime-2.1")
                .with("referee.agents.night-shift.voice", "cedar")
                .with("referee.agents.night-shift.instructions", "Take a message.")
                .with("referee.agents.night-shift.numbers[0]", "61491570110")
                .settings();

        assertThat(settings.agentFor("+61491570110")).isEqualTo("night-shift");
        assertThat(settings.agentFor("+61491570111")).isEqualTo("default");
        assertThat(settings.agentFor(null)).isEqualTo("default");
    }

    @Test
    void a_call_whose_agent_is_configured_no_more_has_the_default_one() {
        RefereeSettings settings = SettingsFixture.live()
                .with("referee.agents.night-shift.model", "gpt-realtime-2.1-mini")
                .with("referee.agents.night-shift.voice", "cedar")
                .with("referee.agents.night-shift.instructions", "Take a message.")
                .settings();

        assertThat(settings.agentNamed("night-shift").voice()).isEqualTo("cedar");
        assertThat(settings.agentNamed("day-shift")).isEqualTo(settings.agentNamed("default"));
    }

    @Test
    void lifecycle_events_may_be_written_with_or_without_brackets() {
        RefereeSettings settings = SettingsFixture.live()
                .with("referee.transfer.lifecycle-events.refer.accepted", "vendor-accepted")
                .with("referee.transfer.lifecycle-events[call.refer_ringing]", "ringing")
                .settings();

        assertThat(settings.transfer().lifecycleEvents())
                .containsEntry("refer.accepted", "vendor-accepted")
                .containsEntry("call.refer_ringing", "ringing")
                .containsEntry("refer.failed", "refused");
    }

    @Test
    void right_settings_pass_the_check_in_both_profiles() {
        assertThatCode(() -> SettingsCheck.check(SettingsFixture.live().environment()))
                .doesNotThrowAnyException();
        assertThatCode(() -> SettingsCheck.check(SettingsFixture.twin().environment()))
                .doesNotThrowAnyException();
    }

    @Test
    void an_agents_own_screening_and_conversation_replace_what_they_name() {
        RefereeSettings settings = SettingsFixture.live()
                .with("referee.screening.deny[0]", "61491*")
                .with("referee.screening.calls-per-hour", "5")
                .with("referee.conversation.max-length", "10m")
                .with("referee.agents.night-shift.model", "gpt-realtime-2.1")
                .with("referee.agents.night-shift.voice", "cedar")
                .with("referee.agents.night-shift.instructions", "Take a message.")
                .with("referee.agents.night-shift.screening.anonymous", "refuse")
                .with("referee.agents.night-shift.conversation.at-the-end", "sales")
                .settings();

        ScreeningSettings screening = settings.screeningOf("night-shift");
        assertThat(screening.deny()).containsExactly("+61491*");
        assertThat(screening.callsPerHour()).isEqualTo(5);
        assertThat(screening.rule().anonymous()).isFalse();
        assertThat(settings.screeningOf("default").rule().anonymous()).isTrue();
        assertThat(settings.conversationOf("night-shift").atTheEnd()).isEqualTo("sales");
        assertThat(settings.conversationOf("night-shift").maxLength()).hasMinutes(10);
        assertThat(settings.conversationOf("default").atTheEnd()).isEqualTo("end");
    }

    @Test
    void a_spend_cap_with_the_prices_of_the_agents_model_is_right() {
        SettingsFixture fixture = SettingsFixture.live().with("referee.conversation.spend-cap", "2.50");
        for (String kind :
                List.of("text-in", "text-cached-in", "text-out", "audio-in", "audio-cached-in", "audio-out")) {
            fixture.with("referee.prices[gpt-realtime-2.1]." + kind, "1.5");
        }

        RefereeSettings settings = fixture.settings();

        assertThat(settings.conversationOf("default").isCapped()).isTrue();
        assertThat(settings.prices().get("gpt-realtime-2.1").prices().audioOut())
                .isEqualByComparingTo("1.5");
        assertThatCode(() -> SettingsCheck.check(fixture.environment())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            referee.screening.deny[0]                         | 0491570006 | write + and the whole international number
            referee.screening.deny[0]                         | sip:+61491570006@example.com | such a caller is known by the number: write "+61491570006"
            referee.screening.allow[0]                        | sip:anonymous@example.com | stands for a caller without a number: use anonymous
            referee.screening.allow[0]                        | +61x*      | write + and the whole international number
            referee.screening.anonymous                       | maybe      | must be accept or refuse
            referee.screening.answer                          | ignore     | must be rejected, busy or say
            referee.screening.answer                          | say        | write what a refused caller hears
            referee.screening.calls-per-hour                  | -1         | must lie between 0 and 10000
            referee.conversation.max-length                   | 5h         | must lie between 1s and 14400s
            referee.conversation.max-length                   | 20s        | is not shorter than max-length
            referee.conversation.warn-before                  | 11m        | must lie between 0s and 600s
            referee.conversation.at-the-end                   | nowhere    | must be end or the name of a target
            referee.conversation.at-the-end                   | redial     | must be end or the name of a target
            referee.conversation.at-session-end               | nowhere    | must be end or redial or the name of a target
            referee.conversation.spend-cap                    | -1         | must lie between 0 (no cap) and 10000
            referee.conversation.spend-cap                    | 2.50       | add referee.prices."[gpt-realtime-2.1]"
            referee.conversation.spend-cap                    | much       | it must be a number, such as 2.50
            referee.agents.default.conversation.spend-cap     | 2.50       | add referee.prices."[gpt-realtime-2.1]"
            referee.agents.default.conversation.at-the-end    | nowhere    | known are
            referee.agents.default.screening.answer           | say        | write what a refused caller hears
            referee.prices[m].text-in                         | 4          | is missing: USD per million tokens
            referee.prices[m].audio-out                       | -4         | must not be negative
            """)
    void limits_that_cannot_work_are_named_with_their_remedy(String property, String value, String remedy) {
        SettingsFixture fixture = SettingsFixture.live().with(property, value);

        assertThatThrownBy(() -> SettingsCheck.check(fixture.environment()))
                .isInstanceOfSatisfying(SettingsException.class, wrong -> assertThat(wrong.problems())
                        .extracting(SettingProblem::line)
                        .anyMatch(line -> line.contains(remedy)));
    }

    @Test
    void targets_may_hand_over_to_each_other_in_a_line() {
        RefereeSettings settings = SettingsFixture.live()
                .with("referee.targets.front-desk.otherwise", "sales")
                .settings();

        assertThat(settings.targets().get("front-desk").otherwise()).isEqualTo("sales");
        assertThat(List.copyOf(settings.targets().keySet())).contains("front-desk", "sales");
    }
}

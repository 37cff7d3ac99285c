package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;

@ExtendWith(OutputCaptureExtension.class)
class SettingsCheckTest {

    @SpringBootConfiguration
    @Import(SettingsConfiguration.class)
    static class OnlySettings {}

    private static List<String> linesOf(SettingsFixture fixture) {
        SettingsException wrong =
                catchThrowableOfType(SettingsException.class, () -> SettingsCheck.check(fixture.environment()));
        return wrong == null
                ? List.of()
                : wrong.problems().stream().map(SettingProblem::line).toList();
    }

    @Test
    void a_live_start_without_settings_prints_one_line_each_and_nothing_else(CapturedOutput output) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(OnlySettings.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false);

        assertThatThrownBy(() -> application.run(
                        "--spring.profiles.active=live",
                        "--referee.public-url=",
                        "--referee.openai.api-key=",
                        "--referee.openai.webhook-secret=",
                        "--referee.openai.project-id=",
                        "--referee.twilio.account-sid=",
                        "--referee.twilio.auth-token="))
                .isInstanceOf(SettingsException.class);

        assertThat(said(output))
                .containsExactly(
                        "referee.public-url (REFEREE_PUBLIC_URL) is missing: the address under which Twilio and OpenAI"
                                + " reach this server, such as https://voice.example.com",
                        "referee.openai.api-key (OPENAI_API_KEY) is missing: OpenAI dashboard, Settings > Project > API"
                                + " keys, of the project that owns the SIP address",
                        "referee.openai.webhook-secret (OPENAI_WEBHOOK_SECRET) is missing: OpenAI dashboard, Settings >"
                                + " Project > Webhooks, shown once when the endpoint is made",
                        "referee.openai.project-id (OPENAI_PROJECT_ID) is missing: OpenAI dashboard, Settings > Project"
                                + " > General, starts with proj_",
                        "referee.twilio.account-sid (TWILIO_ACCOUNT_SID) is missing: Twilio console, Account Info on the"
                                + " start page, starts with AC",
                        "referee.twilio.auth-token (TWILIO_AUTH_TOKEN) is missing: Twilio console, Account Info on the"
                                + " start page; the primary token, an API key cannot check signatures");
        assertThat(output.getOut().lines().filter(line -> !line.contains("rtc_")))
                .isEmpty();
    }

    @Test
    void a_value_that_cannot_be_read_is_one_line_in_the_demo_too(CapturedOutput output) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(OnlySettings.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false);

        assertThatThrownBy(() -> application.run(
                        "--spring.profiles.active=twin",
                        "--referee.transfer.ring-timeout=soon",
                        "--referee.breaker.bulkhead=many",
                        "--referee.targets.sales.ring=later",
                        "--referee.targets.sales.otherwise=nowhere"))
                .isInstanceOf(SettingsException.class);

        assertThat(said(output))
                .containsExactlyInAnyOrder(
                        "referee.transfer.ring-timeout (REFEREE_TRANSFER_RING_TIMEOUT) is \"soon\": it must be a duration"
                                + " with its unit, such as 800ms, 4s or 2m",
                        "referee.breaker.bulkhead (REFEREE_BREAKER_BULKHEAD) is \"many\": it must be a whole number",
                        "referee.targets.sales.ring is \"later\": it must be a duration with its unit, such as 800ms, 4s"
                                + " or 2m",
                        "referee.targets.sales.otherwise is \"nowhere\": it must be return, voicemail, hang-up or the"
                                + " name of a target");
        assertThat(output.getOut().lines().filter(line -> !line.contains("rtc_")))
                .isEmpty();
    }

    @Test
    void the_default_profile_is_the_twin_and_starts(CapturedOutput output) {
        try (var context = new SpringApplicationBuilder(OnlySettings.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run()) {
            assertThat(context.getBean(RefereeSettings.class).openai().projectId())
                    .isEqualTo("proj_twin");
        }

        assertThat(output.getErr()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "referee.admin.token, REFEREE_ADMIN_TOKEN, fifteen-letters",
        "referee.admin.token, REFEREE_ADMIN_TOKEN, x",
        "referee.admin.metrics-token, REFEREE_METRICS_TOKEN, fifteen-letters"
    })
    void a_token_that_could_be_guessed_stops_a_live_start(String property, String variable, String token) {
        assertThat(linesOf(SettingsFixture.live().with(property, token)))
                .containsExactly(property + " (" + variable
                        + ") is too short: it must have at least 16 characters, such as the output of openssl rand"
                        + " -hex 24");
        assertThat(linesOf(SettingsFixture.live().with(property, token + "-and-sixteen-more")))
                .isEmpty();
        assertThat(linesOf(SettingsFixture.live().withVariable(variable, token)))
                .hasSize(1);
    }

    @Test
    void the_twin_takes_any_token() {
        try (var context = new SpringApplicationBuilder(OnlySettings.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run("--spring.profiles.active=twin", "--referee.admin.token=x", "--referee.admin.metrics-token=y")) {
            AdminSettings admin = context.getBean(RefereeSettings.class).admin();

            assertThat(admin.token()).isEqualTo("x");
            assertThat(admin.metricsToken()).isEqualTo("y");
            assertThat(admin).hasToString("AdminSettings[token=given, metricsToken=given]");
        }
    }

    @ParameterizedTest
    @CsvSource({"management.server.port, 9090", "management.endpoints.web.base-path, /manage"})
    void health_and_metrics_stay_where_tokens_are_asked_for(String property, String value) {
        assertThat(linesOf(SettingsFixture.live().with(property, value)))
                .singleElement()
                .asString()
                .startsWith(property + " (")
                .contains("where nobody is asked for a token: do not set it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            referee.public-url                 | voice.example.com
            referee.public-url                 | ftp://voice.example.com
            referee.public-url                 | https://voice.example.com?x=1
            referee.public-url                 | https://voice.example.com#x
            referee.public-url                 | https://voice example.com
            referee.public-url                 | https://user@voice.example.com
            referee.openai.api-key             | 'sk a'
            referee.openai.webhook-secret      | hello
            referee.openai.webhook-secret      | 'v1,hello'
            referee.openai.webhook-secret      | whsec_aGVsbG8=
            referee.openai.webhook-secret      | whsec_
            referee.openai.webhook-secret      | whsec_not!base64
            referee.openai.project-id          | project
            referee.openai.project-id          | proj_
            referee.openai.base-url            | api.openai.com
            referee.openai.sip-host            | sip:api.openai.com
            referee.twilio.account-sid         | AC123
            referee.twilio.account-sid         | SK0123456789abcdef0123456789abcdef
            referee.twilio.auth-token          | 'to ken'
            referee.twilio.base-url            | https://api.twilio.com?x
            referee.twilio.api-secret          | alone
            referee.admin.token                | 'a b'
            referee.admin.metrics-token        | 'a b of sixteen letters'
            referee.transfer.evidence-timeout  | 1ms
            referee.transfer.redirect-timeout  | 2h
            referee.transfer.ring-timeout      | -4s
            referee.breaker.sliding-window     | 0
            referee.breaker.failure-rate       | 101
            referee.breaker.minimum-calls      | 11
            referee.agent.accept-attempt-timeout | 9s
            referee.agent.token-lifetime       | 0s
            """)
    void a_wrong_value_is_one_line_that_names_property_and_variable(String property, String value) {
        List<String> lines = linesOf(SettingsFixture.live().with(property, value));

        assertThat(lines)
                .singleElement()
                .asString()
                .contains(
                        property.equals("referee.twilio.api-secret")
                                ? "referee.twilio.api-key (TWILIO_API_KEY) is missing"
                                : property + " (" + KnownSettings.environment(property) + ") is ");
        assertThat(lines.get(0)).doesNotContain("\n").doesNotContain("sk a", "to ken", "not!base64");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            referee.targets.sales.dial[0]            | 0491570157          | referee.targets.sales.dial[0] is "0491570157": not a destination: write tel:+
            referee.targets.sales.otherwise          | sales               | referee.targets.sales.otherwise is "sales": that leads in a circle
            referee.targets.sales.otherwise          | reception           | referee.targets.sales.otherwise is "reception": it must be return
            referee.targets.sales.ring               | 0s                  | referee.targets.sales.ring is 0s: it must lie between 1s and 600s
            referee.targets.sales.description        | ''                  | referee.targets.sales.description is missing
            referee.targets.sales.dial[0]            | tel:+61491570157 & 5 | referee.targets.sales.dial[0] is "5": not a destination: write tel:+
            referee.targets.sales.dial[0]            | tel:+61491570157 & tel:+61491570157 | referee.targets.sales.dial[0] names an address twice
            referee.targets.sales.dial[0]            | tel:+61491570100 & tel:+61491570101 & tel:+61491570102 & tel:+61491570103 & tel:+61491570104 & tel:+61491570105 & tel:+61491570106 & tel:+61491570107 & tel:+61491570108 & tel:+61491570109 & tel:+61491570110 | referee.targets.sales.dial[0] rings 11 addresses at once: the carrier takes 10
            referee.targets.sales.open.zone          | Sydney              | referee.targets.sales.open.zone is "Sydney": it must be the name of a time zone
            referee.targets.sales.open.hours[0]      | monday 9-5          | referee.targets.sales.open.hours[0] is "monday 9-5": write days and hours
            referee.targets.sales.open.holidays[0]   | 2026-02-30          | referee.targets.sales.open.holidays[0] is "2026-02-30": write a day that exists
            referee.targets.sales.whisper            | 'From {caller}'     | referee.targets.sales.whisper cannot be spoken: unknown placeholder {caller}
            referee.targets.sales.accept             | press-2             | referee.targets.sales.accept is "press-2": it must be answer or press-1
            referee.targets.sales.caller-id          | 0491570157          | referee.targets.sales.caller-id is "0491570157": it must be caller, dialled
            referee.agents.default.targets           | front-desk,backyard | names "backyard": there is no referee.targets.backyard; known are [front-desk, sales]
            referee.agents.default.model             | ''                  | referee.agents.default.model is missing
            referee.agents.default.numbers           | '5550100'           | referee.agents.default.numbers
            referee.agents.default.tools             | 'order_status,end_call' | holds "end_call", which every agent has: leave it out
            referee.agents.default.tools             | 'order status'      | holds "order status": write the name behind tool: in a route
            referee.agents.default.numbers           | 'sip:me@x'          | write + and the whole international number
            referee.transfer.lifecycle-events.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx    | on-wire             | is longer than 100 characters
            referee.transfer.lifecycle-events.a.b    | sideways            | referee.transfer.lifecycle-events.a.b is "sideways": it must be one of requested
            """)
    void what_agents_and_targets_say_is_checked(String property, String value, String expected) {
        SettingsFixture settings = SettingsFixture.live().with(property, value);
        if (property.contains(".open.")) {
            open(settings, property);
        }
        List<String> lines = linesOf(settings);

        if (value.equals("5550100")) {
            assertThat(lines).as("seven digits are an international number").isEmpty();
        } else {
            assertThat(lines).singleElement().asString().contains(expected);
        }
    }

    /** The rest of a target's hours, all right. */
    private static void open(SettingsFixture settings, String without) {
        Map.of("open.zone", "Australia/Sydney", "open.hours[0]", "mon-fri 09:00-17:00")
                .forEach((name, value) -> {
                    String property = "referee.targets.sales." + name;
                    if (!property.equals(without)) {
                        settings.with(property, value);
                    }
                });
    }

    @Test
    void what_a_target_may_ask_for_is_read() {
        SettingsFixture fixture = SettingsFixture.live()
                .with("referee.targets.sales.dial[0]", "tel:+61491570157 & sip:desk&co@example.com")
                .with("referee.targets.sales.open.holidays[0]", "2026-12-25")
                .with("referee.targets.sales.whisper", "true")
                .with("referee.targets.sales.accept", "press-1")
                .with("referee.targets.sales.caller-id", "+61255501234");
        open(fixture, "");

        TargetSettings sales = fixture.settings().targets().get("sales");

        assertThat(sales.destinations().get(0)).hasSize(2);
        assertThat(sales.manner().isScreened()).isTrue();
        assertThat(sales.manner().callerId()).isEqualTo("+61255501234");
        assertThat(sales.open().opening().holidays()).hasSize(1);
        TargetSettings plain = SettingsFixture.live().settings().targets().get("front-desk");
        assertThat(plain.manner()).isEqualTo(dev.referee.transfer.Manner.PLAIN);
        assertThat(plain.open()).isNull();
    }

    @Test
    void a_circle_of_two_targets_and_reserved_or_odd_names_are_refused() {
        List<String> lines = linesOf(SettingsFixture.live()
                .with("referee.targets.front-desk.otherwise", "sales")
                .with("referee.targets.sales.otherwise", "front-desk")
                .with("referee.targets.voicemail.description", "A box")
                .with("referee.targets.voicemail.dial[0]", "sip:box@example.com")
                .with("referee.targets[Big_Boss].description", "The boss")
                .with("referee.targets[Big_Boss].dial[0]", "tel:+14155550100"));

        assertThat(lines).hasSize(4);
        assertThat(lines).filteredOn(line -> line.contains("circle")).hasSize(2);
        assertThat(lines)
                .filteredOn(line -> line.contains("meaning of its own"))
                .hasSize(1);
        assertThat(lines).filteredOn(line -> line.contains("kebab-case")).hasSize(1);
    }

    @Test
    void a_number_belongs_to_one_agent_and_a_target_has_at_most_twenty_addresses() {
        SettingsFixture fixture = SettingsFixture.live()
                .with("referee.agents.default.numbers[0]", "+61491570110")
                .with("referee.agents.other.model", "m")
                .with("referee.agents.other.voice", "v")
                .with("referee.agents.other.instructions", "i")
                .with("referee.agents.other.numbers[0]", "+61491570110");
        for (int i = 0; i < 21; i++) {
            fixture.with("referee.targets.sales.dial[" + i + "]", "tel:+14155550100");
        }

        List<String> lines = linesOf(fixture);

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("holds a number that agent");
        assertThat(lines.get(1)).contains("has 21 entries: give 1 to 20 addresses");
    }

    @Test
    void an_unset_placeholder_is_one_line() {
        List<String> lines = linesOf(SettingsFixture.live().with("referee.openai.api-key", "${NOT_SET_ANYWHERE}"));

        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("referee.openai.api-key (OPENAI_API_KEY) holds a placeholder that nothing sets");
    }

    @Test
    void a_misspelt_key_of_a_file_is_one_line(@TempDir Path folder, CapturedOutput output) throws IOException {
        Files.writeString(folder.resolve("application.yaml"), """
                referee:
                  transfer: { evidence-timout: 4s }
                  targets: { sales: { rings: 20s } }
                """);
        SpringApplicationBuilder application = new SpringApplicationBuilder(OnlySettings.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false);

        assertThatThrownBy(() -> application.run("--spring.config.additional-location=" + folder + "/"))
                .isInstanceOf(SettingsException.class);

        assertThat(said(output))
                .containsExactly(
                        "file:" + folder.resolve("application.yaml")
                                + ":2: referee.transfer.evidence-timout is no setting: write"
                                + " referee.transfer.evidence-timeout",
                        "file:" + folder.resolve("application.yaml")
                                + ":3: referee.targets.sales.rings is no setting: check its spelling, or remove it");
    }

    /** What the start printed; contexts of other tests in this JVM may make the log system speak meanwhile. */
    private static Stream<String> said(CapturedOutput output) {
        return output.getErr().lines().filter(line -> !line.contains(" in Logger["));
    }
}

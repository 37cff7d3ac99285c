package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.RefereeApplication;
import dev.referee.call.CarrierCallId;
import dev.referee.ledger.Ledger;
import dev.referee.route.Agents;
import dev.referee.route.Deadlines;
import dev.referee.sideband.SidebandComponent;
import dev.referee.testkit.FreePort;
import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults.Accept;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.Twin;
import dev.referee.twin.TwinCall;
import dev.referee.twin.TwinOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application as it runs in earnest: profile {@code live}, every setting by a property, a database file, and a world that
 * it knows nothing of but addresses.
 */
class LiveTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FIRST = "+61491570006";

    @TempDir
    Path folder;

    private Twin twin;
    private ConfigurableApplicationContext app;

    @BeforeEach
    void startTwin() throws Exception {
        twin = Twin.start(TwinOptions.usual());
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.close();
        }
        twin.close();
    }

    private void startApp(String... more) {
        TwinOptions options = twin.options();
        int port = FreePort.find();
        String url = "http://127.0.0.1:" + port;
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--server.address=127.0.0.1",
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("referee"),
                "--referee.public-url=" + url,
                "--referee.openai.api-key=" + options.openAi().apiKey(),
                "--referee.openai.webhook-secret=" + options.openAi().webhookSecret(),
                "--referee.openai.project-id=" + options.openAi().projectId(),
                "--referee.openai.base-url=" + twin.openAiUrl(),
                "--referee.twilio.account-sid=" + options.twilio().accountSid(),
                "--referee.twilio.auth-token=" + options.twilio().authToken(),
                "--referee.twilio.base-url=" + twin.twilioUrl(),
                "--referee.transfer.evidence-timeout=400ms",
                "--referee.transfer.redirect-timeout=400ms",
                "--referee.transfer.release-timeout=1s"));
        for (String one : more) {
            settings.removeIf(each -> each.startsWith(one.substring(0, one.indexOf('=') + 1)));
            settings.add(one);
        }
        SpringApplication application = new SpringApplicationBuilder(RefereeApplication.class)
                .web(WebApplicationType.SERVLET)
                .profiles("live")
                .build();
        app = application.run(settings.toArray(String[]::new));
        twin.gateway(URI.create(app.getEnvironment().getRequiredProperty("referee.public-url")));
    }

    private Story play(CallScript script) throws InterruptedException {
        TwinCall call = twin.placeCall(script);
        assertThat(call.awaitOver(LIMIT)).as(() -> "over: " + call).isTrue();
        return story(call);
    }

    private Story story(TwinCall call) {
        Ledger ledger = app.getBean(Ledger.class);
        CarrierCallId parent = new CarrierCallId(call.parentSid());
        await().atMost(LIMIT).until(() -> ledger.byCarrierCall(parent)
                .filter(head -> head.endedAt() != null)
                .isPresent());
        Story story =
                new Story(call, ledger.history(ledger.byCarrierCall(parent).orElseThrow()));
        assertThat(twin.violations()).as(story::toString).isEmpty();
        return story;
    }

    @Test
    void a_silent_refer_ends_as_it_does_with_the_twin_inside() throws Exception {
        startApp();
        assertThat(app.getEnvironment().getActiveProfiles()).containsExactly("live");
        assertThat(app.getBeansOfType(Twin.class)).isEmpty();

        Story story = play(AppTest.fast().with(Switches.REFER, Refer.SILENT));

        story.isIn("ended").ended("bridged").tried("refer:silent", "redirect:confirmed");
        story.rang(FIRST).joined(FIRST, "redirect").sent("webhook", 1).sent("accept", 1);
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(app.getBean(Deadlines.class).count()).isZero();
            assertThat(app.getBean(Agents.class).count()).isZero();
            assertThat(app.getBean(SidebandComponent.class).sockets().callCount())
                    .isZero();
        });
    }

    @Test
    void a_carrier_api_that_refuses_connections_leads_to_release_at_once() throws Exception {
        startApp(
                "--referee.twilio.base-url=http://127.0.0.1:" + FreePort.find(),
                "--referee.transfer.redirect-timeout=30s");

        Story story = play(AppTest.fast().with(Switches.REFER, Refer.SILENT));

        story.ended("bridged").tried("refer:silent", "redirect:refused", "release:confirmed");
        story.rang(FIRST).joined(FIRST, "release").sent("update-call", 0);
    }

    @Test
    void a_token_that_has_expired_lets_nobody_in() throws Exception {
        startApp("--referee.agent.token-lifetime=1s");

        Story story = play(AppTest.fast()
                .with(Switches.WEBHOOK, dev.referee.twin.Faults.Webhook.LATE)
                .with(Switches.WEBHOOK_LATE_MS, 2_200));

        story.ended("bridged").joined(FIRST, "release").sent("accept", 0).sent("reject", 1);
        assertThat(story.transfer().requestedBy()).isEqualTo("rescue");
    }

    @Test
    void an_open_breaker_spares_the_callers_the_wait() throws Exception {
        startApp("--referee.breaker.sliding-window=4", "--referee.breaker.minimum-calls=4");
        CallScript silent = AppTest.fast().with(Switches.REFER, Refer.SILENT);
        List<TwinCall> first = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            first.add(twin.placeCall(silent));
        }
        for (TwinCall call : first) {
            assertThat(call.awaitOver(LIMIT)).isTrue();
            story(call).ended("bridged").tried("refer:silent", "redirect:confirmed");
        }

        Story story = play(silent);

        story.ended("bridged").tried("refer:skipped", "redirect:confirmed").sent("refer", 0);
    }

    @Test
    void the_maximum_length_of_a_call_outlives_a_restart() throws Exception {
        String[] limits = {"--referee.conversation.max-length=10s", "--referee.conversation.warn-before=2s"};
        startApp(limits);
        TwinCall call = twin.placeCall(AppTest.fast()
                .with(Switches.THINK_MS, 60_000)
                .model(ModelStep.greet(), ModelStep.say("One."), ModelStep.say("Two."), ModelStep.say("Goodbye.")));
        assertThat(call.await(
                        it -> it.story().stream().anyMatch(line -> line.text().contains("GREET")), LIMIT))
                .isTrue();
        String oldPort = "--server.port=" + app.getEnvironment().getProperty("server.port");
        String oldUrl = "--referee.public-url=" + app.getEnvironment().getProperty("referee.public-url");
        app.close();

        // with other settings: the call has the limits that it began with
        startApp(oldPort, oldUrl, "--referee.conversation.max-length=1h");

        assertThat(call.awaitOver(Duration.ofSeconds(40))).as(call::toString).isTrue();
        Story story = story(call);
        story.isIn("ended").withoutTransfer().sent("hangup", 1);
        assertThat(story.types()).containsSubsequence("call-arrived", "wrap-up", "end-asked");
    }

    @Test
    void a_restart_in_the_middle_of_a_talk_loses_neither_the_caller_nor_his_transfer() throws Exception {
        startApp();
        TwinCall call = twin.placeCall(AppTest.fast()
                .with(Switches.ACCEPT, Accept.WORKS)
                .with(Switches.THINK_MS, 60_000)
                .with(Switches.REFER, Refer.SILENT));
        assertThat(call.await(
                        it -> it.story().stream().anyMatch(line -> line.text().contains("GREET")), LIMIT))
                .isTrue();
        String oldPort = "--server.port=" + app.getEnvironment().getProperty("server.port");
        String oldUrl = "--referee.public-url=" + app.getEnvironment().getProperty("referee.public-url");
        app.close();

        startApp(oldPort, oldUrl);
        await().atMost(LIMIT).until(() -> app.getBean(Agents.class).count() == 1);
        call.agentTakes(dev.referee.twin.ModelStep.of(dev.referee.twin.ModelStep.Kind.TRANSFER));

        assertThat(call.awaitOver(LIMIT)).as(call::toString).isTrue();
        story(call).ended("bridged").tried("refer:silent", "redirect:confirmed").rang(FIRST);
    }
}

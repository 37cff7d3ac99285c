package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.referee.config.RefereeSettings;
import dev.referee.route.Load;
import dev.referee.testkit.Outage;
import dev.referee.testkit.Story;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults.Refer;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A database that goes away in the middle of calls, more calls than allowed, and floods. */
@Import(Outage.class)
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:weather;DB_CLOSE_DELAY=-1",
            "referee.limits.calls=12",
            "referee.agent.accept-window=8s"
        })
class WeatherTest extends AppTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    Outage.Weather weather;

    @Autowired
    Load load;

    @Autowired
    RefereeSettings settings;

    @AfterEach
    void fairAgain() {
        weather.away(false);
    }

    private static CallScript patient() {
        return fast().with(Switches.PATIENCE_MS, 20_000).with(Switches.HUMAN_TALK_MS, 1_500);
    }

    private void awayFor(long ms) {
        weather.away(true);
        CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS).execute(() -> weather.away(false));
    }

    @Test
    void a_caller_who_comes_while_the_database_is_away_is_taken_when_it_is_back() {
        awayFor(2_500);

        Story story = play(patient());

        story.isIn("ended").ended("bridged").rang(FIRST).joined(FIRST, "refer");
    }

    /**
     * The outage begins at another moment of the call each time, and nobody is lost or rung twice. An accept whose answer
     * could not be stored is sent again, which the vendor refuses and the twin remarks on.
     */
    @ParameterizedTest
    @ValueSource(ints = {20, 60, 120, 300, 600, 1_400})
    void a_call_lives_through_an_outage(int afterMs) throws Exception {
        TwinCall silent = twin.placeCall(patient().with(Switches.REFER, Refer.SILENT));
        TwinCall works = twin.placeCall(patient());
        CompletableFuture<Void> out = CompletableFuture.runAsync(
                () -> awayFor(2_200), CompletableFuture.delayedExecutor(afterMs, TimeUnit.MILLISECONDS));
        out.get(10, TimeUnit.SECONDS);

        for (TwinCall call : List.of(silent, works)) {
            Story story = ends(call);
            assertThat(call.violations())
                    .as(story::toString)
                    .allMatch(violation -> violation.contains("accepted twice"));
            assertThat(story.call().rings().size()).as(story::toString).isLessThanOrEqualTo(2);
            assertThat(story.call().bridges().size()).as(story::toString).isOne();
        }
    }

    @Test
    void the_caller_beyond_the_bound_hears_an_apology_and_the_others_notice_nothing() {
        List<TwinCall> talking = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            talking.add(twin.placeCall(fast().with(Switches.THINK_MS, 1_500)));
        }
        await().atMost(LIMIT).until(() -> load.calls() == 12);

        TwinCall beyond = twin.placeCall(fast());

        await().atMost(LIMIT).until(() -> beyond.story().stream()
                .anyMatch(line -> line.text().contains("We are sorry")));
        assertThat(beyond.rings()).isEmpty();
        talking.forEach(call -> finish(call).ended("bridged"));
        await().atMost(LIMIT).until(() -> load.calls() == 0);
    }

    @Test
    void a_flood_of_bad_signatures_costs_no_database_work_and_few_lines(CapturedOutput output) {
        int before = weather.takenByRequests();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            URI url = settings.url(i % 2 == 0 ? "/openai/webhook" : "/twiml/inbound");
            HttpRequest request = HttpRequest.newBuilder(url)
                    .header("webhook-id", "wh_" + i)
                    .header("webhook-timestamp", Long.toString(System.currentTimeMillis() / 1000))
                    .header("webhook-signature", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                    .header("X-Twilio-Signature", "AAAA")
                    .POST(HttpRequest.BodyPublishers.ofString("CallSid=CA" + i))
                    .build();
            answers.add(HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }

        List<Integer> statuses = answers.stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .toList();

        assertThat(statuses).allMatch(status -> status == 400 || status == 403 || status == 503 || status == 200);
        assertThat(statuses).contains(400, 403);
        assertThat(weather.takenByRequests()).isEqualTo(before);
        assertThat(output.getAll().lines().filter(line -> line.contains(" refused: ")))
                .hasSizeLessThan(20);
    }
}

package dev.referee.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

/** The preflight of a running node with its twin. */
class PreflightTest extends AppTest {

    @Value("${referee.public-url}")
    private String url;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everything_is_fine_with_the_twin() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url + "/api/preflight")).build(), BodyHandlers.ofString());

        JsonNode report = new ObjectMapper().readTree(answer.body());
        assertThat(report.path("result").asText()).as(report.toPrettyString()).isEqualTo("ok");
        assertThat(report.path("findings").findValuesAsText("check"))
                .contains(
                        "settings",
                        "secrets",
                        "openai",
                        "clock",
                        "twilio",
                        "numbers",
                        "public-url",
                        "database",
                        "targets");
        assertThat(report.path("findings").findValuesAsText("what"))
                .contains(
                        url + " leads here, and signatures survive the way",
                        url + "/openai/webhook leads here",
                        "the schema is up to date");
        assertThat(twin.violations()).noneMatch(each -> each.contains("no such address"));
    }

    @Test
    void only_the_carrier_and_we_ourselves_are_let_in_at_its_path() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url + "/twilio/preflight"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("Nonce=x"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
    }
}

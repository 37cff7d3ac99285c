package dev.referee.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;

class UnknownKeysTest {

    @TempDir
    Path folder;

    /** What is said of this file, beside the packed ones. */
    private List<String> said(String yaml) throws IOException {
        Files.writeString(folder.resolve("application.yaml"), yaml);
        return said(folder);
    }

    private static List<String> said(Path folder) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("spring.config.additional-location", folder + "/")));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return UnknownKeys.in(environment).stream()
                .map(SettingProblem::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            refere: {public-url: x, agents: {a: {model: m}}} | refere     | referee
            refereee.public-url: x                           | refereee   | referee
            REFREE.public-url: x                             | refree     | referee
            refere:                                          | refere     | referee
            sprnig.application.name: x                       | sprnig     | spring
            cammel.main.name: x                              | cammel     | camel
            servers.port: 80                                 | servers    | server
            mangement.endpoints.web.base-path: /x            | mangement  | management
            loging.level.root: info                          | loging     | logging
            referee.agnets.default.model: x                  | referee.agnets | referee.agents
            Referee.agnets.default.model: x                  | referee.agnets | referee.agents
            referee.consle.listeners: 5                      | referee.consle | referee.console
            referee.console.listners: 5                      | referee.console.listners | referee.console.listeners
            referee.limits.sideband_frame: 5                 |            |
            referee.twinn.port: 5                            | referee.twinn |
            referee.twin.prot: 5                             | referee.twin.prot |
            referee.stock.url: x                             | referee.stock |
            referee.publicurls: x                            | referee.publicurls | referee.public-url
            referee.agents.default.instruction: x            | referee.agents.default.instruction | referee.agents.default.instructions
            spring.datasorce.url: x                          | spring.datasorce | spring.datasource
            spring.datasource_url: x                         |            |
            server.tomact.threads.max: 5                     | server.tomact | server.tomcat
            management.endpoint.health.enabled: true         |            |
            management.endpionts.web.base-path: /x           | management.endpionts | management.endpoints
            logging.levels.root: info                        | logging.levels | logging.level
            camel.componet.http.so-timeout: 5                | camel.componet | camel.component
            Referee.publicUrl: x                             |            |
            referee.twin.port: 5                             |            |
            referee.admin:                                   |            |
            referee:                                         |            |
            stock.url: x                                     |            |
            referral.url: x                                  |            |
            debug: true                                      |            |
            info.app.name: x                                 |            |
            spring.mail.host: x                              |            |
            spring.jpa.show-sql: true                        |            |
            server.ssl.enabled: true                         |            |
            camel.health.enabled: true                       |            |
            logging.file.name: x                             |            |
            """)
    void a_slip_is_one_line_with_file_key_and_what_was_meant_and_other_names_are_a_teams_own(
            String yaml, String key, String meant) throws IOException {
        String remedy = meant == null ? "check its spelling, or remove it" : "write " + meant;

        assertThat(said(yaml))
                .isEqualTo(
                        key == null
                                ? List.of()
                                : List.of("file:" + folder.resolve("application.yaml") + ":1: " + key
                                        + " is no setting: " + remedy));
    }

    @Test
    void the_settings_that_are_shipped_have_no_slip() {
        assertThat(said(Path.of("deploy/kubernetes/config"))).isEmpty();
    }

    @Test
    void every_class_of_settings_is_checked_before_the_start() {
        ClassPathScanningCandidateComponentProvider all = new ClassPathScanningCandidateComponentProvider(false);
        all.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));

        assertThat(UnknownKeys.RECORDS.keySet())
                .extracting(Class::getName)
                .containsExactlyInAnyOrderElementsOf(all.findCandidateComponents("dev.referee").stream()
                        .map(BeanDefinition::getBeanClassName)
                        .toList());
    }

    @Test
    void every_name_that_the_sources_write_out_is_known() throws IOException {
        Pattern name = Pattern.compile("(?:getProperty\\(|text\\(environment, )\"(referee\\.[a-z.-]+[a-z])\"");
        List<String> used;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            used = files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> name.matcher(text(file)).results())
                    .map((MatchResult found) -> found.group(1))
                    .toList();
        }

        assertThat(used).contains("referee.twin.port", "referee.twin.seed").allMatch(UnknownKeys::isKnown);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "referee.public-url, true",
        "referee.publicUrl, true",
        "referee.agents.default.numbers, true",
        "referee.agents.default.targets[0], true",
        "referee.targets.front-desk.dial[1], true",
        "referee.transfer.lifecycle-events[call.transferred], true",
        "referee.transfer.lifecycle-events.call.transferred, true",
        "referee.twin.port, true",
        "referee.console.listeners, true",
        "referee.drain-timeout, true",
        "referee.breaker.bulkheads, false",
        "referee.agents.default.model.name, false",
        "referee.admin, true",
        "referee.admin.tokens, false"
    })
    void keys_are_known_by_the_records_alone(String key, boolean known) {
        assertThat(UnknownKeys.isKnown(key)).isEqualTo(known);
    }
}

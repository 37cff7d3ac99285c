package dev.referee.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code src/main/docs/camel-version.md} says that we don't do, so that Camel's advisories don't concern us. */
class RouteSafetyTest {

    private static final String PAGE = text(Path.of("src/main/docs/camel-version.md"));

    /** Routes that are shipped, settings, and our own code. */
    private static List<Path> ours() throws IOException {
        try (Stream<Path> routes = Files.walk(Path.of("routes"));
                Stream<Path> deploy = Files.walk(Path.of("deploy"));
                Stream<Path> config = Files.walk(Path.of("config"));
                Stream<Path> java = Files.walk(Path.of("src/main/java"))) {
            return Stream.of(routes, deploy, config, java)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().matches(".*\\.(ya?ml|java)"))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CamelHttpUri              | '\\bCamelHttpUri\\b|Exchange\\.HTTP_URI'
            CamelRestHttpUri          | '\\bCamelRestHttpUri\\b|REST_HTTP_URI'
            CamelHttpHost             | '\\bCamelHttpHost\\b|HTTP_HOST\\b'
            toD                       | '\\btoD\\b'
            recipientList             | '\\brecipientList\\b'
            routingSlip               | '\\broutingSlip\\b'
            dynamicRouter             | '\\bdynamicRouter\\b'
            enrich                    | '\\benrich\\b'
            pollEnrich                | '\\bpollEnrich\\b'
            saga                      | '\\bsaga\\b'
            followRedirects           | 'followRedirects(?!\\(.*NEVER)|follow-redirects'
            transferException         | 'transferException|transfer-exception'
            allowJavaSerializedObject | 'allowJavaSerializedObject|allow-java-serialized-object'
            vertx-websocket:          | 'vertx-websocket:'
            platform-http:proxy       | 'platform-http:/*proxy'
            muteException             | 'muteException|mute-exception'
            """)
    void nothing_that_is_shipped_does_what_the_page_says_we_dont(String word, String pattern) throws IOException {
        Pattern forbidden = Pattern.compile(pattern);

        assertThat(PAGE).contains("`" + word + "`");
        assertThat(ours())
                .hasSizeGreaterThan(100)
                .noneMatch(file -> forbidden.matcher(text(file)).find());
    }

    @Test
    void the_page_speaks_of_the_version_that_is_built_with() {
        Matcher version = Pattern.compile("<camel.version>([^<]+)<").matcher(text(Path.of("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(PAGE).contains("built on Camel " + version.group(1));
    }
}

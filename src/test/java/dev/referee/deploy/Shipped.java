package dev.referee.deploy;

import dev.referee.RefereeApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.FileSystemResource;

/** What the program ships with, as those who deploy it meet it: settings, environment variables, paths. */
final class Shipped {

    private static final Path SETTINGS = Path.of("config/application.yaml");
    private static final Path TEMPLATE = Path.of("deploy/referee.env.example");

    /** Spring Boot's own, which no file of ours names. */
    private static final Set<String> SPRING = Set.of(
            "SPRING_PROFILES_ACTIVE",
            "SPRING_CONFIG_ADDITIONAL_LOCATION",
            "SPRING_DATASOURCE_USERNAME",
            "SPRING_DATASOURCE_PASSWORD");

    /** How long a node takes to stop at most, whatever runs on it. */
    static final Duration STOP =
            duration("referee.drain-timeout").plusSeconds(1).plus(RefereeApplication.CLOSING);

    private Shipped() {}

    static String setting(String name) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new FileSystemResource(SETTINGS));
        Properties properties = yaml.getObject();
        String value = properties == null ? null : properties.getProperty(name);
        if (value == null) {
            throw new AssertionError("no setting " + name);
        }
        return value.replaceAll("^\\$\\{[A-Z_]+:(.*)}$", "$1");
    }

    static Duration duration(String name) {
        return DurationStyle.detectAndParse(setting(name));
    }

    /** Whether a variable of the environment means anything to the program. */
    static boolean isRead(String variable) {
        return SPRING.contains(variable) || read(SETTINGS).contains("${" + variable + ":");
    }

    /** The names in the template of an installation's settings, those that are commented out, too. */
    static Set<String> template() {
        return templateMatches("(?m)^#?([A-Z_]+)=");
    }

    /** Those that are not commented out and have a value, such as {@code A=b}. */
    static Set<String> templateValues() {
        return templateMatches("(?m)^([A-Z_]+=.+)$");
    }

    private static Set<String> templateMatches(String regex) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(regex).matcher(read(TEMPLATE));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** The paths on which routes take requests from outside. */
    static List<String> publicPaths() {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> Pattern.compile("uri: platform-http:(\\S+)")
                            .matcher(read(file))
                            .results())
                    .map(match -> match.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

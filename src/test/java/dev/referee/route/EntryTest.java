package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That {@link Entry} has all that the program sends to or names to others, and the shipped routes all that it has. */
class EntryTest {

    private static final Path MAIN = Path.of("src/main/java/dev/referee");

    /** A whole name or path in a literal; {@code "direct:"} or {@code "/twiml/"} alone names no route. */
    private static final Pattern NAMED = Pattern.compile("\"(direct:[a-z]|/(?:twiml|twilio|openai)/[a-z])[a-z-]*");

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Set<String> shipped() throws IOException {
        Set<String> from = new HashSet<>();
        for (Path file : files(Path.of("routes"))) {
            for (JsonNode top : new YAMLMapper().readTree(Files.readString(file))) {
                from.add(top.at("/route/from/uri").asText());
            }
        }
        return from;
    }

    @Test
    void nothing_in_the_program_is_sent_to_or_named_that_is_no_entry() throws IOException {
        Set<String> known = new HashSet<>(EvidenceRoutes.ENTRIES);
        known.addAll(Entry.uris());
        Set<String> unknown = new TreeSet<>();
        int looked = 0;
        for (Path file : files(MAIN)) {
            if (file.startsWith(MAIN.resolve("twin"))) {
                continue; // plays the others
            }
            Matcher named = NAMED.matcher(Files.readString(file));
            while (named.find()) {
                looked++;
                String text = named.group().substring(1);
                if (!known.contains(text) && !known.contains("platform-http:" + text)) {
                    unknown.add(file + ": " + text);
                }
            }
        }

        assertThat(unknown).as("add them to Entry, and use it").isEmpty();
        assertThat(looked).as("literals that were looked at").isPositive();
    }

    @Test
    void an_address_is_written_in_one_place() throws IOException {
        for (Path file : files(MAIN)) {
            if (!file.endsWith("Entry.java") && !file.endsWith("EvidenceRoutes.java")) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern("\"direct:[a-z]");
            }
        }
    }

    @Test
    void the_shipped_routes_have_every_entry_and_none_that_others_call_is_unknown() throws IOException {
        Set<String> there = new HashSet<>(EvidenceRoutes.ENTRIES);
        there.addAll(shipped());

        assertThat(there).containsAll(Entry.uris());
        assertThat(there.stream().filter(uri -> uri.startsWith("platform-http:")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Entry.values())
                        .map(Entry::uri)
                        .filter(uri -> uri.startsWith("platform-http:"))
                        .collect(Collectors.toSet()));
    }
}

package dev.referee.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallMachine;
import dev.referee.call.Calls;
import dev.referee.ledger.History;
import dev.referee.ledger.Line;
import dev.referee.transfer.Circumstances;
import dev.referee.transfer.Everything;
import dev.referee.transfer.Fact;
import dev.referee.transfer.Samples;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that the core can write down has words of its own, and they are whole sentences. */
class WordingTest {

    private static final Path MAIN = Path.of("src/main/java/dev/referee");
    private static final Pattern WRITTEN =
            Pattern.compile("(?:noted|Noted|EvidenceSeen|evidence|over|bridged|landed|through|released)"
                    + "\\(((?:(?!Map\\.of)[^\"{};])*)\"([a-z][a-z -]+)\"");
    private static final Set<Line> LINES = written();

    @Test
    void every_fact_that_the_machines_write_has_words() {
        assertThat(LINES.stream().filter(line -> !Wording.knows(alone(line)))).isEmpty();
        assertThat(LINES.stream().map(Line::type).collect(Collectors.toSet()))
                .contains(
                        "verdict",
                        "outcome",
                        "transfer-asked",
                        "leg-accepted",
                        "redirect-fetched-late",
                        "call.transferred")
                .hasSizeGreaterThan(45);
    }

    @Test
    void their_words_are_whole_sentences_without_holes() {
        for (Line line : LINES) {
            Told told = Wording.of(alone(line));
            List<String> said = told.why() == null ? List.of(told.text()) : List.of(told.text(), told.why());
            assertThat(said)
                    .as(line.toString())
                    .allMatch(text -> text.matches("\\p{Lu}.*[.]|[0-9]+\\.[0-9] s .*[.]"))
                    .noneMatch(text -> text.contains("null") || text.contains("()") || text.contains("  "))
                    .noneMatch(text -> text.contains("\n") || text.contains("tel:"));
        }
    }

    /** What the tables of the machines do not reach, such as limits and costs, is still in the source. */
    @Test
    void every_type_that_the_source_of_the_core_names_has_words() {
        Set<String> types = new TreeSet<>();
        for (Path file : core()) {
            Matcher written = WRITTEN.matcher(text(file));
            while (written.find()) {
                types.add(written.group(2));
            }
        }

        assertThat(types)
                .contains(
                        "cost", "wrap-up", "spend-cap-reached", "session-renewed", "call-refused", "evidence-deadline")
                .contains("caller-left", "leg-overdue", "refer-arrived", "dial-bridged", "no agent and no target");
        assertThat(types.stream().filter(type -> !type.endsWith("-")))
                .allMatch(type -> Wording.knows(alone(new Line("carrier", type, Map.of("rung", "on-wire")))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            response-failed      | server_error        | A response of the agent failed: “server_error”.
            response-failed      |                     | A response of the agent failed.
            response-incomplete  |                     | A response of the agent was cut off before any of it was heard.
            error                | rate_limit_exceeded | An error came in place of the agent's response: “rate_limit_exceeded”.
            silence              |                     | The agent owes the caller a turn and is silent.
            transfer-interrupted | transfer_call       | The caller talked into the agent's transfer: it is not carried out.
            tool-interrupted     | order_status        | The caller talked into the agent's use of a tool: it is not run: “order_status”.
            hiccup               | what_is_this        | The agent is in trouble: hiccup: “what_is_this”.
            """)
    void each_trouble_of_an_agent_is_told_with_the_vendors_code(String what, String code, String text) {
        Line line = new Line("sideband", "agent-trouble", Map.of("what", what, "code", code == null ? "" : code));

        Told told = Wording.of(alone(line));

        assertThat(told.text()).isEqualTo(text);
        assertThat(told.tone()).isEqualTo(Told.Tone.WARN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            silent                       | It owed the caller a turn, was asked to speak and stayed silent.
            failed again and again       | Three responses in a row failed.
            insufficient_quota           | OpenAI says “insufficient_quota”, which waiting does not cure.
            15 s without a sideband      | 15 s without a sideband.
            thrown out again and again   | Thrown out again and again.
            """)
    void each_reason_for_which_an_agent_is_mute_is_told(String reason, String why) {
        Told told = Wording.of(alone(new Line("sideband", "agent-mute", Map.of("reason", reason))));

        assertThat(told.text()).isEqualTo("The agent is mute: Referee gives it up.");
        assertThat(told.why()).isEqualTo(why);
        assertThat(told.tone()).isEqualTo(Told.Tone.BAD);
    }

    @Test
    void an_unknown_type_is_told_by_its_name() {
        Told told = Wording.of(alone(new Line("carrier", "moon-landing", Map.of("by", "someone"))));

        assertThat(told.text()).isEqualTo("carrier: moon-landing.");
        assertThat(told.from()).isEqualTo(Lane.CARRIER);
        assertThat(Wording.knows(alone(new Line("carrier", "moon-landing", Map.of()))))
                .isFalse();
    }

    /** Late, so that deadlines are over, and for transfers alone early as well. */
    private static Set<Line> written() {
        Set<Fact> facts = new HashSet<>();
        Circumstances late = Samples.at(Duration.ofMinutes(1), false);
        List<CallEvent> events = Calls.events().entrySet().stream()
                .filter(event -> !event.getKey().matches("(other|latest)-transfer:.*"))
                .map(Map.Entry::getValue)
                .toList();
        for (CallFile file : Calls.files().values()) {
            events.forEach(event -> facts.addAll(Calls.decide(file, event, late).facts()));
        }
        Circumstances early = Samples.at(Duration.ofSeconds(1), true);
        for (TransferState state : Everything.closed().values()) {
            Everything.events()
                    .values()
                    .forEach(event -> facts.addAll(event.at(state, early).facts()));
        }
        facts.addAll(CallMachine.inbound(early, Calls.POLICY).facts());
        facts.addAll(CallMachine.refused("denied").facts());
        facts.addAll(CallMachine.rejected(Calls.SESSION, "token: forged").facts());
        facts.add(new Fact.Noted(Source.OPENAI, "cost", Map.of("usd", "0.0123")));
        return facts.stream().map(Line::of).collect(Collectors.toSet());
    }

    private static Moment alone(Line line) {
        History.Event event = new History.Event(Samples.START, line.source(), line.type(), "t-1", line.detail());
        return new Moment(event, List.of(), null);
    }

    private static List<Path> core() {
        try (Stream<Path> call = Files.list(MAIN.resolve("call"));
                Stream<Path> transfer = Files.list(MAIN.resolve("transfer"))) {
            return Stream.concat(call, transfer).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

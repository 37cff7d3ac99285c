package dev.referee.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.referee.twin.CallScript;
import dev.referee.twin.Faults;
import dev.referee.twin.ModelStep;
import dev.referee.twin.Switches;
import dev.referee.twin.TwinCall;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/**
 * The dashboard and the alert rules ask for nothing that the program does not export: after a call with a tool and a silent
 * REFER, every metric, label and label value that they name is looked for in {@code /actuator/prometheus}.
 */
@TestPropertySource(
        properties = {
            "referee.prices[gpt-realtime-2.1].text-in=4",
            "referee.prices[gpt-realtime-2.1].text-cached-in=0.4",
            "referee.prices[gpt-realtime-2.1].text-out=16",
            "referee.prices[gpt-realtime-2.1].audio-in=32",
            "referee.prices[gpt-realtime-2.1].audio-cached-in=0.4",
            "referee.prices[gpt-realtime-2.1].audio-out=64",
            "referee.transfer.evidence-timeout=400ms"
        })
class DeployedMetricsTest extends TwinApp {

    private static final File DASHBOARD = new File("deploy/grafana/referee-dashboard.json");
    private static final File RULES = new File("deploy/prometheus/referee-rules.yaml");

    /** What Prometheus adds to each series, and the one series that is its own. */
    private static final Set<String> PROMETHEUS_LABELS = Set.of("job", "instance");

    private static final String UP = "up";
    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    @Test
    void what_dashboard_and_rules_ask_for_is_exported() throws Exception {
        playACallWithEverything();
        List<PromQl> asked = new ArrayList<>(dashboard());
        asked.addAll(rules());

        await().atMost(SOON).untilAsserted(() -> {
            Map<String, Map<String, Set<String>>> exported = exported();
            List<String> missing = new ArrayList<>();
            asked.forEach(expression -> missing(expression, exported, missing));
            assertThat(missing).isEmpty();
        });
        assertThat(asked).hasSizeGreaterThan(50).allMatch(PromQl::isBalanced);
    }

    @Test
    void every_metric_of_the_contract_is_drawn_or_watched() throws Exception {
        String all = dashboard() + " " + rules();

        assertThat(all)
                .contains(
                        "referee_calls_active",
                        "referee_calls_total",
                        "referee_transfers_total",
                        "referee_mechanisms_total",
                        "referee_verdict_seconds",
                        "referee_accept_seconds",
                        "referee_sideband_attach_seconds",
                        "referee_caller_unowned_seconds",
                        "referee_owed_silence_seconds",
                        "what=\"agent-mute\"",
                        "resilience4j_circuitbreaker_state");
    }

    @Test
    void the_check_finds_a_name_a_label_and_a_value_that_are_not_there() {
        Map<String, Map<String, Set<String>>> exported = Map.of("a_total", Map.of("l", Set.of("one", "two")));
        List<String> missing = new ArrayList<>();

        for (String wrong : List.of(
                "rate(b_total[5m])", "sum by (m) (a_total)", "a_total{m=\"one\"}", "a_total{l=~\"one|three\"}")) {
            missing(new PromQl(wrong), exported, missing);
        }
        missing(new PromQl("sum by (l, job) (rate(a_total{l=~\"o.*|two\",l!=\"x\"}[5m])) > 0.5"), exported, missing);

        assertThat(missing).hasSize(4);
        assertThat(new PromQl("sum(rate(a[5m])").isBalanced()).isFalse();
    }

    private void playACallWithEverything() throws InterruptedException {
        TwinCall call = twin.placeCall(CallScript.usual()
                .model(
                        ModelStep.greet(),
                        ModelStep.tool("opening_hours", "{}"),
                        ModelStep.transfer("front-desk", "wants a person", ""))
                .with(Switches.REFER, Faults.Refer.SILENT)
                .with(Switches.HUMAN_TALK_MS, 200));
        assertThat(call.awaitOver(SOON)).isTrue();
        awaitState(call, "ended");
    }

    private static void missing(
            PromQl expression, Map<String, Map<String, Set<String>>> exported, List<String> missing) {
        Set<String> labels = new HashSet<>(PROMETHEUS_LABELS);
        for (PromQl.Selector selector : expression.selectors()) {
            Map<String, Set<String>> known = exported.get(selector.metric());
            if (selector.metric().equals(UP)) {
                continue;
            } else if (known == null) {
                missing.add(selector.metric());
                continue;
            }
            labels.addAll(known.keySet());
            selector.matches().stream()
                    .filter(match -> !isKnown(match, known))
                    .forEach(match -> missing.add(selector.metric() + match));
        }
        expression.groupedBy().stream()
                .filter(label -> !labels.contains(label))
                .forEach(label -> missing.add("by " + label + ": " + expression.text()));
    }

    private static boolean isKnown(PromQl.Match match, Map<String, Set<String>> known) {
        if (PROMETHEUS_LABELS.contains(match.label())) {
            return true;
        }
        Set<String> values = known.get(match.label());
        if (values == null) {
            return false;
        }
        return switch (match.operator()) {
            case "=" -> values.contains(match.value());
            case "=~" ->
                List.of(match.value().split("\\|")).stream()
                        .allMatch(one -> values.stream().anyMatch(value -> value.matches(one)));
            default -> true; // what is left out need not be there
        };
    }

    /** Metric, label, values. */
    private Map<String, Map<String, Set<String>>> exported() {
        Map<String, Map<String, Set<String>>> exported = new HashMap<>();
        for (String line : web.get("/actuator/prometheus").body().split("\n")) {
            Matcher series = SERIES.matcher(line);
            if (!line.startsWith("#") && series.matches()) {
                Map<String, Set<String>> labels = exported.computeIfAbsent(series.group(1), name -> new HashMap<>());
                Matcher label = LABEL.matcher(series.group(2) == null ? "" : series.group(2));
                while (label.find()) {
                    labels.computeIfAbsent(label.group(1), name -> new HashSet<>())
                            .add(label.group(2));
                }
            }
        }
        return exported;
    }

    private static List<PromQl> dashboard() throws IOException {
        List<PromQl> found = new ArrayList<>();
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD);
        dashboard.findValuesAsText("expr").forEach(expr -> found.add(new PromQl(withoutVariables(expr))));
        for (JsonNode variable : dashboard.at("/templating/list")) {
            String query = variable.at("/query/query").asText("");
            if (!query.isEmpty()) {
                found.add(new PromQl(withoutVariables(query.replaceFirst(", *\\w+\\)$", ")"))));
            }
        }
        return found;
    }

    private static List<PromQl> rules() throws IOException {
        JsonNode rules = new ObjectMapper(new YAMLFactory()).readTree(RULES);
        return rules.findValuesAsText("expr").stream().map(PromQl::new).toList();
    }

    private static String withoutVariables(String expr) {
        return expr.replaceAll("\\$__\\w+", "5m");
    }
}

package dev.referee.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code routes/} against Camel's own schema, and against the style that keeps it a table of contents (house style §2). */
class RouteFilesTest {

    private static final Path FOLDER = Path.of("routes");
    private static final YAMLMapper YAML = new YAMLMapper();

    /** Languages that are programs; {@code simple} and {@code constant} only read and write. */
    private static final Set<String> SCRIPTS = Set.of(
            "groovy",
            "java",
            "joor",
            "js",
            "javascript",
            "mvel",
            "ognl",
            "python",
            "spel",
            "datasonnet",
            "jq",
            "csimple");

    /** Top-level entries that a route file may hold. */
    private static final Set<String> TOPS = Set.of("route", "routeConfiguration");

    /** Reused by several flows or waiting for its own file; everything else is reached by its {@code direct:} name. */
    private static final Set<String> ENTRY_SCHEMES = Set.of("platform-http", "sideband", "tool");

    /**
     * Times written in a route. They bound what no setting names: a TCP connect, and the answers to /reject and /hangup,
     * whose result nobody waits for with a caller on the line; and the pauses between attempts of /accept.
     */
    private static final Set<String> LITERAL_TIMES = Set.of(
            "openai-accept-post connectTimeout=2000",
            "openai-reject-post connectTimeout=2000",
            "openai-reject-post responseTimeout=3000",
            "openai-refer-post connectTimeout=2000",
            "openai-hangup-post connectTimeout=2000",
            "openai-hangup-post responseTimeout=3000",
            "refer-breaker bulkheadMaxWaitDuration=0",
            "order-status waitDurationInOpenState=15",
            "accept-again redeliveryDelay=250",
            "accept-again maximumRedeliveryDelay=1500",
            "sideband-fact-again redeliveryDelay=200",
            "sideband-fact-again maximumRedeliveryDelay=1000",
            "sideband-fact-again asyncDelayedRedelivery=true");

    private static JsonSchema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream json = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(json);
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER, 2)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every object of a file with its path; a step is an object with one field whose value is the step's own object. */
    private static void walk(JsonNode node, String path, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(path, node);
        node.properties().forEach(field -> walk(field.getValue(), path + "/" + field.getKey(), visitor));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(node.get(i), path + "/" + i, visitor);
        }
    }

    private static Map<String, JsonNode> routes() throws IOException {
        Map<String, JsonNode> routes = new LinkedHashMap<>();
        for (Path file : files()) {
            for (JsonNode top : read(file)) {
                if (top.has("route")) {
                    JsonNode route = top.get("route");
                    routes.put(route.path("id").asText(), route);
                }
            }
        }
        return routes;
    }

    @Test
    void the_folder_holds_route_files_only() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(8).allSatisfy(file -> assertThat(
                        file.getFileName().toString())
                .matches("[a-z]+(-[a-z]+)*\\.camel\\.yaml"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void camels_own_schema_accepts_the_file(Path file) {
        assertThat(schema.validate(read(file)).stream()
                        .filter(found -> !isPlaceholder(file, found))
                        .toList())
                .isEmpty();
    }

    /** A number that a setting gives: the loader takes it, the schema does not know of placeholders. */
    private static boolean isPlaceholder(Path file, ValidationMessage found) {
        String pointer = found.getInstanceLocation()
                .toString()
                .substring(1)
                .replaceAll("\\[([0-9]+)]", "/$1")
                .replace('.', '/');
        return found.getType().equals("type") && read(file).at(pointer).asText().matches("\\{\\{[a-z.-]+}}");
    }

    @Test
    void the_schema_finds_a_misspelt_word() throws IOException {
        String broken = Files.readString(FOLDER.resolve("transfer.camel.yaml")).replace("onFallback", "onFalback");

        assertThat(schema.validate(YAML.readTree(broken))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_file_starts_with_a_comment_and_holds_nothing_but_routes(Path file) throws IOException {
        assertThat(Files.readString(file)).startsWith("# ");
        for (JsonNode top : read(file)) {
            assertThat(top.size()).isEqualTo(1);
            assertThat(TOPS).contains(top.fieldNames().next());
        }
    }

    @Test
    void every_route_has_its_own_kebab_case_id_and_a_sentence() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Path file : files()) {
            for (JsonNode top : read(file)) {
                JsonNode entry = top.elements().next();
                ids.add(entry.path("id").asText());
                assertThat(entry.path("id").asText()).matches("[a-z]+(-[a-z]+)*");
                assertThat(entry.path("description").asText())
                        .as(ids.get(ids.size() - 1))
                        .matches("[A-Z].{10,200}\\.");
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void a_route_that_is_called_has_the_name_it_is_called_by() throws IOException {
        routes().forEach((id, route) -> {
            String uri = route.path("from").path("uri").asText();
            String scheme = uri.substring(0, uri.indexOf(':'));
            if (!ENTRY_SCHEMES.contains(scheme)) {
                assertThat(uri).isEqualTo("direct:" + id);
            }
        });
    }

    @Test
    void every_direct_name_that_is_called_exists() throws IOException {
        Set<String> known = new java.util.HashSet<>(routes().keySet());
        known.addAll(Set.of("await-verdict", "evidence")); // EvidenceRoutes
        for (Path file : files()) {
            walk(read(file), file.getFileName().toString(), (path, node) -> {
                String uri = node.isTextual() ? node.textValue() : "";
                if (uri.startsWith("direct:") && !path.contains("/from/")) {
                    assertThat(known).as(path).contains(uri.substring("direct:".length()));
                }
            });
        }
    }

    @Test
    void steps_are_written_in_the_explicit_form() throws IOException {
        for (Path file : files()) {
            walk(read(file), file.getFileName().toString(), (path, node) -> {
                if (path.matches(".*/steps/[0-9]+")) {
                    assertThat(node.isObject()).as(path).isTrue();
                    assertThat(node.size()).as(path).isEqualTo(1);
                    assertThat(node.elements().next().isObject()).as(path).isTrue();
                }
                if (path.matches(".*/(uri)")) {
                    assertThat(node.asText())
                            .as(path + ": options go to parameters")
                            .doesNotContain("?");
                }
                if (path.matches(".*/(simple|constant)") && !path.endsWith("/handled/constant")) {
                    assertThat(path).as("expressions stand under expression:").contains("/expression/");
                    assertThat(node.isObject()).as(path).isTrue();
                }
            });
        }
    }

    @Test
    void steps_that_leave_the_process_have_an_id() throws IOException {
        List<String> seen = new ArrayList<>();
        for (Path file : files()) {
            walk(read(file), file.getFileName().toString(), (path, node) -> {
                String uri = node.path("uri").asText("");
                boolean leaves = !path.endsWith("/from")
                        && (uri.startsWith("{{")
                                || uri.startsWith("http")
                                || uri.startsWith("file:")
                                || uri.startsWith("sideband:"));
                boolean carrier = file.getFileName().toString().startsWith("twilio-redirect") && path.endsWith("/bean");
                if (leaves || carrier) {
                    assertThat(node.path("id").asText()).as(path).matches("[a-z]+(-[a-z]+)+");
                    seen.add(node.path("id").asText());
                }
            });
        }
        assertThat(seen)
                .contains(
                        "openai-accept-post", "openai-refer-post", "transfer-redirect-post", "attach-open", "say-send");
    }

    @Test
    void every_id_of_all_files_is_unique() throws IOException {
        Map<String, List<String>> byId = new TreeMap<>();
        for (Path file : files()) {
            walk(read(file), file.getFileName().toString(), (path, node) -> {
                if (node.isObject() && node.path("id").isTextual()) {
                    byId.computeIfAbsent(node.path("id").asText(), id -> new ArrayList<>())
                            .add(path);
                }
            });
        }
        assertThat(byId).allSatisfy((id, places) -> assertThat(places).as(id).hasSize(1));
    }

    @Test
    void no_program_no_dynamic_address_and_no_bean_definition_hides_in_a_route() throws IOException {
        for (Path file : files()) {
            String text = Files.readString(file);
            assertThat(text)
                    .as(file + ": CVE-2026-78164 (facts/camel.md §11)")
                    .doesNotContainIgnoringCase("CamelHttpUri")
                    .doesNotContainIgnoringCase("CamelRestHttpUri");
            walk(read(file), file.getFileName().toString(), (path, node) -> {
                String field = path.substring(path.lastIndexOf('/') + 1);
                assertThat(SCRIPTS).as(path).doesNotContain(field);
                assertThat(Set.of(
                                "toD",
                                "enrich",
                                "pollEnrich",
                                "recipientList",
                                "routingSlip",
                                "dynamicRouter",
                                "script"))
                        .as(path)
                        .doesNotContain(field);
                assertThat(Set.of("beans", "beanType", "delay", "loop", "threads"))
                        .as(path)
                        .doesNotContain(field);
                if (node.isTextual() && field.equals("expression")) {
                    assertThat(node.asText())
                            .as(path + ": calls code or reads the surroundings")
                            .doesNotContain("bean:", "${env", "${sys", "${ref:", "${type:", "method(");
                }
            });
        }
    }

    @Test
    void a_packed_tool_is_short() throws IOException {
        List<Path> tools = files().stream()
                .filter(file -> !file.getParent().equals(FOLDER))
                .toList();

        assertThat(tools).hasSize(3);
        for (Path tool : tools) {
            assertThat(Files.readAllLines(tool)).as(tool.toString()).hasSizeLessThan(30);
        }
    }

    @Test
    void no_choice_stands_in_another() throws IOException {
        for (Path file : files()) {
            walk(read(file), file.getFileName().toString(), (path, node) -> {
                assertThat(path.split("/choice(/|$)", -1).length).as(path).isLessThanOrEqualTo(2);
            });
        }
    }

    @Test
    void addresses_and_times_come_from_settings() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file).replaceAll("(?m)#.*$", ""))
                    .as(file.toString())
                    .doesNotContainPattern("(https?|wss?)://");
            walk(read(file), file.getFileName().toString(), (path, node) -> node.properties()
                    .forEach(field -> {
                        boolean time =
                                field.getKey().matches("(?i).*(timeout|delay|duration|interval|period|seconds).*");
                        if (time
                                && field.getValue().isValueNode()
                                && !field.getValue().asText().startsWith("{{")) {
                            String id = nearestId(file, path);
                            assertThat(LITERAL_TIMES)
                                    .as(path)
                                    .contains(id + " " + field.getKey() + "="
                                            + field.getValue().asText());
                        }
                    }));
        }
    }

    /** The id of the step that an option belongs to. */
    private static String nearestId(Path file, String path) {
        String inner = path.substring(path.indexOf('/') + 1);
        for (String at = inner; !at.isEmpty(); at = at.contains("/") ? at.substring(0, at.lastIndexOf('/')) : "") {
            JsonNode id = read(file).at("/" + at + "/id");
            if (id.isTextual()) {
                return id.asText();
            }
        }
        return "?";
    }

    @Test
    void a_webhook_is_worked_off_while_it_is_written_and_answered_after_that() throws IOException {
        List<String> steps = new ArrayList<>();
        routes().get("openai-webhook").at("/from/steps").forEach(step -> {
            String kind = step.fieldNames().next();
            steps.add(kind.equals("bean") ? step.at("/bean/method").asText() : kind);
        });

        assertThat(steps).containsExactly("store", "filter", "settle", "setHeader", "setBody");
    }

    @Test
    void public_entries_read_raw_bytes_and_check_who_is_calling_first() throws IOException {
        List<String> entries = new ArrayList<>();
        routes().forEach((id, route) -> {
            JsonNode from = route.path("from");
            if (!from.path("uri").asText().startsWith("platform-http:")) {
                return;
            }
            entries.add(from.path("uri").asText().substring("platform-http:".length()));
            assertThat(route.path("routeConfigurationId").asText()).as(id).isEqualTo("public-entry");
            assertThat(from.at("/parameters/useStreaming").asBoolean()).as(id).isTrue();
            assertThat(from.at("/parameters/populateBodyWithForm").asText())
                    .as(id)
                    .isEqualTo("false");
            assertThat(from.at("/parameters/httpMethodRestrict").asText())
                    .as(id)
                    .isEqualTo("POST");
            JsonNode first = from.at("/steps/0/bean");
            assertThat(first.path("ref").asText() + "." + first.path("method").asText())
                    .as(id)
                    .isIn("carrierGate.check", "webhook.store");
        });
        assertThat(entries)
                .contains("/openai/webhook", "/twiml/inbound", "/twiml/refer")
                .allMatch(path ->
                        path.equals("/openai/webhook") || path.startsWith("/twiml/") || path.startsWith("/twilio/"));
    }

    @Test
    void the_breaker_keeps_its_rules_in_java() throws IOException {
        for (Path file : files()) {
            walk(read(file), file.getFileName().toString(), (path, node) -> {
                if (path.endsWith("/resilience4jConfiguration")) {
                    if (file.getParent().equals(FOLDER)) { // a tool's breaker is its own
                        assertThat(node.path("circuitBreaker").asText()).isEqualTo("refer");
                    }
                    assertThat(node.has("recordException"))
                            .as("skips the fallback while open (facts/camel.md §4)")
                            .isFalse();
                    assertThat(node.path("timeoutEnabled").asBoolean(false)).isFalse();
                }
                if (path.endsWith("/circuitBreaker") && node.isObject()) {
                    assertThat(node.has("onFallback")).as(path).isTrue();
                }
            });
        }
    }
}

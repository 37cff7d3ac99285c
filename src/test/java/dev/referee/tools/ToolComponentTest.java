package dev.referee.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.openai.FunctionTools;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code from: tool:name} in both DSLs, without the rest of the program. */
class ToolComponentTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext camel = new DefaultCamelContext();
    private final ToolRegistry registry = new ToolRegistry();

    @BeforeEach
    void start() {
        camel.addComponent("tool", new ToolComponent(registry));
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private OfferedTool tool(String name) {
        return registry.find(name).orElseThrow();
    }

    private void java(String id, String uri, Processor processor) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).routeId(id).process(processor);
            }
        });
    }

    private void yaml(String text) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("tools.camel.yaml", text));
    }

    private String schema(String name) {
        return FunctionTools.of(tool(name).signature()).parameters().toString();
    }

    private static final String ORDER_STATUS = """
            - route:
                id: order-status
                from:
                  uri: tool:order_status
                  parameters:
                    description: Looks up where an order is.
                    parameter.order_id: string
                    parameter.order_id.description: Its number.
                    parameter.order_id.pattern: "[A-Z0-9-]{1,20}"
                    parameter.size: integer
                    parameter.size.enum: 1, 2,3
                    parameter.gift: boolean
                    parameter.gift.required: "false"
                    timeout: 5s
                    meanwhile: One moment.
                    meanwhileAfter: "700"
                  steps:
                    - setBody: { expression: { simple: { expression: "${header.order_id} ${body[size]} ${variable.from}" } } }
            """;

    @Test
    void a_yaml_route_is_a_tool_with_a_schema() throws Exception {
        yaml(ORDER_STATUS);

        OfferedTool tool = tool("order_status");
        assertThat(tool.signature().description()).isEqualTo("Looks up where an order is.");
        assertThat(tool.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(tool.meanwhile()).isEqualTo("One moment.");
        assertThat(tool.meanwhileAfter()).isEqualTo(Duration.ofMillis(700));
        assertThat(tool.routeId()).isEqualTo("order-status");
        assertThat(JSON.readTree(schema("order_status"))).isEqualTo(JSON.readTree("""
                                {"type":"object","additionalProperties":false,
                                 "properties":{
                                  "gift":{"type":"boolean"},
                                  "order_id":{"type":"string","description":"Its number.","pattern":"^(?:[A-Z0-9-]{1,20})$"},
                                  "size":{"type":"integer","enum":[1,2,3]}},
                                 "required":["order_id","size"]}"""));
    }

    @Test
    void the_route_gets_headers_body_and_variables_and_its_body_is_the_result() throws Exception {
        yaml(ORDER_STATUS);

        String result = tool("order_status")
                .runner()
                .run(Map.of("order_id", "A-1", "size", 2L), Map.of("from", "+61400000001"));

        assertThat(result).isEqualTo("A-1 2 +61400000001");
    }

    @Test
    void arguments_keep_their_types_in_java_and_read_as_json() throws Exception {
        List<Object> seen = new ArrayList<>();
        java("all", "tool:all?description=All+of+them&parameter.n=number", exchange -> {
            seen.addAll(exchange.getMessage().getHeaders().values());
            seen.add(exchange.getMessage().getBody(Map.class).get("i"));
            seen.add(exchange.getMessage().getBody(String.class));
            seen.add(new String(exchange.getMessage().getBody(byte[].class), StandardCharsets.UTF_8));
            try (InputStream stream = exchange.getMessage().getMandatoryBody(InputStream.class)) {
                seen.add(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            }
        });
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("i", 3L);
        arguments.put("n", 1.5);
        arguments.put("s", "ä\"b");

        tool("all").runner().run(arguments, Map.of());

        String json = "{\"i\":3,\"n\":1.5,\"s\":\"ä\\\"b\"}";
        assertThat(seen).containsExactly(3L, 1.5, "ä\"b", 3L, json, json, json);
    }

    record Order(String id, java.time.LocalDate due) {}

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("as it is", "as it is"),
                Arguments.of(Map.of("status", "sent"), "{\"status\":\"sent\"}"),
                Arguments.of(List.of(1, "two"), "[1,\"two\"]"),
                Arguments.of(
                        new Order("A-1", java.time.LocalDate.of(2026, 12, 24)),
                        "{\"id\":\"A-1\",\"due\":\"2026-12-24\"}"),
                Arguments.of(42, "42"),
                Arguments.of(true, "true"),
                Arguments.of("bytes".getBytes(StandardCharsets.UTF_8), "bytes"),
                Arguments.of(new ByteArrayInputStream("stream".getBytes(StandardCharsets.UTF_8)), "stream"),
                Arguments.of(null, "{\"status\":\"ok\"}"),
                Arguments.of("  ", "{\"status\":\"ok\"}"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void any_body_becomes_text(Object body, String text) throws Exception {
        java("bodies", "tool:bodies?description=x", exchange -> exchange.getMessage()
                .setBody(body));

        assertThat(tool("bodies").runner().run(Map.of(), Map.of())).isEqualTo(text);
    }

    /** A route that is over lets go of its files and streams. */
    @Test
    void a_file_that_the_route_has_taken_is_read_before_it_is_let_go_of(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("news.txt"), "All is well.");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tool:news?description=x").routeId("news").pollEnrich("file:" + folder + "?delete=true", 5_000);
            }
        });

        assertThat(tool("news").runner().run(Map.of(), Map.of())).isEqualTo("All is well.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_result_without_end_is_cut() throws Exception {
        java("long", "tool:long?description=x", exchange -> exchange.getMessage()
                .setBody("x".repeat(100_000)));

        assertThat(tool("long").runner().run(Map.of(), Map.of()))
                .hasSizeLessThan(ResultText.MAX + 100)
                .contains("cut");
    }

    @Test
    void a_failure_of_the_route_comes_out() throws Exception {
        java("bad", "tool:bad?description=x", exchange -> {
            throw new IllegalStateException("no");
        });

        assertThatThrownBy(() -> tool("bad").runner().run(Map.of(), Map.of())).hasMessage("no");
    }

    @Test
    void a_tool_is_there_while_its_route_runs_and_listeners_hear_of_it() throws Exception {
        AtomicInteger changes = new AtomicInteger();
        registry.onChange(changes::incrementAndGet);
        yaml(ORDER_STATUS);
        assertThat(changes).hasValue(1);

        camel.getRouteController().stopRoute("order-status");

        assertThat(registry.find("order_status")).isEmpty();
        assertThat(registry.wasHere("order_status", Duration.ofMinutes(1))).isTrue();
        assertThat(registry.wasHere("another", Duration.ofMinutes(1))).isFalse();
        assertThat(changes).hasValue(2);

        camel.getRouteController().startRoute("order-status");

        assertThat(registry.find("order_status")).isPresent();
        assertThat(registry.wasHere("order_status", Duration.ofMinutes(1))).isFalse();
    }

    @Test
    void the_same_name_in_two_routes_is_refused_and_both_are_named() throws Exception {
        java("first", "tool:twice?description=x", exchange -> {});

        assertThatThrownBy(() -> java("second", "tool:twice?description=y", exchange -> {}))
                .hasStackTraceContaining("tool:twice is offered twice")
                .hasStackTraceContaining("route first")
                .hasStackTraceContaining("route second");
        assertThat(tool("twice").routeId()).isEqualTo("first");
    }

    @Test
    void a_route_that_takes_its_own_place_stays_when_its_former_self_leaves() {
        OfferedTool before = offered("one");
        OfferedTool after = offered("one");
        registry.add(before);
        registry.add(after);

        registry.remove(before);

        assertThat(registry.find("x")).containsSame(after);
    }

    private static OfferedTool offered(String route) {
        return new OfferedTool(
                new dev.referee.tool.ToolSignature("x", "x", List.of()),
                Duration.ofSeconds(1),
                "",
                Duration.ofSeconds(1),
                route,
                "",
                (arguments, variables) -> "");
    }

    @Test
    void a_tool_cannot_be_sent_to() {
        assertThatThrownBy(() -> camel.createProducerTemplate().sendBody("tool:x?description=x", ""))
                .hasStackTraceContaining("tool:x can only stand in from");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tool:transfer_call?description=x|every agent has a function of this name",
                "tool:end_call?description=x|every agent has a function of this name",
                "tool:my.tool?description=x|up to 64 letters",
                "tool:x|it needs a description",
                "tool:x?description=x&timeout=0|timeout must lie between",
                "tool:x?description=x&timeout=1h|timeout must lie between",
                "tool:x?description=x&meanwhileAfter=0|meanwhileAfter must lie between",
                "tool:x?description=x&timout=5s|there is no option [timout]",
                "tool:x?description=this & that|must be written as RAW",
                "tool:x?description=x&parameter.a=text|the type \"text\" is not one of string, integer, number, boolean",
                "tool:x?description=x&parameter.a.enum=1|parameter.a.enum describes nothing: add parameter.a=string",
                "tool:x?description=x&parameter.a=string&parameter.a.default=1|parameter.a.default is no option",
                "tool:x?description=x&parameter.a=string&parameter.a.required=maybe|it must be true or false",
                "tool:x?description=x&parameter.a=integer&parameter.a.enum=1,two|holds \"two\", which is not a whole number",
                "tool:x?description=x&parameter.a=string&parameter.a.enum=b,,c|an empty or a repeated value",
                "tool:x?description=x&parameter.a=integer&parameter.a.pattern=1|only for a parameter of type string",
                "tool:x?description=x&parameter.a=string&parameter.a.pattern=[|no regular expression",
                "tool:x?description=x&parameter.a=string&parameter.a.pattern=[0-9]+|write a + within RAW",
                "tool:x?description=x&parameter.CamelHttpUri=string|does not start with Camel",
                "tool:x?description=x&parameter.cAmElHttpPath=string|does not start with Camel",
                "tool:x?description=x&parameter.1st=string|no digit first",
                "tool:x?description=x&parameter.id=string&parameter.ID=string|has another beside it from which it would differ only in upper and lower case"
            })
    void a_wrong_option_is_told_with_its_remedy(String uri, String what) {
        assertThatThrownBy(() -> camel.getEndpoint(uri)).hasStackTraceContaining(what);
    }

    @Test
    void a_text_of_any_signs_can_be_written_raw() throws Exception {
        java(
                "raw",
                "tool:raw?description=RAW(100% \"this\" & {that} + more?)&parameter.a=string&parameter.a.pattern=RAW([0-9]+)",
                exchange -> {});

        assertThat(tool("raw").signature().description()).isEqualTo("100% \"this\" & {that} + more?");
        assertThat(tool("raw").signature().parameters().get(0).pattern()).hasToString("[0-9]+");
    }

    @Test
    void two_calls_run_at_once_and_know_nothing_of_each_other() throws Exception {
        java("echo", "tool:echo?description=x&parameter.a=string", exchange -> {
            Exchange seen = exchange;
            seen.getMessage().setBody(seen.getMessage().getHeaders().toString());
        });

        assertThat(tool("echo").runner().run(Map.of("a", "1"), Map.of())).isEqualTo("{a=1}");
        assertThat(tool("echo").runner().run(Map.of(), Map.of())).isEqualTo("{}");
    }
}

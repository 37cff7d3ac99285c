package dev.referee.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the model writes against what a tool declares. */
class ToolSignatureTest {

    private static final ToolSignature ORDER = new ToolSignature(
            "order",
            "Orders something.",
            List.of(
                    parameter("item", ParameterType.STRING, true, List.of(), "[a-z]+"),
                    parameter("count", ParameterType.INTEGER, true, List.of(), null),
                    parameter("weight", ParameterType.NUMBER, false, List.of(), null),
                    parameter("gift", ParameterType.BOOLEAN, false, List.of(), null),
                    parameter("size", ParameterType.STRING, false, List.of("small", "large"), null),
                    parameter("text", ParameterType.STRING, false, List.of(), null)));

    private static ToolParameter parameter(
            String name, ParameterType type, boolean required, List<Object> choices, String pattern) {
        return new ToolParameter(name, type, "", required, choices, pattern == null ? null : Pattern.compile(pattern));
    }

    private static Map<String, Object> right() {
        return new HashMap<>(Map.of("item", "apple", "count", 2));
    }

    private static Map<String, Object> with(String name, Object value) {
        Map<String, Object> arguments = right();
        arguments.put(name, value);
        return arguments;
    }

    @Test
    void right_arguments_get_the_types_of_their_parameters() {
        Map<String, Object> written = right();
        written.putAll(Map.of("weight", 3, "gift", true, "size", "large"));

        ToolSignature.Checked checked = ORDER.check(written);

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.values())
                .containsExactly(
                        Map.entry("item", "apple"),
                        Map.entry("count", 2L),
                        Map.entry("weight", 3.0),
                        Map.entry("gift", true),
                        Map.entry("size", "large"));
    }

    @Test
    void what_is_optional_may_be_left_out_or_null() {
        assertThat(ORDER.check(with("gift", null)).problems()).isEmpty();
        assertThat(ORDER.check(with("gift", null)).values()).containsOnlyKeys("item", "count");
    }

    @Test
    void what_is_missing_is_named() {
        assertThat(ORDER.check(Map.of()).problems()).containsExactly("item is missing", "count is missing");
        assertThat(ORDER.check(Collections.singletonMap("item", null)).problems())
                .containsExactly("item is missing", "count is missing");
    }

    static List<Arguments> wrong() {
        return Arrays.asList(
                Arguments.of("count", "2", "count must be a whole number"),
                Arguments.of("count", 2.5, "count must be a whole number"),
                Arguments.of("count", new BigInteger("99999999999999999999"), "count must be a whole number"),
                Arguments.of("count", 1e300, "count must be a whole number"),
                Arguments.of("weight", "heavy", "weight must be a number"),
                Arguments.of("weight", Double.POSITIVE_INFINITY, "weight must be a number"),
                Arguments.of("gift", "true", "gift must be true or false"),
                Arguments.of("gift", 1, "gift must be true or false"),
                Arguments.of("item", 7, "item must be a text"),
                Arguments.of("item", List.of("apple"), "item must be a text"),
                Arguments.of("item", Map.of("a", 1), "item must be a text"),
                Arguments.of("item", "../admin", "item must match [a-z]+"),
                Arguments.of("item", "apple\n", "item must match [a-z]+"),
                Arguments.of("size", "medium", "size must be one of [small, large]"),
                Arguments.of("text", "x".repeat(4_001), "text is longer than 4000 characters"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void a_wrong_value_is_told_in_words(String name, Object value, String problem) {
        assertThat(ORDER.check(with(name, value)).problems()).containsExactly(problem);
        assertThat(ORDER.check(with(name, value)).values()).doesNotContainKey(name);
    }

    @Test
    void a_number_that_happens_to_be_whole_is_one() {
        assertThat(ORDER.check(with("count", 3.0)).values()).containsEntry("count", 3L);
    }

    @Test
    void a_parameter_that_nobody_declared_is_told_with_those_there_are() {
        assertThat(ORDER.check(with("colour", "red")).problems())
                .containsExactly("there is no parameter colour, only item, count, weight, gift, size, text");
        assertThat(new ToolSignature("x", "x", List.of()).check(Map.of("a", 1)).problems())
                .containsExactly("there is no parameter a; it has none");
    }

    @Test
    void a_flood_of_unknown_parameters_is_cut() {
        Map<String, Object> flood = right();
        for (int i = 0; i < 1_000; i++) {
            flood.put("p".repeat(500) + i, i);
        }

        assertThat(ORDER.check(flood).problems()).hasSize(10).allSatisfy(problem -> assertThat(problem)
                .hasSizeLessThan(150));
    }

    @Test
    void control_characters_become_blanks() {
        assertThat(ORDER.check(with("text", "one\r\nFrom: two\u0000\u2028three"))
                        .values())
                .containsEntry("text", "one From: two three");
    }

    /** Else a control character would pass for what the pattern lets through, and reach the route as a blank. */
    @Test
    void a_pattern_is_matched_by_what_the_route_gets() {
        ToolSignature unbroken =
                new ToolSignature("x", "x", List.of(parameter("id", ParameterType.STRING, true, List.of(), "[^ ]+")));
        ToolSignature line =
                new ToolSignature("x", "x", List.of(parameter("id", ParameterType.STRING, true, List.of(), ".+")));

        assertThat(unbroken.check(Map.of("id", "A\t1")).problems()).containsExactly("id must match [^ ]+");
        assertThat(line.check(Map.of("id", "A\n1")).values()).containsEntry("id", "A 1");
    }

    @Test
    void an_unknown_type_is_told_with_those_there_are() {
        assertThatThrownBy(() -> ParameterType.of("text"))
                .hasMessage("the type \"text\" is not one of string, integer, number, boolean");
    }
}

package dev.referee.tools;

import dev.referee.tool.ParameterType;
import dev.referee.tool.ToolParameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads the options {@code parameter.…} of an endpoint, in the convention of camel-langchain4j-tools:
 * {@code parameter.order_id=string} and, beside it, {@code .description}, {@code .required} (default true), {@code .enum}
 * (values with commas between) and {@code .pattern} (a regular expression for the whole text).
 */
final class ParameterOptions {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");
    private static final Set<String> DETAILS = Set.of("description", "required", "enum", "pattern");

    private ParameterOptions() {}

    /**
     * The parameters in the order of the options.
     *
     * @param options without their prefix {@code parameter.}
     * @throws IllegalArgumentException names the option that cannot be right, and the remedy
     */
    static List<ToolParameter> read(Map<String, Object> options) {
        Map<String, Map<String, String>> byName = new LinkedHashMap<>();
        options.forEach((key, value) -> {
            int dot = key.indexOf('.');
            String name = dot < 0 ? key : key.substring(0, dot);
            String detail = dot < 0 ? "type" : key.substring(dot + 1);
            String text = String.valueOf(value);
            if (dot >= 0 && !DETAILS.contains(detail)) {
                throw wrong(key, "is no option; after the name can follow .description, .required, .enum or .pattern");
            }
            byName.computeIfAbsent(name, same -> new LinkedHashMap<>())
                    .put(detail, detail.equals("pattern") ? text : text.strip());
        });
        checkHeaders(byName.keySet());
        List<ToolParameter> parameters = new ArrayList<>();
        byName.forEach((name, details) -> parameters.add(parameter(name, details)));
        return parameters;
    }

    /** Arguments are headers, too, and Camel does not tell those apart by case. */
    private static void checkHeaders(Set<String> names) {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            if (!seen.add(name)) {
                throw wrong(
                        name,
                        "has another beside it from which it would differ only in upper and lower case: choose another"
                                + " name");
            }
        }
    }

    private static ToolParameter parameter(String name, Map<String, String> details) {
        checkName(name);
        if (!details.containsKey("type")) {
            throw wrong(
                    name + "." + details.keySet().iterator().next(),
                    "describes nothing: add parameter." + name + "=string, integer, number or boolean");
        }
        ParameterType type = type(name, details.get("type"));
        String required = details.getOrDefault("required", "true");
        if (!required.equals("true") && !required.equals("false")) {
            throw wrong(name + ".required", "is \"" + required + "\": it must be true or false");
        }
        return new ToolParameter(
                name,
                type,
                details.getOrDefault("description", ""),
                required.equals("true"),
                choices(name, type, details.getOrDefault("enum", "")),
                details.containsKey("pattern") ? pattern(name, type, details.get("pattern")) : null);
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw wrong(name, "has a name that cannot be used: write letters, digits, _ or -, and no digit first");
        }
        if (name.regionMatches(true, 0, "Camel", 0, "Camel".length())) {
            // such a header steers Camel's components, and its value would be the model's
            throw wrong(name, "has a name that Camel's own headers have: choose one that does not start with Camel");
        }
    }

    private static ParameterType type(String name, String word) {
        try {
            return ParameterType.of(word);
        } catch (IllegalArgumentException unknown) {
            throw wrong(name, "is wrong: " + unknown.getMessage());
        }
    }

    private static List<Object> choices(String name, ParameterType type, String list) {
        List<Object> choices = new ArrayList<>();
        for (String one : list.isEmpty() ? new String[0] : list.split(",", -1)) {
            Object choice = type.parse(one.strip())
                    .orElseThrow(
                            () -> wrong(name + ".enum", "holds \"" + one.strip() + "\", which is not " + type.words()));
            if (choice.equals("") || choices.contains(choice)) {
                throw wrong(name + ".enum", "holds an empty or a repeated value: write each once, with commas between");
            }
            choices.add(choice);
        }
        return choices;
    }

    private static Pattern pattern(String name, ParameterType type, String expression) {
        if (type != ParameterType.STRING) {
            throw wrong(name + ".pattern", "is only for a parameter of type string");
        }
        if (expression.isBlank() || expression.contains(" ")) {
            // a + in a URI is a blank, and "[0-9]+" would silently take one digit
            throw wrong(name + ".pattern", "holds a blank or nothing: write a + within RAW(…), and a blank as \\s");
        }
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException broken) {
            throw wrong(name + ".pattern", "is no regular expression: " + broken.getDescription());
        }
    }

    private static IllegalArgumentException wrong(String option, String what) {
        return new IllegalArgumentException("parameter." + option + " " + what);
    }
}

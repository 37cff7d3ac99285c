package dev.referee.tool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the model knows of a tool. Immutable.
 *
 * @param name the function's name: up to 64 letters, digits, {@code _} or {@code -}
 * @param description tells the model when to call it
 * @param parameters in the order in which the model sees them
 */
public record ToolSignature(String name, String description, List<ToolParameter> parameters) {

    private static final int PROBLEMS_MAX = 10;
    private static final int NAME_MAX = 60;

    /**
     * What the model's arguments came to.
     *
     * @param values the arguments by name, each of its parameter's type; of use only without problems
     * @param problems sentences that tell the model what to correct
     */
    public record Checked(Map<String, Object> values, List<String> problems) {}

    /** Keeps its own copy of the parameters. */
    public ToolSignature {
        parameters = List.copyOf(parameters);
    }

    /** Checks arguments as a JSON reader has them; a null counts as not given. Nothing in them is trusted. */
    public Checked check(Map<String, ?> written) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (ToolParameter parameter : parameters) {
            Object value = written.get(parameter.name());
            Optional<String> complaint = value == null
                    ? Optional.of("is missing").filter(missing -> parameter.required())
                    : parameter.complaint(value);
            complaint.ifPresent(what -> problems.add(parameter.name() + " " + what));
            if (value != null && complaint.isEmpty()) {
                values.put(parameter.name(), parameter.clean(value));
            }
        }
        written.keySet().stream()
                .filter(name -> parameters.stream()
                        .noneMatch(parameter -> parameter.name().equals(name)))
                .limit(PROBLEMS_MAX)
                .forEach(name -> problems.add("there is no parameter " + cut(name) + known()));
        return new Checked(Collections.unmodifiableMap(values), List.copyOf(problems));
    }

    private String known() {
        return parameters.isEmpty()
                ? "; it has none"
                : parameters.stream().map(ToolParameter::name).collect(Collectors.joining(", ", ", only ", ""));
    }

    private static String cut(String name) {
        return name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX) + "…";
    }
}

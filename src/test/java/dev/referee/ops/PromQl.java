package dev.referee.ops;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of PromQL as is needed to find what an expression asks for. */
record PromQl(String text) {

    private static final Set<String> WORDS = Set.of(
            ("by without and or unless bool on ignoring sum max min avg count topk rate increase irate absent clamp_min"
                            + " histogram_quantile label_values")
                    .split(" "));
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{[^}]*})?");
    private static final Pattern MATCHER =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"\\s*,?");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");

    /** A metric with what it is asked for. */
    record Selector(String metric, List<Match> matches) {}

    /** One condition on a label. */
    record Match(String label, String operator, String value) {}

    List<Selector> selectors() {
        List<Selector> selectors = new ArrayList<>();
        // durations and grouping labels are no metrics
        String rest = GROUPING.matcher(text.replaceAll("\\[[^]]*]", "")).replaceAll("");
        Matcher found = SELECTOR.matcher(rest);
        int end = 0;
        while (found.find(end)) {
            end = found.end();
            boolean digit = found.start() > 0 && Character.isDigit(rest.charAt(found.start() - 1));
            if (!WORDS.contains(found.group(1)) && !digit) {
                selectors.add(new Selector(found.group(1), matches(found.group(2))));
            }
        }
        return selectors;
    }

    private static List<Match> matches(String braces) {
        List<Match> matches = new ArrayList<>();
        if (braces == null) {
            return matches;
        }
        String inside = braces.substring(1, braces.length() - 1).strip();
        Matcher found = MATCHER.matcher(inside);
        int end = 0;
        while (end < inside.length()) {
            if (!found.find(end) || found.start() != end) {
                throw new AssertionError("not PromQL: " + braces);
            }
            matches.add(new Match(found.group(1), found.group(2), found.group(3)));
            end = found.end();
        }
        return matches;
    }

    /** Labels that results are grouped by. */
    List<String> groupedBy() {
        List<String> labels = new ArrayList<>();
        Matcher found = GROUPING.matcher(text);
        while (found.find()) {
            for (String label : found.group(1).split(",")) {
                labels.add(label.strip());
            }
        }
        return labels;
    }

    /** Whether every bracket and quote is closed. */
    boolean isBalanced() {
        Deque<Character> open = new ArrayDeque<>();
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && "({[".indexOf(c) >= 0) {
                open.push(c);
            } else if (!quoted && ")}]".indexOf(c) >= 0) {
                if (open.isEmpty() || ")}]".indexOf(c) != "({[".indexOf(open.pop())) {
                    return false;
                }
            }
        }
        return open.isEmpty() && !quoted;
    }
}

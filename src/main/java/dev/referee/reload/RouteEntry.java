package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A route or a route configuration of a file.
 *
 * @param file where it stands
 * @param pointer to it, in the file's tree
 * @param node what it says
 */
record RouteEntry(RouteFile file, String pointer, JsonNode node) {

    /** Its id; empty if it has none. */
    String id() {
        return node.path("id").asText("");
    }

    /** The endpoint it consumes from, without options. */
    String from() {
        return uri().split("\\?", 2)[0];
    }

    private String uri() {
        return node.path("from").path("uri").asText("");
    }

    /**
     * What makes its consumer: two routes that agree in this can be exchanged without touching the consumer. Options are
     * sorted, because their order means nothing; those written behind the uri count as one.
     */
    String entry() {
        Map<String, String> options = new TreeMap<>();
        if (uri().contains("?")) {
            options.put("?", uri().split("\\?", 2)[1]);
        }
        node.path("from")
                .path("parameters")
                .properties()
                .forEach(
                        option -> options.put(option.getKey(), option.getValue().asText()));
        return from() + options;
    }

    /** The names of the configurations it uses. */
    List<String> configurations() {
        List<String> names = new ArrayList<>();
        for (String name : node.path("routeConfigurationId").asText("").split(",")) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    /** Visits every part of it with its pointer, this included. */
    void walk(BiConsumer<String, JsonNode> visitor) {
        walk(node, pointer, visitor);
    }

    private static void walk(JsonNode node, String pointer, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(pointer, node);
        node.properties()
                .forEach(field -> walk(
                        field.getValue(),
                        pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1"),
                        visitor));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(node.get(i), pointer + "/" + i, visitor);
        }
    }

    EditProblem problem(String what) {
        return file.problem(pointer, what);
    }
}

package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML with the parser that Camel uses, and notes the line of every part. For one file; not thread-safe. */
final class YamlTree {

    /** Beyond it an alias contains itself, or nobody can read it. */
    private static final int DEPTH_MAX = 60;

    private static final int NODES_MAX = 100_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String name;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private int nodes;

    YamlTree(String name) {
        this.name = name;
    }

    /** The tree, or null for an empty file. */
    @Nullable
    JsonNode read(String text) throws BrokenYaml {
        try {
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(name).build()).composeString(text);
            return root.isEmpty() ? null : convert(root.get(), "", 0);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw broken(
                    mark, "is no YAML: " + context + e.getProblem() + "; look at indentation, quotes and colons here");
        } catch (YamlEngineException e) {
            throw broken(null, "is no YAML: " + e.getMessage());
        }
    }

    /** By JSON pointer, from 1 on. */
    Map<String, Integer> lines() {
        return lines;
    }

    private JsonNode convert(Node node, String pointer, int depth) throws BrokenYaml {
        if (depth > DEPTH_MAX || ++nodes > NODES_MAX) {
            throw broken(node.getStartMark().orElse(null), "is nested too deeply or too large");
        }
        lines.putIfAbsent(pointer, line(node.getStartMark().orElse(null)));
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.objectNode();
            for (NodeTuple tuple : mapping.getValue()) {
                field(object, tuple, pointer, depth);
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(convert(item, pointer + "/" + array.size(), depth + 1));
            }
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private void field(ObjectNode object, NodeTuple tuple, String pointer, int depth) throws BrokenYaml {
        Mark mark = tuple.getKeyNode().getStartMark().orElse(null);
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            throw broken(mark, "has a field whose name is no text: quote it, if it starts with { or [");
        }
        String field = key.getValue();
        if (object.has(field)) {
            throw broken(mark, "has the field " + field + " twice in one place: keep one of them");
        }
        String at = pointer + "/" + field.replace("~", "~0").replace("/", "~1");
        lines.put(at, line(mark));
        object.set(field, convert(tuple.getValueNode(), at, depth + 1));
    }

    private static JsonNode scalar(ScalarNode node) {
        String value = node.getValue();
        try {
            if (node.getTag().equals(Tag.INT)) {
                return JSON.numberNode(Long.parseLong(value));
            }
            if (node.getTag().equals(Tag.FLOAT)) {
                return JSON.numberNode(Double.parseDouble(value));
            }
        } catch (NumberFormatException unusual) {
            return JSON.textNode(value);
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(value));
        }
        return node.getTag().equals(Tag.NULL) ? JSON.nullNode() : JSON.textNode(value);
    }

    private BrokenYaml broken(@Nullable Mark mark, String what) {
        return new BrokenYaml(new EditProblem(name, mark == null ? 0 : line(mark), what));
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }
}

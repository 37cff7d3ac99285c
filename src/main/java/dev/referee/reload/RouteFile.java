package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;

/**
 * One route file as read: its text, its tree, and on which line each part of the tree stands.
 *
 * @param name as its author knows it, such as {@code routes/transfer.camel.yaml}
 * @param text as saved
 * @param root a list of routes and route configurations; missing if the file is empty
 * @param lines by JSON pointer, from 1 on; of a field the line of its name
 */
record RouteFile(String name, String text, JsonNode root, Map<String, Integer> lines) {

    /** Reads YAML; throws {@link BrokenYaml} where it is none. */
    static RouteFile read(String name, String text) throws BrokenYaml {
        YamlTree tree = new YamlTree(name);
        JsonNode root = tree.read(text);
        return new RouteFile(name, text, root == null ? MissingNode.getInstance() : root, tree.lines());
    }

    /** The line of what this pointer names, else of what it is part of. */
    int line(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            if (at.isEmpty()) {
                return 1;
            }
        }
    }

    EditProblem problem(String pointer, String what) {
        return new EditProblem(name, line(pointer), what);
    }
}

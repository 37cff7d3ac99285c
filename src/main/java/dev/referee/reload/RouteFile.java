package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;

/**
 * One route file as read: its text, its tree, and on which line each part of the tree stands.
 *
 * @param name as its author knows it, such as {@code routes/transfer.camel.yaml}
 * @param text as saved
 * @param packed whether it is one of the program's own, not of a folder
 * @param root a list of routes and route configurations; missing if nothing is in the file
 * @param lines by JSON pointer, from 1 on; of a field the line of its name
 */
record RouteFile(String name, String text, boolean packed, JsonNode root, Map<String, Integer> lines) {

    /** One file before it is read as YAML; see {@link RouteFile} for its parts. */
    record Text(String name, String text, boolean packed) {}

    /** Reads YAML; throws {@link BrokenYaml} where it is none. */
    static RouteFile read(Text file) throws BrokenYaml {
        YamlTree tree = new YamlTree(file.name());
        JsonNode root = tree.read(file.text());
        return new RouteFile(
                file.name(), file.text(), file.packed(), root == null ? MissingNode.getInstance() : root, tree.lines());
    }

    /** Where this stands, for a message about something else. */
    String place(String pointer) {
        return name + ":" + line(pointer) + (packed ? ", packed" : "");
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

package dev.referee.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Camel's own schema of its YAML, and our rule that files hold routes and route configurations with ids only. Not thread-safe. */
final class SchemaCheck implements RouteCheck {

    private static final String SCHEMA = "/schema/camelYamlDsl.json";
    private static final Set<String> TOPS = Set.of("route", "routeConfiguration");

    /** Types of messages that say no more than that something inside is wrong. */
    private static final Set<String> ALTERNATIVES = Set.of("oneOf", "anyOf");

    private final Predicate<RouteFile> proven;
    private @Nullable JsonSchema schema;

    /** @param proven files that are known to be sound, for reading the schema takes a second or two */
    SchemaCheck(Predicate<RouteFile> proven) {
        this.proven = proven;
    }

    private JsonSchema schema() {
        if (schema == null) {
            try (InputStream json = SchemaCheck.class.getResourceAsStream(SCHEMA)) {
                schema = factory().getSchema(json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return schema;
    }

    /** Of draft 4, and the one word that Camel's schema adds to it, which would be warned of. */
    private static JsonSchemaFactory factory() {
        JsonMetaSchema draft = JsonMetaSchema.builder(JsonMetaSchema.getV4())
                .keyword(new NonValidationKeyword("deprecated"))
                .build();
        return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4))
                .metaSchema(draft)
                .build();
    }

    @Override
    public List<EditProblem> check(RouteSet routes) {
        List<EditProblem> found = new ArrayList<>();
        for (RouteFile file : routes.files()) {
            if (proven.test(file)) {
                continue;
            }
            int before = found.size();
            shape(file, found);
            if (found.size() == before && !file.root().isEmpty()) {
                schema(file, found);
            }
        }
        return found;
    }

    private static void shape(RouteFile file, List<EditProblem> found) {
        if (!file.root().isArray()) {
            found.add(file.problem("", "is no list: start each entry with \"- route:\""));
            return;
        }
        for (int i = 0; i < file.root().size(); i++) {
            JsonNode top = file.root().get(i);
            String at = "/" + i;
            String kind = top.size() == 1 ? top.fieldNames().next() : "";
            if (!TOPS.contains(kind)) {
                String said = kind.isEmpty() ? "an entry" : "\"" + kind + "\"";
                found.add(file.problem(
                        at,
                        "holds " + said + ": write \"- route:\" or \"- routeConfiguration:\" and all else below it"));
            } else if (top.path(kind).path("id").asText("").isEmpty()) {
                found.add(file.problem(at, "has a " + kind + " without id: give it one, in kebab-case"));
            }
        }
    }

    /** Of several messages about one line the deepest tells most: the others follow from it. */
    private void schema(RouteFile file, List<EditProblem> found) {
        Map<Integer, ValidationMessage> byLine = new LinkedHashMap<>();
        Set<ValidationMessage> all = schema().validate(file.root());
        boolean precise = all.stream().anyMatch(message -> !ALTERNATIVES.contains(message.getType()));
        for (ValidationMessage message : all) {
            boolean vague = precise && ALTERNATIVES.contains(message.getType());
            if (!vague && !isPlaceholder(file, message)) {
                byLine.merge(
                        file.line(pointer(message)),
                        message,
                        (one, other) -> pointer(other).length() > pointer(one).length() ? other : one);
            }
        }
        byLine.forEach((line, message) -> found.add(new EditProblem(file.name(), line, say(message))));
    }

    private static String say(ValidationMessage message) {
        String last = message.getInstanceLocation().getName(-1);
        String place = last.matches("[0-9]+") ? "a step" : last;
        return switch (message.getType()) {
            case "additionalProperties" ->
                "\"" + message.getProperty() + "\" is no word that \"" + place
                        + "\" knows: check its spelling and its indentation";
            case "required" -> "\"" + message.getProperty() + "\" is missing in \"" + place + "\": add it";
            default -> {
                String said = message.getMessage();
                yield "is not as Camel's YAML wants it: " + said.substring(said.indexOf(": ") + 1);
            }
        };
    }

    /** Of what the message is about: for an unknown field, that field. */
    private static String pointer(ValidationMessage message) {
        JsonNodePath path = message.getInstanceLocation();
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            pointer.append('/').append(path.getName(i).replace("~", "~0").replace("/", "~1"));
        }
        return message.getType().equals("additionalProperties")
                ? pointer + "/" + message.getProperty()
                : pointer.toString();
    }

    /** A number or a flag that a setting gives: the loader takes it, the schema does not know of placeholders. */
    private static boolean isPlaceholder(RouteFile file, ValidationMessage message) {
        return message.getType().equals("type")
                && file.root().at(pointer(message)).asText().matches("\\{\\{.+}}");
    }
}

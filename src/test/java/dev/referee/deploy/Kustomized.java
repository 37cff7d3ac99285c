package dev.referee.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What kustomize makes of a document and a patch: objects are joined, and lists by the names of their elements. */
final class Kustomized {

    private Kustomized() {}

    static Manifest merge(Manifest whole, Manifest patch) {
        ObjectNode json = whole.json().deepCopy();
        merge(json, patch.json());
        return new Manifest(patch.file(), json);
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        patch.properties().forEach(field -> {
            JsonNode there = into.get(field.getKey());
            if (there instanceof ObjectNode object && field.getValue().isObject()) {
                merge(object, field.getValue());
            } else if (there instanceof ArrayNode list && field.getValue().isArray()) {
                field.getValue().forEach(element -> merge(list, element));
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    private static void merge(ArrayNode into, JsonNode element) {
        for (JsonNode there : into) {
            if (there instanceof ObjectNode object && there.path("name").equals(element.path("name"))) {
                merge(object, element);
                return;
            }
        }
        into.add(element);
    }
}

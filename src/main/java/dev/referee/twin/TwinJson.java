package dev.referee.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What {@code /twin} says and takes. */
final class TwinJson {

    private TwinJson() {}

    /** {@code {"preset":"silent-refer", …overrides}}; both are optional. */
    static CallScript script(String body) {
        ObjectNode json = body.isBlank() ? Json.object() : Json.readObject(body);
        if (json == null) {
            throw new IllegalArgumentException("the body is not a JSON object");
        }
        return script(json);
    }

    private static CallScript script(ObjectNode json) {
        JsonNode preset = json.remove("preset");
        CallScript start = preset == null ? CallScript.usual() : Presets.script(preset.asText());
        return start.withJson(json);
    }

    /**
     * {@code {"perSecond":2,"seconds":20,"mix":[{"share":3,"preset":"silent-refer", …overrides}]}}; without a mix every call
     * is as usual.
     */
    static StreamOrder stream(String body) {
        ObjectNode json = Json.readObject(body);
        if (json == null) {
            throw new IllegalArgumentException("the body is not a JSON object");
        }
        List<StreamOrder.Share> mix = new ArrayList<>();
        for (JsonNode each : json.path("mix")) {
            if (!(each instanceof ObjectNode call)) {
                throw new IllegalArgumentException("mix: every entry is a JSON object");
            }
            JsonNode share = call.remove("share");
            mix.add(new StreamOrder.Share(script(call), share == null ? 1 : share.asInt()));
        }
        return new StreamOrder(
                json.path("perSecond").asInt(),
                json.path("seconds").asInt(),
                mix.isEmpty() ? List.of(new StreamOrder.Share(CallScript.usual(), 1)) : mix);
    }

    /** Every switch with its values and words, and the presets. */
    static ObjectNode catalogue() {
        ObjectNode json = Json.object();
        ArrayNode switches = json.putArray("switches");
        Switches.all().forEach(each -> switches.add(each.describe()));
        ArrayNode presets = json.putArray("presets");
        for (Presets.Preset preset : Presets.all()) {
            ObjectNode entry = presets.addObject()
                    .put("name", preset.name())
                    .put("label", preset.label())
                    .put("description", preset.description());
            entry.set("script", preset.script().toJson());
        }
        return json;
    }

    /** One line of the list of calls. */
    static ObjectNode summary(TwinCall call) {
        ObjectNode json = Json.object()
                .put("id", call.id())
                .put("parentSid", call.parentSid())
                .put("startedAt", call.startedAt().toString())
                .put("over", call.isOver())
                .put("owner", call.owner().toString())
                .put("violations", call.violations().size());
        ArrayNode ids = json.putArray("callIds");
        call.callIds().forEach(ids::add);
        json.set("script", call.script().toJson());
        return json;
    }

    /** Everything about one call. */
    static ObjectNode details(TwinCall call) {
        ObjectNode json = summary(call);
        json.put("aloneMs", call.alone().toMillis());
        json.put("owedMs", call.owed().toMillis());
        ArrayNode owners = json.putArray("owners");
        call.owners().forEach(owner -> owners.addObject()
                .put("at", owner.at().toString())
                .put("kind", owner.kind().name())
                .put("who", owner.who()));
        ArrayNode rings = json.putArray("rings");
        call.rings().forEach(ring -> rings.addObject()
                .put("at", ring.at().toString())
                .put("number", ring.number())
                .put("from", ring.from())
                .put("childSid", ring.childSid())
                .put("mechanism", ring.mechanism())
                .put("document", ring.document())
                .put("endedAt", ring.endedAt() == null ? null : ring.endedAt().toString())
                .put("outcome", ring.outcome()));
        ArrayNode bridges = json.putArray("bridges");
        call.bridges().forEach(bridge -> bridges.addObject()
                .put("at", bridge.at().toString())
                .put("number", bridge.number())
                .put("childSid", bridge.childSid())
                .put("mechanism", bridge.mechanism())
                .put(
                        "endedAt",
                        bridge.endedAt() == null ? null : bridge.endedAt().toString()));
        ArrayNode exchanges = json.putArray("exchanges");
        call.exchanges().forEach(each -> exchanges
                .addObject()
                .put("direction", each.direction())
                .put("kind", each.kind())
                .put("method", each.method())
                .put("path", each.path())
                .put("at", each.at().toString())
                .put(
                        "answeredAt",
                        each.answeredAt() == null ? null : each.answeredAt().toString())
                .put("status", each.status()));
        texts(json.putArray("complaints"), call.violations());
        texts(json.putArray("assumptions"), call.script().assumptions());
        ArrayNode story = json.putArray("story");
        call.story().forEach(line -> story.addObject().put("ms", line.ms()).put("text", line.text()));
        return json;
    }

    private static void texts(ArrayNode list, Iterable<String> texts) {
        texts.forEach(list::add);
    }
}

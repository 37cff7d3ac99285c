package dev.referee.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** One call as the judge saw it. */
record Seen(JsonNode json) {

    /** What the judge says when the gateway could not be reached or did not answer: the carrier's side of a crash. */
    private static final Set<String> CRASH = Set.of(
            "the caller was alone for", "11200:", "the caller came back, but the function call never got a result");

    boolean over() {
        return json.required("over").asBoolean();
    }

    String parentSid() {
        return json.required("parentSid").asText();
    }

    List<JsonNode> list(String name) {
        return StreamSupport.stream(json.required(name).spliterator(), false).toList();
    }

    List<JsonNode> rings() {
        return list("rings");
    }

    List<JsonNode> bridges() {
        return list("bridges");
    }

    List<String> complaints() {
        return list("complaints").stream().map(JsonNode::asText).toList();
    }

    /** Complaints that no crash excuses: a second ring, a second bridge, a second accept, a ring for nobody. */
    List<String> faults() {
        return complaints().stream()
                .filter(each -> CRASH.stream().noneMatch(each::startsWith))
                .filter(each ->
                        !each.endsWith("the caller heard nothing")) // a node that is dead asks no agent to speak
                .toList();
    }

    List<String> story() {
        return list("story").stream()
                .map(line -> line.required("ms").asText() + " "
                        + line.required("text").asText())
                .toList();
    }

    boolean tells(String words) {
        return list("story").stream()
                .anyMatch(line -> line.required("text").asText().contains(words));
    }

    /** From the ringing of the first agent's leg to its session's accept, in ms; for ever if it was not accepted. */
    long toAcceptMs() {
        long accepted = told("accepted");
        return accepted == Long.MAX_VALUE ? accepted : accepted - told("leg agent initiated");
    }

    private long told(String words) {
        return list("story").stream()
                .filter(line -> line.required("text").asText().equals(words))
                .mapToLong(line -> line.required("ms").asLong())
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** Requests of one kind between gateway and vendors. */
    List<JsonNode> exchanges(String kind) {
        return list("exchanges").stream()
                .filter(each -> each.required("kind").asText().equals(kind))
                .toList();
    }

    /** Accepts that took, of the session that had most of them. */
    long acceptsThatTook() {
        return exchanges("accept").stream()
                .filter(each -> each.required("status").asInt() == 200)
                .collect(java.util.stream.Collectors.groupingBy(
                        each -> each.required("path").asText(), java.util.stream.Collectors.counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** Who had the caller last, before he had left. */
    String lastOwner() {
        List<String> kinds = owners();
        for (int i = kinds.size() - 1; i >= 0; i--) {
            if (!Set.of("GONE", "NOBODY").contains(kinds.get(i))) {
                return kinds.get(i);
            }
        }
        return "NOBODY";
    }

    List<String> owners() {
        return list("owners").stream()
                .map(owner -> owner.required("kind").asText())
                .toList();
    }

    boolean owned(String kind) {
        return owners().contains(kind);
    }

    /** The carrier could not get a document and gave the caller up. */
    boolean lostByCarrier() {
        return tells("application error");
    }

    /** Nothing happened for so long that the caller hung up. */
    boolean lostPatience() {
        return tells("out of patience");
    }

    /**
     * The model called a function while nobody listened on the sideband, and the vendor does not say it again: agent and
     * caller wait for each other. The caller is with the agent all the time, so nobody is lost, but nothing happens.
     */
    boolean waitedForTheAgent() {
        return lostPatience() && lastOwner().equals("AGENT");
    }

    /** The longest time for which the caller heard nobody. */
    Duration longestAlone() {
        List<JsonNode> owners = list("owners");
        Duration longest = Duration.ZERO;
        for (int i = 0; i + 1 < owners.size(); i++) {
            if (owners.get(i).required("kind").asText().equals("NOBODY")) {
                Duration alone = Duration.between(at(owners.get(i)), at(owners.get(i + 1)));
                longest = alone.compareTo(longest) > 0 ? alone : longest;
            }
        }
        return longest;
    }

    static Instant at(JsonNode node) {
        return Instant.parse(node.required("at").asText());
    }

    @Override
    public String toString() {
        return json.required("id").asText() + " " + json.required("script") + "\n  complaints " + complaints()
                + "\n  owners " + owners() + "\n  " + String.join("\n  ", story());
    }
}

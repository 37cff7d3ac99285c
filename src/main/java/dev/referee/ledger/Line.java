package dev.referee.ledger;

import dev.referee.transfer.Fact;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One fact as a line of a call's story, the same in the timeline and in the log.
 *
 * @param source who observed it
 * @param type what it is, in kebab-case
 * @param detail what else is known; numbers are whole here
 */
public record Line(String source, String type, Map<String, String> detail) {

    private static final String OURSELVES = "referee";

    /** The line of one fact; what we decided ourselves has the source {@code referee}. */
    public static Line of(Fact fact) {
        if (fact instanceof Fact.Noted noted) {
            return new Line(noted.source().word(), noted.type(), noted.detail());
        }
        if (fact instanceof Fact.EvidenceSeen seen) {
            Map<String, String> detail = new LinkedHashMap<>();
            if (seen.rung() != null) {
                detail.put("rung", seen.rung().word());
            }
            detail.putAll(seen.detail());
            return new Line(seen.source().word(), seen.type(), detail);
        }
        if (fact instanceof Fact.MechanismStarted started) {
            Map<String, String> detail = new LinkedHashMap<>();
            detail.put("mechanism", started.mechanism().word());
            if (started.to() != null) {
                detail.put("to", started.to().uri());
            }
            return ours("mechanism-started", detail);
        }
        if (fact instanceof Fact.VerdictReached reached) {
            Map<String, String> detail = new LinkedHashMap<>();
            detail.put("mechanism", reached.mechanism().word());
            detail.put("verdict", reached.verdict().word());
            detail.put("reason", reached.reason());
            return ours("verdict", detail);
        }
        if (fact instanceof Fact.Won won) {
            return ours("fence-won", Map.of("mechanism", won.mechanism().word()));
        }
        Fact.OutcomeReached reached = (Fact.OutcomeReached) fact;
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("outcome", reached.outcome().word());
        if (reached.number() != null) {
            detail.put("number", reached.number().uri());
        }
        detail.put("reason", reached.reason());
        return ours("outcome", detail);
    }

    private static Line ours(String type, Map<String, String> detail) {
        return new Line(OURSELVES, type, detail);
    }
}

package dev.referee.story;

import dev.referee.ledger.CallHead;
import dev.referee.ledger.History;
import dev.referee.masking.Masking;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A history as it may leave the house: without what agents, callers and operators said in their own words, and, unless they are
 * asked for, with phone numbers cut to their ends.
 */
final class Masked {

    /** Ids, and what our own program counted: no numbers of people, though some look like it. */
    private static final Set<String> IDS =
            Set.of("callId", "webhookId", "eventId", "agentLeg", "sipCallId", "status", "tookMs", "seconds", "rung");

    private static final String HEADER = "header.";

    /** Types whose reason is somebody's own words. */
    private static final Set<String> SPOKEN = Set.of("transfer-asked", "end-asked");

    private Masked() {}

    static History of(History history, boolean wholeNumbers) {
        List<History.Event> timeline = history.timeline().stream()
                .map(event -> new History.Event(
                        event.at(), event.source(), event.type(), event.transferId(), detail(event, wholeNumbers)))
                .toList();
        return new History(head(history.head(), wholeNumbers), history.sessions(), null, history.transfers(), timeline);
    }

    private static Map<String, String> detail(History.Event event, boolean wholeNumbers) {
        Map<String, String> shown = new LinkedHashMap<>();
        event.detail().forEach((key, value) -> {
            if (key.equals("reason") && SPOKEN.contains(event.type())) {
                return;
            }
            boolean asIs = wholeNumbers || IDS.contains(key) || key.startsWith(HEADER);
            shown.put(key, asIs ? value : Masking.mask(value));
        });
        return shown;
    }

    private static CallHead head(CallHead head, boolean wholeNumbers) {
        return wholeNumbers
                ? head
                : new CallHead(
                        head.key(),
                        head.callId(),
                        head.carrierCallId(),
                        head.agent(),
                        Masking.mask(head.from()),
                        Masking.mask(head.to()),
                        head.publicState(),
                        head.startedAt(),
                        head.endedAt(),
                        head.dueAt(),
                        head.owner(),
                        head.file());
    }
}

package dev.referee.story;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.referee.ledger.History;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call as a ladder: who told whom what, and when, in words. Numbers are whole.
 *
 * @param key our key of the call
 * @param callId OpenAI's id of its first session; null before one was announced
 * @param lanes who takes part, from left to right
 * @param steps one for each line of the timeline, first one first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Ladder(String key, @Nullable String callId, List<String> lanes, List<Step> steps) {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * One event.
     *
     * @param at in UTC, with milliseconds
     * @param from whose lane it begins on
     * @param to whose lane it leads to; null for a note on {@code from}
     * @param kind request, answer, callback, event, decision, timer or operator
     * @param text plain English, one line
     * @param why for a decision, what it rests on; null where there is nothing to add
     * @param rung of the evidence ladder that it proves; null where it proves none
     * @param tone good, bad, warn or plain
     * @param transferId the transfer that it belongs to; null where it belongs to the call
     * @param source who observed it, as in the timeline
     * @param type its name in the timeline
     * @param detail what else is known
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Step(
            String at,
            String from,
            @Nullable String to,
            String kind,
            String text,
            @Nullable String why,
            @Nullable String rung,
            String tone,
            @Nullable String transferId,
            String source,
            String type,
            Map<String, String> detail) {}

    /** The ladder of everything that the ledger has of a call. */
    public static Ladder of(History history) {
        List<History.Event> timeline = history.timeline();
        List<Step> steps = new ArrayList<>();
        for (int at = 0; at < timeline.size(); at++) {
            History.Event next = at + 1 < timeline.size() ? timeline.get(at + 1) : null;
            steps.add(step(new Moment(timeline.get(at), timeline.subList(0, at), next)));
        }
        return new Ladder(history.head().key().value(), history.head().callId(), Lane.words(), List.copyOf(steps));
    }

    private static Step step(Moment at) {
        Told told = Wording.of(at);
        History.Event event = at.event();
        Map<String, String> detail = new LinkedHashMap<>(event.detail());
        String rung = detail.remove("rung");
        return new Step(
                time(event.at()),
                told.from().word(),
                told.to() == null ? null : told.to().word(),
                told.kind().word(),
                told.text(),
                told.why(),
                rung,
                told.tone().word(),
                event.transferId(),
                event.source(),
                event.type(),
                detail);
    }

    /** UTC with milliseconds, always of the same length. */
    static String time(Instant at) {
        return UTC.format(at);
    }
}

package dev.referee.story;

import static dev.referee.story.TransferEvents.get;

import dev.referee.ledger.CallHead;
import dev.referee.ledger.History;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the report of a call from its history alone. */
public final class Reports {

    private static final List<String> LOOKED_FOR =
            List.of("x-request-id", "openai-processing-ms", "openai-version", "cf-ray", "date");
    private static final String HEADER = "header.";
    private static final List<String> NOT_SHOWN = List.of(
            "Whether a REFER was sent and got lost on its way, or was not sent at all: Referee sees what the carrier requests"
                    + " of it, and not the SIP between OpenAI and the carrier.",
            "Events that OpenAI may have sent on the sideband under names that Referee does not look for.");

    private Reports() {}

    /**
     * The report.
     *
     * @param version of this program
     * @param wholeNumbers whether phone numbers are written whole
     */
    public static EvidenceReport of(History whole, String version, Instant now, boolean wholeNumbers) {
        History history = Masked.of(whole, wholeNumbers);
        List<EvidenceReport.OfTransfer> transfers = history.transfers().stream()
                .map(transfer -> transfer(new TransferEvents(transfer, history.timeline())))
                .toList();
        return new EvidenceReport(
                title(transfers),
                finding(transfers),
                Ladder.time(now),
                "Referee " + version,
                wholeNumbers ? "whole" : "masked",
                call(history),
                transfers,
                rows(history),
                transfers.isEmpty() ? List.of() : NOT_SHOWN);
    }

    /** That of the first silent REFER, or of the first transfer. */
    private static String title(List<EvidenceReport.OfTransfer> transfers) {
        return transfers.stream()
                .filter(Reports::isSilent)
                .findFirst()
                .or(() -> transfers.stream().findFirst())
                .map(EvidenceReport.OfTransfer::title)
                .orElse("A call without transfers");
    }

    private static boolean isSilent(EvidenceReport.OfTransfer transfer) {
        return transfer.verdicts().stream()
                .anyMatch(one -> one.mechanism().equals("refer") && "silent".equals(one.verdict()));
    }

    private static String finding(List<EvidenceReport.OfTransfer> transfers) {
        return transfers.isEmpty()
                ? "No transfer was asked for in this call, so it says nothing about REFER."
                : transfers.stream().map(EvidenceReport.OfTransfer::finding).collect(Collectors.joining(" "));
    }

    private static Map<String, String> call(History history) {
        CallHead head = history.head();
        Map<String, String> call = new LinkedHashMap<>();
        history.sessions().forEach(session -> call.merge("OpenAI call_id", session, (one, more) -> one + ", " + more));
        put(call, "Carrier call SID (caller's leg)", head.carrierCallId());
        put(call, "From", head.from());
        put(call, "To", head.to());
        put(call, "State", head.publicState());
        put(call, "Began", Ladder.time(head.startedAt()));
        put(call, "Ended", head.endedAt() == null ? null : Ladder.time(head.endedAt()));
        put(call, "Referee's key", head.key().value());
        return call;
    }

    private static EvidenceReport.OfTransfer transfer(TransferEvents events) {
        History.Transfer transfer = events.transfer();
        EvidenceReport.Answer answer =
                events.first("refer-answered").map(Reports::answer).orElse(null);
        Finding finding = new Finding(events);
        return new EvidenceReport.OfTransfer(
                finding.title(),
                transfer.transferId(),
                transfer.target(),
                Ladder.time(transfer.requestedAt()),
                transfer.outcome(),
                transfer.mechanisms().stream().map(Reports::verdict).toList(),
                finding.text(),
                asked(events),
                answer,
                new Seen(events).lines(),
                new Rescue(events).text(),
                ids(events));
    }

    private static EvidenceReport.Verdict verdict(History.MechanismTried tried) {
        return new EvidenceReport.Verdict(
                tried.mechanism(), tried.verdict(), tried.decidedAt() == null ? null : Ladder.time(tried.decidedAt()));
    }

    private static Map<String, String> asked(TransferEvents events) {
        Map<String, String> asked = new LinkedHashMap<>();
        Optional<History.Event> start = events.started("refer");
        if (start.isEmpty() || events.verdictOn("refer").equals("skipped")) {
            return asked;
        }
        String id = events.session().map(session -> get(session, "callId")).orElse("{call_id}");
        asked.put("Request", "POST /realtime/calls/" + id + "/refer");
        put(asked, "target_uri", get(start.get(), "to"));
        asked.put(
                "Written down just before it was sent", Ladder.time(start.get().at()));
        return asked;
    }

    private static EvidenceReport.Answer answer(History.Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        event.detail().forEach((key, value) -> {
            if (key.startsWith(HEADER)) {
                headers.put(key.substring(HEADER.length()), value);
            }
        });
        String status = get(event, "status");
        String took = get(event, "tookMs");
        List<String> absent = status.isEmpty()
                ? List.of()
                : LOOKED_FOR.stream().filter(name -> !headers.containsKey(name)).toList();
        return new EvidenceReport.Answer(
                Ladder.time(event.at()),
                get(event, "answer"),
                status.isEmpty() ? null : Integer.valueOf(status),
                took.isEmpty() ? null : Long.valueOf(took),
                headers,
                absent);
    }

    private static Map<String, String> ids(TransferEvents events) {
        Map<String, String> ids = new LinkedHashMap<>();
        events.session().ifPresent(session -> {
            put(ids, "OpenAI call_id", get(session, "callId"));
            put(ids, "webhook-id of realtime.call.incoming", get(session, "webhookId"));
            put(ids, "id of that event", get(session, "eventId"));
            put(ids, "X-Twilio-CallSid (agent's leg)", get(session, "agentLeg"));
            put(ids, "SIP Call-ID (agent's leg)", get(session, "sipCallId"));
        });
        events.first("refer-answered").ifPresent(answer -> {
            put(ids, "x-request-id of /refer", get(answer, HEADER + "x-request-id"));
            put(ids, "cf-ray of /refer", get(answer, HEADER + "cf-ray"));
        });
        events.first("redirect-answered")
                .or(() -> events.first("redirect-answer-ignored"))
                .ifPresent(answer ->
                        put(ids, "Twilio-Request-Id of the redirect", get(answer, HEADER + "twilio-request-id")));
        ids.put("Referee's transfer id", events.transfer().transferId());
        return ids;
    }

    private static List<EvidenceReport.Row> rows(History history) {
        return Ladder.of(history).steps().stream()
                .filter(step -> !step.type().equals("cost"))
                .map(step -> new EvidenceReport.Row(step.at(), step.from(), step.to(), step.rung(), step.text()))
                .toList();
    }

    private static void put(Map<String, String> map, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            map.put(name, value);
        }
    }
}

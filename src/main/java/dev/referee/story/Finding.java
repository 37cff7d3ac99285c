package dev.referee.story;

import static dev.referee.story.TransferEvents.between;
import static dev.referee.story.TransferEvents.get;

import dev.referee.ledger.History;
import java.util.Optional;
import java.util.stream.Collectors;

/** What became of one transfer's REFER, in one paragraph. */
final class Finding {

    private final TransferEvents events;

    Finding(TransferEvents events) {
        this.events = events;
    }

    /** The same in a few words. */
    String title() {
        String verdict = events.verdictOn("refer");
        if (events.started("refer").isEmpty() || verdict.equals("skipped")) {
            return "A transfer without REFER";
        }
        if (!verdict.equals("silent")) {
            return "REFER: " + (verdict.isEmpty() ? "no verdict yet" : verdict);
        }
        String answer = events.first("refer-answered")
                .map(event -> get(event, "answer"))
                .filter(said -> said.matches("[0-9]{3}.*"))
                .map(said -> "was answered " + said.substring(0, 3))
                .orElse("got no usable answer");
        boolean late = events.first("refer-arrived-late").isPresent();
        return "/refer " + answer + ", and "
                + (late ? "the REFER reached the carrier too late" : "no REFER reached the carrier");
    }

    String text() {
        if (events.started("refer").isEmpty()) {
            boolean rescue = events.transfer().requestedBy().equals("rescue");
            return rescue
                    ? "No REFER was asked for: no agent had the caller, so Referee brought the caller to a human itself."
                    : "No REFER was asked for: the caller could be moved without one.";
        }
        return switch (events.verdictOn("refer")) {
            case "silent" -> answered() + silent();
            case "confirmed" -> answered() + confirmed();
            case "refused" -> answered() + "REFER was taken as refused: " + reason() + ".";
            case "skipped" -> "No REFER was asked for: " + reason() + ".";
            case "abandoned" -> answered() + "The caller left before anything else was seen.";
            default -> answered() + "Referee is still waiting for evidence.";
        };
    }

    private String request() {
        String id = events.session().map(session -> get(session, "callId")).orElse("{call_id}");
        return "POST /realtime/calls/" + id + "/refer";
    }

    private String answered() {
        Optional<History.Event> answer = events.first("refer-answered");
        if (answer.isEmpty()) {
            return "Referee asked OpenAI for a REFER (" + request() + "). ";
        }
        String said = get(answer.get(), "answer").replace(" (no x-request-id)", "");
        return said.startsWith("no answer") || said.startsWith("not connected")
                ? "OpenAI gave no answer to " + request() + " (" + said + "). "
                : "OpenAI answered " + said.replaceAll("^([0-9]{3}) \\(.*\\)$", "$1") + " to " + request() + " at "
                        + Ladder.time(answer.get().at()) + took(answer.get()) + ". ";
    }

    private static String took(History.Event answer) {
        String took = get(answer, "tookMs");
        return took.isEmpty() ? "" : ", " + took + " ms after it was asked";
    }

    private String silent() {
        History.Event verdict = events.verdict("refer").orElseThrow();
        History.Event since =
                events.first("refer-answered").or(() -> events.started("refer")).orElseThrow();
        String late = events.first("refer-arrived-late")
                .map(event -> " A REFER did arrive at " + Ladder.time(event.at()) + ", "
                        + between(since.at(), event.at()) + " after that, too late.")
                .orElse("");
        return "In the following " + between(since.at(), verdict.at())
                + " no REFER reached the carrier (no request to the Dial's referUrl), and " + vendorsWord() + "."
                + late;
    }

    private String vendorsWord() {
        return events.vendorsWords().isEmpty()
                ? "no event on the sideband told of one"
                : "OpenAI's only word was "
                        + events.vendorsWords().stream()
                                .map(event -> event.type() + " on the sideband at " + Ladder.time(event.at()))
                                .collect(Collectors.joining(", "));
    }

    private String confirmed() {
        History.Event arrived = events.first("refer-arrived").orElseThrow();
        String after = events.first("refer-answered")
                .filter(answer -> !answer.at().isAfter(arrived.at()))
                .map(answer -> ", " + between(answer.at(), arrived.at()) + " after the answer")
                .orElse("");
        return "A REFER reached the carrier at " + Ladder.time(arrived.at()) + after
                + ": the carrier requested the Dial's referUrl.";
    }

    private String reason() {
        return events.verdict("refer")
                .map(event -> Moment.oneLine(get(event, "reason").replace(" (no x-request-id)", "")))
                .orElse("");
    }
}

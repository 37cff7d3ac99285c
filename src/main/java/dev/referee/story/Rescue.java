package dev.referee.story;

import static dev.referee.story.TransferEvents.between;

import dev.referee.ledger.History;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the caller was helped, in a few sentences. */
final class Rescue {

    private final TransferEvents events;

    Rescue(TransferEvents events) {
        this.events = events;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (String mechanism : List.of("redirect", "release")) {
            events.started(mechanism).ifPresent(start -> text.append(tried(mechanism, start)));
        }
        return text + outcome();
    }

    private String tried(String mechanism, History.Event start) {
        String what = mechanism.equals("redirect")
                ? "Referee asked the carrier's REST API to move the caller (redirect) at "
                : "Referee hung up, or found ended, the agent's leg so that the carrier asked what to do (release) at ";
        Optional<History.Event> verdict = events.verdict(mechanism);
        String became = verdict.map(
                        event -> event.detail().get("verdict") + " " + between(start.at(), event.at()) + " later")
                .orElse("no verdict yet");
        return what + Ladder.time(start.at()) + ": " + became + ". ";
    }

    private String outcome() {
        Optional<History.Event> outcome = events.first("outcome");
        if (outcome.isEmpty()) {
            return "The transfer is still in flight.";
        }
        String end =
                switch (outcome.get().detail().getOrDefault("outcome", "")) {
                    case "bridged" -> "The caller was joined with a human";
                    case "voicemail" -> "The caller got to the voicemail box";
                    case "returned" -> "The caller stayed with, or went back to, the agent";
                    case "abandoned" -> "The caller was no longer there";
                    default -> "The caller could not be helped";
                };
        Instant asked = events.transfer().requestedAt();
        return end + " " + between(asked, outcome.get().at()) + " after the transfer was asked for.";
    }
}

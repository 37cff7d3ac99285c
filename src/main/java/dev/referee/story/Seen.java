package dev.referee.story;

import static dev.referee.story.TransferEvents.get;

import dev.referee.ledger.History;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What was seen around a REFER and what was not, one line each: at the carrier, on the sideband, of the agent's leg. */
final class Seen {

    private static final List<String> SIDEBAND =
            List.of("sideband-attached", "sideband-reattached", "sideband-closed", "sideband-failed");
    private static final List<String> LEG = List.of(
            "agent-leg-answered", "agent-leg-completed", "agent-leg-canceled", "agent-leg-failed", "agent-dial-ended");

    private final TransferEvents events;

    Seen(TransferEvents events) {
        this.events = events;
    }

    List<String> lines() {
        if (events.first("refer-answered").isEmpty()
                && events.verdictOn("refer").matches("|skipped")) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(refer());
        events.first("refer-to").ifPresent(to -> lines.add("Refer-To as the carrier told it: " + get(to, "referTo")));
        Instant until = events.verdict("refer").map(History.Event::at).orElse(Instant.MAX);
        lines.add("Agent's leg when the verdict fell: " + stood(LEG, until, "agent-leg-answered"));
        lines.add("Sideband when the verdict fell: " + stood(SIDEBAND, until, "sideband-attached"));
        if (events.vendorsWords().isEmpty()) {
            lines.add("Events on the sideband that tell of a REFER: none"
                    + " (those that referee.transfer.lifecycle-events names)");
        }
        events.vendorsWords()
                .forEach(word -> lines.add("Event on the sideband: " + word.type() + " at " + Ladder.time(word.at())));
        return lines;
    }

    private String refer() {
        return Stream.of("refer-arrived", "refer-arrived-late")
                .map(events::first)
                .flatMap(Optional::stream)
                .map(event -> "Request of the carrier to the Dial's referUrl: at " + Ladder.time(event.at()))
                .findFirst()
                .orElse("Request of the carrier to the Dial's referUrl: none");
    }

    private String stood(List<String> types, Instant until, String up) {
        Optional<History.Event> latest = events.latest(types, until);
        String since = latest.map(event -> " since " + Ladder.time(event.at())).orElse("");
        boolean isUp = latest.filter(
                        event -> event.type().equals(up) || event.type().equals("sideband-reattached"))
                .isPresent();
        return latest.isEmpty() ? "nothing known" : (isUp ? "up" : "down") + since;
    }
}

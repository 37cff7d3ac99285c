package dev.referee.story;

import dev.referee.ledger.History;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lines of one transfer, and those of its call.
 *
 * @param transfer the transfer
 * @param timeline of the whole call
 */
record TransferEvents(History.Transfer transfer, List<History.Event> timeline) {

    Stream<History.Event> all() {
        return timeline.stream().filter(event -> transfer.transferId().equals(event.transferId()));
    }

    Optional<History.Event> first(String type) {
        return all().filter(event -> event.type().equals(type)).findFirst();
    }

    Optional<History.Event> started(String mechanism) {
        return all().filter(event -> event.type().equals("mechanism-started")
                        && mechanism.equals(event.detail().get("mechanism")))
                .findFirst();
    }

    Optional<History.Event> verdict(String mechanism) {
        return all().filter(event -> event.type().equals("verdict")
                        && mechanism.equals(event.detail().get("mechanism")))
                .findFirst();
    }

    /** How the transfer stands by the verdict on a mechanism, or nothing while that is open. */
    String verdictOn(String mechanism) {
        return verdict(mechanism)
                .map(event -> event.detail().getOrDefault("verdict", ""))
                .orElse("");
    }

    /** The vendor's own words on the sideband. */
    List<History.Event> vendorsWords() {
        return all().filter(event ->
                        event.source().equals("sideband") && event.type().contains("."))
                .toList();
    }

    /** The announcement of the session that the caller was with when the transfer was asked for. */
    Optional<History.Event> session() {
        return timeline.stream()
                .filter(event ->
                        event.type().equals("session-announced") && !event.at().isAfter(transfer.requestedAt()))
                .reduce((earlier, later) -> later);
    }

    /** The latest line of one of these types up to a time. */
    Optional<History.Event> latest(List<String> types, Instant until) {
        return timeline.stream()
                .filter(event -> types.contains(event.type()) && !event.at().isAfter(until))
                .reduce((earlier, later) -> later);
    }

    static String get(History.Event event, String key) {
        return event.detail().getOrDefault(key, "");
    }

    /** {@code 4.000 s} between two times. */
    static String between(Instant from, Instant to) {
        return String.format(Locale.ROOT, "%.3f s", Duration.between(from, to).toMillis() / 1000.0);
    }
}

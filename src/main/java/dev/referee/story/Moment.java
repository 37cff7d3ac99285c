package dev.referee.story;

import dev.referee.ledger.History;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One event of a timeline among those before and after it: the same event means different things at different times.
 *
 * @param event the event
 * @param past those before it, first one first
 * @param next the one after it; null for the last
 */
record Moment(History.Event event, List<History.Event> past, History.@Nullable Event next) {

    private static final Set<String> ENDS = Set.of("human-left", "caller-left", "voicemail-ended", "ended");

    String type() {
        return event.type();
    }

    String source() {
        return event.source();
    }

    /** A detail, or nothing. */
    String get(String key) {
        return event.detail().getOrDefault(key, "");
    }

    boolean has(String key) {
        return !get(key).isEmpty();
    }

    /** A detail in brackets with a blank before it, or nothing. */
    String because(String key) {
        return has(key) ? " (" + oneLine(get(key)) + ")" : "";
    }

    /** A detail after a colon and in quotation marks, or nothing. */
    String quoted(String key) {
        return has(key) ? ": “" + oneLine(get(key)) + "”" : "";
    }

    /** An answer without what OpenAI leaves out so often that it tells nothing. */
    String answer() {
        return has("answer") ? oneLine(get("answer").replace(" (no x-request-id)", "")) : "no answer";
    }

    /** The number that the event is about, or several. */
    String number() {
        return has("number") ? get("number").replace("tel:", "") : "the target";
    }

    String mechanism() {
        return get("mechanism");
    }

    /** Whether the event proves a rung of the evidence ladder. */
    boolean proves() {
        return has("rung");
    }

    /** Whether a mechanism of this name was begun in this event's transfer. */
    Optional<History.Event> started(String mechanism) {
        return last(one -> ofTransfer(one) && of(one, "mechanism-started", "mechanism", mechanism));
    }

    Optional<History.Event> lastOfTransfer(String type) {
        return last(one -> ofTransfer(one) && one.type().equals(type));
    }

    /** The type of the latest event before it whose type begins so. */
    Optional<String> last(String beginning) {
        return last(one -> one.type().startsWith(beginning)).map(History.Event::type);
    }

    /** The verdict on a mechanism of this event's transfer, if it has one by now. */
    Optional<History.Event> verdictOn(String mechanism) {
        return last(one -> ofTransfer(one) && of(one, "verdict", "mechanism", mechanism));
    }

    private Optional<History.Event> last(Predicate<History.Event> test) {
        for (int at = past.size() - 1; at >= 0; at--) {
            if (test.test(past.get(at))) {
                return Optional.of(past.get(at));
            }
        }
        return Optional.empty();
    }

    private boolean ofTransfer(History.Event one) {
        return Objects.equals(one.transferId(), event.transferId());
    }

    private static boolean of(History.Event one, String type, String key, String value) {
        return one.type().equals(type) && value.equals(one.detail().get(key));
    }

    /** Whether a caller is being moved, or was, by something that ends the agent's line. */
    boolean isMoving() {
        return past.stream()
                .anyMatch(one -> one.type().equals("fence-won")
                        || one.type().equals("mechanism-started")
                                && !"refer".equals(one.detail().get("mechanism")));
    }

    boolean isOver() {
        return past.stream().anyMatch(one -> ENDS.contains(one.type()));
    }

    /** Whether the next event was written down in the same breath. */
    boolean isNextTogether() {
        return next != null && next.at().equals(event.at());
    }

    /** {@code 4.0 s} since an earlier event. */
    String since(History.Event earlier) {
        return seconds(Duration.between(earlier.at(), event.at()));
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** A reason of the ledger as a sentence; nothing for none. */
    @Nullable
    String sentence(String key) {
        String text = oneLine(get(key));
        return text.isEmpty() ? null : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    static String oneLine(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029\\u0085]+", " ").strip();
    }
}

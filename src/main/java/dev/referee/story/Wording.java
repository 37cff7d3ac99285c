package dev.referee.story;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The words of every type of event that the ledger writes down. A type that nobody has given words to is told by its name,
 * so that nothing is left out.
 */
final class Wording {

    private static final Pattern VENDOR_EVENT = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)+");
    private static final Map<String, Function<Moment, Told>> WORDS = words();

    private Wording() {}

    static Told of(Moment at) {
        Function<Moment, Told> known = WORDS.get(at.type());
        if (known != null) {
            return known.apply(at);
        }
        if (isVendorEvent(at)) {
            return vendorEvent(at);
        }
        return isLanding(at) ? AgentWords.landedSomehow(at) : unknown(at);
    }

    /** Whether this event has words of its own; tests hold that every event of ours has. */
    static boolean knows(Moment at) {
        return WORDS.containsKey(at.type()) || isVendorEvent(at) || isLanding(at);
    }

    /** The name of a sideband event, which configuration mapped to a rung or to a refusal. */
    private static boolean isVendorEvent(Moment at) {
        return at.source().equals("sideband") && VENDOR_EVENT.matcher(at.type()).matches();
    }

    /** The carrier's word for how the agent's Dial ended follows the beginning. */
    private static boolean isLanding(Moment at) {
        return at.type().startsWith(AgentWords.LEG) && at.proves();
    }

    private static Told vendorEvent(Moment at) {
        String says = "OpenAI says “" + Moment.oneLine(at.type()) + "” on the sideband";
        if (at.has("effect")) {
            return Told.event(Lane.OPENAI, Lane.REFEREE, says + ", too late; it changes nothing.");
        }
        return at.proves()
                ? Told.event(Lane.OPENAI, Lane.REFEREE, says + ".")
                        .because("The vendor's word alone only buys time: the carrier must show the leg.")
                : Told.event(Lane.OPENAI, Lane.REFEREE, says + ": the REFER will not happen.")
                        .bad();
    }

    private static Told unknown(Moment at) {
        Lane from = Lane.ofSource(at.source());
        return Told.event(
                from,
                from == Lane.REFEREE ? null : Lane.REFEREE,
                Moment.oneLine(at.source()) + ": " + Moment.oneLine(at.type()) + ".");
    }

    private static Map<String, Function<Moment, Told>> words() {
        Map<String, Function<Moment, Told>> words = new HashMap<>();
        words.putAll(CallWords.ALL);
        words.putAll(AgentWords.ALL);
        words.putAll(TransferWords.ALL);
        words.putAll(VerdictWords.ALL);
        words.putAll(LegWords.ALL);
        return Map.copyOf(words);
    }
}

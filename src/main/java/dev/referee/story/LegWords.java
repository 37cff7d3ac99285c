package dev.referee.story;

import static dev.referee.story.Lane.CARRIER;
import static dev.referee.story.Lane.HUMAN;
import static dev.referee.story.Lane.REFEREE;
import static java.util.Map.entry;

import java.util.Map;
import java.util.function.Function;

/** The words of the target's phones. */
final class LegWords {

    static final Map<String, Function<Moment, Told>> ALL = Map.ofEntries(
            entry("leg-initiated", at -> heard(at, "The carrier dials " + at.number() + ".")),
            entry("leg-ringing", at -> heard(at, "The phone rings at " + at.number() + ".")),
            entry("leg-answered", LegWords::answered),
            entry("leg-accepted", LegWords::accepted),
            entry("leg-declined", LegWords::declined),
            entry("leg-ended", at -> said(at, "The leg to " + at.number() + " ended.")),
            entry("leg-overdue", LegWords::overdue),
            entry("leg-held", LegWords::held),
            entry("dial-bridged", LegWords::bridged),
            entry("target-not-reached", LegWords::notReached),
            entry("returning-to-agent", LegWords::returning));

    private LegWords() {}

    private static Told heard(Moment at, String text) {
        return Told.callback(CARRIER, HUMAN, text);
    }

    private static Told said(Moment at, String text) {
        return Told.callback(HUMAN, CARRIER, text);
    }

    private static Told answered(Moment at) {
        return said(at, "Somebody, or something, picks up at " + at.number() + ". That alone is no transfer yet.");
    }

    private static Told accepted(Moment at) {
        return said(at, "The human at " + at.number() + " takes the call: caller and human are joined.")
                .good();
    }

    private static Told declined(Moment at) {
        return said(at, "Whoever picked up at " + at.number() + " does not press 1 and is hung up on.")
                .warn();
    }

    private static Told overdue(Moment at) {
        return Told.timer("Nothing heard of the leg to " + at.number() + " for too long. Referee asks the carrier.")
                .warn();
    }

    private static Told held(Moment at) {
        String text = "Caller and " + at.number() + " are still together: bridged.";
        String why = at.lastOfTransfer("leg-accepted")
                .or(() -> at.lastOfTransfer("leg-answered"))
                .map(answer -> "The leg was answered " + at.since(answer) + " ago and is still up.")
                .orElse("The leg was answered and is still up.");
        return Told.decision(text).because(why).good();
    }

    private static Told bridged(Moment at) {
        return Told.callback(
                        CARRIER,
                        REFEREE,
                        "The carrier confirms that caller and " + at.number() + " were joined: bridged.")
                .good();
    }

    private static Told notReached(Moment at) {
        return Told.callback(
                        CARRIER,
                        REFEREE,
                        at.get("status").equals("completed")
                                ? "Something picked up at " + at.number()
                                        + ", but nobody was joined with the caller: that does not count."
                                : "Nobody reached at " + at.number() + at.because("status") + ".")
                .warn();
    }

    private static Told returning(Moment at) {
        return Told.request(REFEREE, CARRIER, "Referee has the agent dialled again and will tell it why.")
                .because("Nobody answered" + at.because("reason") + ".")
                .warn();
    }
}

package dev.referee.story;

import static dev.referee.story.Lane.CARRIER;
import static dev.referee.story.Lane.OPENAI;
import static dev.referee.story.Lane.REFEREE;
import static java.util.Map.entry;

import java.util.Map;
import java.util.function.Function;

/** The words of how a caller is moved: what is asked, answered and seen, up to the moment that a target is dialled. */
final class TransferWords {

    private static final String ONLY_A_PROMISE =
            "An answer is a promise and no proof: only the carrier can show that it happened.";
    private static final String FENCE = "Another mechanism had been taken by then: a second one would ring twice.";
    private static final String LATE = "It comes late and changes nothing.";

    static final Map<String, Function<Moment, Told>> ALL = Map.ofEntries(
            entry("transfer-asked", TransferWords::asked),
            entry("target-closed", TransferWords::closed),
            entry("mechanism-started", TransferWords::started),
            entry("refer-answered", TransferWords::referAnswered),
            entry("refer-to", TransferWords::referTo),
            entry("refer-arrived", at -> proof("A REFER reached the carrier, which asks for the target's document.")),
            entry("refer-arrived-late", TransferWords::referLate),
            entry("redirect-answered", TransferWords::redirectAnswered),
            entry("redirect-fetched", at -> proof("The carrier fetched the target's document: the redirect took.")),
            entry("redirect-fetched-late", TransferWords::redirectLate),
            entry("release-answered", TransferWords::releaseAnswered),
            entry("refer-answer-ignored", at -> late(OPENAI, "OpenAI's answer to /refer: " + at.answer() + ".")),
            entry("redirect-answer-ignored", at -> late(CARRIER, "The carrier's REST answer: " + at.answer() + ".")),
            entry("release-answer-ignored", at -> late(OPENAI, "OpenAI's answer to /hangup: " + at.answer() + ".")));

    private TransferWords() {}

    private static Told asked(Moment at) {
        if (at.get("reason").equals("agent-mute")) {
            return Told.decision("Referee brings the caller to " + at.get("target") + ".")
                    .because("The agent is mute, and the caller is not to wait for it.")
                    .warn();
        }
        String what = " to transfer the caller to " + (at.has("target") ? at.get("target") : "a target")
                + at.quoted("reason") + ".";
        return switch (at.source()) {
            case "operator" -> Told.operator("An operator asks" + what);
            case "carrier" ->
                Told.decision("Referee decides" + what)
                        .because("No agent has the caller and none will: a human is to help.")
                        .warn();
            case "timer" -> Told.timer("A limit is reached: Referee is" + what);
            default -> Told.event(Lane.ofSource(at.source()), REFEREE, "The agent asks" + what);
        };
    }

    private static Told closed(Moment at) {
        return Told.decision("The target " + at.get("target") + " is not dialled.")
                .because("By its hours it is closed now.")
                .warn();
    }

    private static Told started(Moment at) {
        if (at.isNextTogether() && at.next() != null) {
            if (at.next().type().equals("verdict")
                    && "skipped".equals(at.next().detail().get("verdict"))) {
                return Told.decision("The first choice would be " + at.mechanism() + ".");
            }
            boolean byItself = at.mechanism().equals("release")
                    && "on-wire".equals(at.next().detail().get("rung"));
            if (byItself) {
                return Told.decision("The agent's leg is gone by itself, and the caller is with the carrier.")
                        .because("That counts as release: nothing has to be hung up.");
            }
        }
        return begun(at);
    }

    private static Told begun(Moment at) {
        return switch (at.mechanism()) {
            case "refer" ->
                Told.request(
                        REFEREE, OPENAI, "Referee asks OpenAI to move the caller with /refer, and starts the clock.");
            case "redirect" ->
                Told.request(REFEREE, CARRIER, "Referee asks the carrier to move the caller itself.")
                        .because(after(at, "refer"));
            case "release" ->
                Told.request(REFEREE, OPENAI, "Last resort: Referee hangs up the agent's leg.")
                        .because(after(at, "redirect")
                                + " Once that leg is over the carrier must ask what to do with the" + " caller.");
            default -> Told.decision("Referee tries " + at.mechanism() + ".");
        };
    }

    private static String after(Moment at, String earlier) {
        return at.verdictOn(earlier)
                .map(verdict ->
                        "The verdict on " + earlier + " is " + verdict.detail().get("verdict") + ".")
                .orElse("There is no other way.");
    }

    private static Told referAnswered(Moment at) {
        return at.proves()
                ? Told.answer(OPENAI, "OpenAI answered " + at.answer() + " to /refer.")
                        .because(ONLY_A_PROMISE)
                : Told.answer(OPENAI, "OpenAI's answer to /refer: " + at.answer() + ".")
                        .bad();
    }

    private static Told redirectAnswered(Moment at) {
        return at.proves()
                ? Told.answer(CARRIER, "The carrier answered " + at.answer() + " to the redirect.")
                        .because(ONLY_A_PROMISE)
                : Told.answer(CARRIER, "The carrier's answer to the redirect: " + at.answer() + ".")
                        .warn();
    }

    private static Told releaseAnswered(Moment at) {
        Told told = Told.answer(OPENAI, "OpenAI's answer to /hangup: " + at.answer() + ".");
        return at.proves() ? told : told.bad();
    }

    private static Told referTo(Moment at) {
        String names = Moment.oneLine(at.get("referTo")).replace("tel:", "");
        return Told.callback(CARRIER, REFEREE, "The REFER names " + names + ".")
                .because("Referee dials what configuration says, not what a REFER says.");
    }

    private static Told proof(String text) {
        return Told.callback(CARRIER, REFEREE, text + " That is proof.").good();
    }

    private static Told referLate(Moment at) {
        return Told.callback(
                        CARRIER,
                        REFEREE,
                        "The REFER arrives after all, too late: it gets a wait document and rings nobody.")
                .because(FENCE)
                .warn();
    }

    private static Told redirectLate(Moment at) {
        return Told.callback(
                        CARRIER,
                        REFEREE,
                        "The redirect's document is fetched after all, too late: a wait document is given, and nobody is rung.")
                .because(FENCE)
                .warn();
    }

    private static Told late(Lane from, String text) {
        return Told.answer(from, text).because(LATE);
    }
}

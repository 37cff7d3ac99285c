package dev.referee.story;

import static dev.referee.story.Lane.CALLER;
import static dev.referee.story.Lane.CARRIER;
import static dev.referee.story.Lane.HUMAN;
import static dev.referee.story.Lane.OPENAI;
import static dev.referee.story.Lane.REFEREE;
import static java.util.Map.entry;

import java.util.Map;
import java.util.function.Function;

/** The words of a call's beginning, end and limits. */
final class CallWords {

    static final Map<String, Function<Moment, Told>> ALL = Map.ofEntries(
            entry("call-arrived", CallWords::arrived),
            entry("call-refused", CallWords::refused),
            entry("end-asked", CallWords::endAsked),
            entry("caller-left", CallWords::callerLeft),
            entry("caller-parked", CallWords::parked),
            entry("human-left", at -> Told.event(HUMAN, REFEREE, "Caller and human are done. The call is over.")),
            entry(
                    "voicemail-ended",
                    at -> Told.callback(CARRIER, REFEREE, "The caller has left a message. The call is over.")),
            entry("ended", at -> Told.callback(CARRIER, REFEREE, "The call is over, as asked.")),
            entry("carrier-reported", CallWords::reported),
            entry("carrier-silent", CallWords::silent),
            entry("no agent and no target", CallWords::helpless),
            entry("wrap-up", CallWords::wrapUp),
            entry("spend-cap-reached", CallWords::spendCap),
            entry("session-renewed", CallWords::renewed),
            entry("cost", at -> Told.event(OPENAI, null, "The call has cost " + at.get("usd") + " USD so far.")));

    private CallWords() {}

    private static Told arrived(Moment at) {
        return Told.request(
                CALLER,
                REFEREE,
                "A call arrives. The carrier asks what to do, and Referee tells it to dial the agent.");
    }

    private static Told refused(Moment at) {
        String why =
                switch (at.get("reason")) {
                    case "anonymous" -> "The caller shows no number, and such callers are not let in.";
                    case "denied" -> "The caller's number is on the deny list.";
                    case "not-allowed" -> "There is an allow list, and the caller's number is not on it.";
                    case "too-many-calls" -> "The caller's number has called too often within an hour.";
                    default -> at.sentence("reason");
                };
        return Told.request(CALLER, REFEREE, "A call arrives and is not let in.")
                .because(why)
                .warn();
    }

    private static Told endAsked(Moment at) {
        String text = "The call is to be ended" + at.because("reason") + ".";
        return switch (at.source()) {
            case "operator" -> Told.operator("An operator ends the call" + at.because("reason") + ".");
            case "timer" -> Told.timer(text);
            default -> Told.event(Lane.ofSource(at.source()), REFEREE, text);
        };
    }

    private static Told callerLeft(Moment at) {
        String text = "The caller left" + at.because("how") + ". Nobody is dialled from here on.";
        return at.source().equals("carrier") ? Told.event(CALLER, CARRIER, text) : Told.decision(text);
    }

    private static Told parked(Moment at) {
        return at.proves()
                ? Told.callback(
                                CARRIER,
                                REFEREE,
                                "The carrier asks what to do with the waiting caller: Referee has him.")
                        .good()
                : Told.callback(CARRIER, REFEREE, "The carrier asks what to do with a caller whom nobody has.");
    }

    private static Told reported(Moment at) {
        String says =
                switch (at.get("caller")) {
                    case "live" -> "the caller is still there";
                    case "over" -> "the caller's leg is over";
                    default -> "it does not say";
                };
        return Told.answer(CARRIER, "Referee asked the carrier about the caller's leg: " + says + ".");
    }

    private static Told silent(Moment at) {
        return Told.decision("Referee gives up on the call.")
                .because("The carrier did not say what became of the caller, however often it was asked.")
                .bad();
    }

    private static Told helpless(Moment at) {
        return Told.decision("The caller hears an apology.")
                .because("There is neither an agent nor a target to go to.")
                .bad();
    }

    private static Told wrapUp(Moment at) {
        String limit =
                switch (at.get("limit")) {
                    case "length" -> "the call's longest time is nearly over";
                    case "spend" -> "the call has cost what it may cost";
                    case "session" -> "OpenAI's longest session is nearly over";
                    default -> "a limit is near";
                };
        return Told.timer("Referee begins to wrap up: " + limit + ", " + at.get("seconds") + " s are left.")
                .warn();
    }

    private static Told spendCap(Moment at) {
        return Told.timer("The call has cost " + at.get("usd") + " USD, which is all it may cost.")
                .warn();
    }

    private static Told renewed(Moment at) {
        return Told.timer("The agent's session is left for a new one, and the agent is dialled again.")
                .because("OpenAI would end the session soon; the call itself goes on.");
    }
}

package dev.referee.story;

import static dev.referee.story.Lane.CARRIER;
import static dev.referee.story.Lane.OPENAI;
import static dev.referee.story.Lane.REFEREE;
import static java.util.Map.entry;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The words of the agent's leg, its session and our sideband to it. */
final class AgentWords {

    /** Begins a type that ends in the agent's leg's status, or in the carrier's word for how its Dial ended. */
    static final String LEG = "agent-leg-";

    static final Map<String, Function<Moment, Told>> ALL = Map.ofEntries(
            entry("session-announced", AgentWords::announced),
            entry("session-rejected", AgentWords::rejected),
            entry("accepted", at -> Told.answer(OPENAI, "OpenAI took the accept: the agent may pick up.")),
            entry("accept-failed", AgentWords::notAccepted),
            entry("sideband-attached", AgentWords::attached),
            entry("sideband-reattached", AgentWords::reattached),
            entry("sideband-failed", AgentWords::failed),
            entry("sideband-closed", AgentWords::closed),
            entry("agent-dial-ended", AgentWords::dialEnded),
            entry("agent-dropped", AgentWords::dropped),
            entry("agent-trouble", AgentWords::troubled),
            entry("agent-mute", AgentWords::mute),
            entry(LEG + "coming", AgentWords::coming),
            entry(LEG + "answered", AgentWords::answered),
            entry(LEG + "completed", AgentWords::legOver),
            entry(LEG + "canceled", AgentWords::canceled),
            entry(LEG + "failed", AgentWords::legFailed),
            entry(LEG + "stays", AgentWords::legStays));

    private static final String AGAIN = "It is asked for again, twice at most.";

    /** The vendor's, such as {@code insufficient_quota}. */
    private static final Pattern CODE = Pattern.compile("[a-z0-9]+(_[a-z0-9]+)+");

    private AgentWords() {}

    /** The carrier reports the leg twice: when it dials and when it rings. */
    private static Told coming(Moment at) {
        boolean again = at.last(LEG).filter(at.type()::equals).isPresent();
        return Told.callback(
                CARRIER, OPENAI, again ? "The agent's line is ringing." : "The carrier is dialling the agent.");
    }

    private static Told legStays(Moment at) {
        return Told.decision("Referee hangs up the agent.")
                .because("The target has answered, and the carrier has not ended the agent's line.");
    }

    private static Told announced(Moment at) {
        return Told.request(
                OPENAI, REFEREE, "OpenAI announces the agent's session. Its one-time token fits this call.");
    }

    private static Told rejected(Moment at) {
        return Told.decision("Referee turns a session away.")
                .because(at.sentence("reason"))
                .warn();
    }

    private static Told notAccepted(Moment at) {
        return Told.answer(OPENAI, "OpenAI did not take the accept: " + at.answer() + ".")
                .bad();
    }

    private static Told troubled(Moment at) {
        String code = at.quoted("code");
        return switch (at.get("what")) {
            case "response-failed" ->
                Told.event(OPENAI, REFEREE, "A response of the agent failed" + code + ".")
                        .because(AGAIN)
                        .warn();
            case "response-incomplete" ->
                Told.event(
                                OPENAI,
                                REFEREE,
                                "A response of the agent was cut off before any of it was heard" + code + ".")
                        .because(AGAIN)
                        .warn();
            case "error" ->
                Told.event(OPENAI, REFEREE, "An error came in place of the agent's response" + code + ".")
                        .because(AGAIN)
                        .warn();
            case "silence" ->
                Told.timer("The agent owes the caller a turn and is silent.")
                        .because("The first time it is asked to speak, the second time in a row it is given up.")
                        .warn();
            case "transfer-interrupted" ->
                Told.event(OPENAI, REFEREE, "The caller talked into the agent's transfer: it is not carried out.")
                        .because("The agent is told so, and may ask for it again.")
                        .warn();
            case "tool-interrupted" ->
                Told.event(
                                OPENAI,
                                REFEREE,
                                "The caller talked into the agent's use of a tool: it is not run" + code + ".")
                        .because("The agent is told so, and may use it again.")
                        .warn();
            default ->
                Told.event(OPENAI, REFEREE, "The agent is in trouble: " + Moment.oneLine(at.get("what")) + code + ".")
                        .warn();
        };
    }

    private static Told mute(Moment at) {
        String reason = at.get("reason");
        String why =
                switch (reason) {
                    case "silent" -> "It owed the caller a turn, was asked to speak and stayed silent.";
                    case "failed again and again" -> "Three responses in a row failed.";
                    default ->
                        CODE.matcher(reason).matches()
                                ? "OpenAI says “" + reason + "”, which waiting does not cure."
                                : at.sentence("reason");
                };
        return Told.decision("The agent is mute: Referee gives it up.")
                .because(why)
                .bad();
    }

    private static Told attached(Moment at) {
        return Told.event(OPENAI, REFEREE, "The sideband is open: Referee hears what the agent wants.");
    }

    private static Told reattached(Moment at) {
        return Told.event(OPENAI, REFEREE, "The sideband is open again. The caller noticed nothing.")
                .good();
    }

    private static Told failed(Moment at) {
        return at.isMoving() || at.isOver()
                ? Told.event(OPENAI, REFEREE, "The agent's session is gone, as expected" + at.because("reason") + ".")
                : Told.event(OPENAI, REFEREE, "The sideband could not be opened" + at.because("reason") + ".")
                        .warn();
    }

    private static Told closed(Moment at) {
        if (at.isMoving() || at.isOver()) {
            return Told.event(OPENAI, REFEREE, "The agent's sideband closes: the agent no longer has the caller.");
        }
        boolean clean = at.get("clean").equals("true");
        String after = clean ? "." : ". Referee opens it again.";
        return Told.event(OPENAI, REFEREE, "The sideband was lost" + at.because("reason") + after)
                .warn();
    }

    private static Told answered(Moment at) {
        return Told.callback(OPENAI, CARRIER, "The agent picked up: caller and agent talk.");
    }

    /** The Dial of the agent ended, and that gave us the caller; {@code status} is the carrier's word for how. */
    static Told landed(Moment at) {
        return Told.callback(
                        CARRIER,
                        REFEREE,
                        "The agent's leg ended and the carrier asks what to do with the caller: Referee has him.")
                .good();
    }

    /** The carrier's word may say more than the status, such as {@code failed 400 13224}. */
    static Told landedSomehow(Moment at) {
        return at.type().startsWith(LEG + "failed") ? legFailed(at) : landed(at);
    }

    private static Told legOver(Moment at) {
        return at.proves() ? landed(at) : Told.callback(OPENAI, CARRIER, "The agent's leg is over.");
    }

    private static Told canceled(Moment at) {
        return at.proves()
                ? landed(at)
                : Told.callback(CARRIER, OPENAI, "The agent's leg was cancelled before anybody picked up.")
                        .warn();
    }

    private static Told legFailed(Moment at) {
        return at.proves()
                ? Told.callback(
                                CARRIER,
                                REFEREE,
                                "The agent never came and the carrier asks what to do with the caller: Referee has him.")
                        .good()
                : Told.callback(OPENAI, CARRIER, "The agent's leg failed: OpenAI or the network refused it.")
                        .bad();
    }

    private static Told dialEnded(Moment at) {
        boolean ours =
                at.started("redirect").isPresent() && at.verdictOn("redirect").isEmpty();
        return ours
                ? Told.callback(
                                CARRIER,
                                REFEREE,
                                "The agent's Dial ended" + at.because("status") + ". Referee answers: wait.")
                        .because("That is a side effect of the redirect and no proof of it.")
                : Told.callback(
                        CARRIER,
                        REFEREE,
                        "The carrier says that the agent's Dial ended" + at.because("status")
                                + " and asks what is next.");
    }

    private static Told dropped(Moment at) {
        return Told.decision(
                        "The line to the agent dropped" + at.because("status") + ". Referee dials the agent again.")
                .because("The caller is still there, and no transfer was under way.")
                .warn();
    }
}

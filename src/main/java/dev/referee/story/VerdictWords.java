package dev.referee.story;

import static java.util.Map.entry;

import dev.referee.ledger.History;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The words of what Referee decides of a transfer, and of the deadlines that make it decide. */
final class VerdictWords {

    static final Map<String, Function<Moment, Told>> ALL = Map.ofEntries(
            entry("evidence-deadline", VerdictWords::evidenceDeadline),
            entry("redirect-deadline", VerdictWords::redirectDeadline),
            entry("release-deadline", VerdictWords::releaseDeadline),
            entry("verdict", VerdictWords::verdict),
            entry("fence-won", VerdictWords::won),
            entry("outcome", VerdictWords::outcome));

    private static final String CARRIER_NEXT =
            ", so the transfer is counted silent and the caller is moved through the carrier";

    private VerdictWords() {}

    private static Told evidenceDeadline(Moment at) {
        return Told.timer(waited(at) + " and no REFER has reached the carrier" + vendorsWord(at.get("found")) + ".")
                .warn();
    }

    private static Told redirectDeadline(Moment at) {
        String time = at.lastOfTransfer("redirect-answered")
                .or(() -> at.started("redirect"))
                .map(at::since)
                .orElse("The time");
        return Told.timer(time + " passed and the carrier has not fetched the target's document.")
                .warn();
    }

    private static Told releaseDeadline(Moment at) {
        String time = at.started("release").map(at::since).orElse("The time");
        return Told.timer(time + " passed and the carrier has not asked what to do with the caller.")
                .bad();
    }

    private static Told verdict(Moment at) {
        Told told = Told.decision("Verdict on " + at.mechanism() + ": " + at.get("verdict") + ".");
        return switch (at.get("verdict")) {
            case "confirmed" -> told.because(shown(at.get("reason"))).good();
            case "silent" -> told.because(silent(at)).warn();
            case "refused" -> told.because(refused(at)).bad();
            case "skipped" -> told.because(skipped(at.get("reason"))).warn();
            case "abandoned" -> told.because("The caller left first" + at.because("reason") + ".");
            default -> told.because(at.sentence("reason"));
        };
    }

    private static String shown(String proof) {
        return switch (proof) {
            case "refer-arrived" -> "The carrier asked for the target's document because a REFER had reached it.";
            case "redirect-fetched" -> "The carrier fetched the document that the redirect named.";
            case "caller-parked" -> "The carrier asked what to do with the caller.";
            default ->
                proof.startsWith(AgentWords.LEG)
                        ? "The agent's leg ended and the carrier asked what to do with the caller."
                        : "The carrier showed it (" + Moment.oneLine(proof) + ").";
        };
    }

    private static String silent(Moment at) {
        return switch (at.mechanism()) {
            case "refer" -> "No REFER was seen" + within(at) + vendorsWord(at.get("reason")) + CARRIER_NEXT + ".";
            case "redirect" ->
                "The carrier did not fetch the target's document in time, so the agent's leg is released instead.";
            default -> "The carrier did not come back for the caller.";
        };
    }

    /** From the answer, if there was one that promised something; else from the request. */
    private static String within(Moment at) {
        Optional<History.Event> answer =
                at.lastOfTransfer("refer-answered").filter(one -> one.detail().containsKey("rung"));
        if (answer.isPresent()) {
            return " within " + at.since(answer.get()) + " after /refer's " + status(answer.get());
        }
        return at.started("refer")
                .map(start -> " within " + at.since(start) + " after /refer was sent, which got no usable answer")
                .orElse("");
    }

    private static String waited(Moment at) {
        return at.lastOfTransfer("refer-answered")
                .filter(one -> one.detail().containsKey("rung"))
                .map(answer -> at.since(answer) + " passed since /refer's " + status(answer))
                .or(() -> at.started("refer").map(start -> at.since(start) + " passed since /refer was sent"))
                .orElse("The time passed");
    }

    private static String status(History.Event answer) {
        String said = answer.detail().getOrDefault("answer", "");
        return said.matches("[0-9]{3}.*") ? said.substring(0, 3) : "answer";
    }

    private static String vendorsWord(String found) {
        String word = "only the vendor's word: ";
        return found.startsWith(word)
                ? ", though OpenAI said “" + Moment.oneLine(found.substring(word.length())) + "”"
                : "";
    }

    private static String refused(Moment at) {
        String next =
                switch (at.mechanism()) {
                    case "refer" -> " There is no need to wait: the caller is moved through the carrier.";
                    case "redirect" -> " There is no need to wait: the agent's leg is released.";
                    default -> "";
                };
        return "It will not happen: " + Moment.oneLine(at.get("reason").replace(" (no x-request-id)", "")) + "." + next;
    }

    private static String skipped(String reason) {
        return switch (reason) {
            case "breaker open" ->
                "The breaker is open: the last REFERs failed or stayed silent, so nobody waits for another one.";
            case "BulkheadFullException" -> "As many callers as are allowed wait for a REFER already.";
            case "the agent is mute" ->
                "The agent is mute and OpenAI may be in trouble as a whole, so the carrier moves the caller.";
            case "the redirect took after all" -> "The redirect took after all, so nothing has to be released.";
            default -> "It was not tried: " + Moment.oneLine(reason) + ".";
        };
    }

    private static Told won(Moment at) {
        return Told.decision("Fence: this transfer dials through " + at.mechanism() + " and through nothing else.")
                .because("Whatever else arrives late gets a wait document and rings nobody.")
                .good();
    }

    private static Told outcome(Moment at) {
        String because = at.because("reason");
        return switch (at.get("outcome")) {
            case "bridged" ->
                Told.decision("Outcome: bridged. The caller is with " + at.number() + ".")
                        .because(
                                at.get("reason").equals("dial-bridged")
                                        ? "The carrier said that the two were joined."
                                        : "The human's leg was answered and stayed up.")
                        .good();
            case "returned" ->
                Told.decision("Outcome: returned. The agent has the caller and knows why" + because + ".")
                        .warn();
            case "voicemail" ->
                Told.decision("Outcome: voicemail. The caller may leave a message.")
                        .because("Nobody answered" + because + ".")
                        .warn();
            case "abandoned" -> Told.decision("Outcome: abandoned" + because + ".");
            case "failed" -> Told.decision("Outcome: failed" + because + ".").bad();
            default -> Told.decision("Outcome: " + at.get("outcome") + because + ".");
        };
    }
}

package dev.referee.route;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.transfer.Plan;
import java.util.Collection;
import java.util.List;

/** What the model reads as the result of a function call: short JSON that says what to do next. */
final class ToolResults {

    private ToolResults() {}

    static String error(String message) {
        return object("error").put("message", message).toString();
    }

    static String interrupted(String tool) {
        return error("the caller interrupted you, so " + tool
                + " was not done; listen, and call it again if it is still" + " wanted");
    }

    static String overruled() {
        return error("the call is being transferred, so it was not ended");
    }

    static String unknownTool(String name, Collection<String> known) {
        ObjectNode result = object("error").put("message", "there is no tool " + name);
        known.forEach(result.putArray("tools")::add);
        return result.toString();
    }

    static String wrongArguments(String tool, List<String> problems) {
        ObjectNode result = object("error")
                .put(
                        "message",
                        "nothing was done; correct the arguments, ask the caller if you must, and call " + tool
                                + " again");
        problems.forEach(result.putArray("problems")::add);
        return result.toString();
    }

    static String toolFailed(String tool) {
        return error(
                tool + " failed and may or may not have been done; tell the caller that it does not work right now,"
                        + " and offer something else");
    }

    static String toolTimedOut(String tool) {
        return error(tool + " took too long and may or may not have been done; tell the caller, and offer something"
                + " else");
    }

    static String busy(String tool) {
        return error("too much is going on right now, so " + tool + " was not done; try again in a moment, or offer"
                + " something else");
    }

    /** Instructions for the words that pass the time. */
    static String meanwhile(String words) {
        return "You wait for a tool. Say this to the caller, in the caller's language, in one short sentence, and nothing"
                + " else: " + words;
    }

    static String unknownTarget(String name, Collection<String> targets) {
        ObjectNode result =
                object("error").put("message", "there is no target \"" + name + "\"; choose one of targets");
        targets.forEach(result.putArray("targets")::add);
        return result.toString();
    }

    static String inFlight(String target) {
        return object("in_progress")
                .put("message", "the caller is being transferred to " + target + " already")
                .toString();
    }

    static String notTransferred(String target, String why) {
        return object("not_transferred")
                .put("target", target)
                .put("reason", why)
                .put("message", "nobody could be reached; tell the caller and offer to help")
                .toString();
    }

    static String ending() {
        return object("ok").put("message", "the call is being ended").toString();
    }

    /** For a session that does not know the call: what happened, and what was said. */
    static String backFromTransfer(Plan plan, String why, String said) {
        StringBuilder text = new StringBuilder("This caller was with you before. You tried to transfer the call to ")
                .append(plan.target())
                .append(", but nobody could be reached (")
                .append(why)
                .append("), so the caller is back with you.");
        append(text, "Reason for the transfer: ", plan.reason());
        append(text, "Summary so far: ", plan.summary());
        append(text, "Last said:\n", said);
        return text.toString();
    }

    private static void append(StringBuilder text, String label, String value) {
        if (!value.isBlank()) {
            text.append('\n').append(label).append(value);
        }
    }

    private static ObjectNode object(String status) {
        return JsonNodeFactory.instance.objectNode().put("status", status);
    }
}

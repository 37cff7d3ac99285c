package dev.referee.tools;

import dev.referee.tool.ToolSignature;
import java.time.Duration;
import java.util.Map;

/**
 * A tool whose route runs.
 *
 * @param signature what the model knows of it
 * @param timeout how long it may take
 * @param meanwhile what the agent says while it takes its time; empty: nothing
 * @param meanwhileAfter how long it may take before the agent says so
 * @param routeId the route that offers it
 * @param place where that route is written; empty if Camel does not know
 * @param runner runs it
 */
public record OfferedTool(
        ToolSignature signature,
        Duration timeout,
        String meanwhile,
        Duration meanwhileAfter,
        String routeId,
        String place,
        Runner runner) {

    /** Runs the route of a tool. Thread-safe. */
    @FunctionalInterface
    public interface Runner {

        /**
         * Runs the route on this thread, until it is through.
         *
         * @param arguments by name, checked
         * @param variables of the exchange
         * @return the route's body, as text
         * @throws Exception what failed in the route
         */
        String run(Map<String, Object> arguments, Map<String, ?> variables) throws Exception;
    }

    /** The function's name. */
    public String name() {
        return signature.name();
    }

    /** Where to look for it, in words. */
    public String route() {
        return "route " + routeId + (place.isEmpty() ? "" : " (" + place + ")");
    }
}

package dev.referee.call;

import org.jspecify.annotations.Nullable;

/**
 * Where one call is.
 *
 * @param stage who has the caller, in the large
 * @param agent how far the agent is
 * @param redials how often the agent was dialled again after dropping out
 * @param ending why the call is being ended on purpose; null while it is not
 * @param inquiries how often the carrier was asked in vain about the caller
 */
public record Call(
        Stage stage, AgentLeg agent, int redials, @Nullable String ending, int inquiries) {

    /** A call whose inbound document was handed out. */
    public static Call ringing(AgentLeg.Ringing agent) {
        return new Call(Stage.WITH_AGENT, agent, 0, null, 0);
    }

    /** A session that was not let in. */
    public static Call rejected() {
        return new Call(Stage.REJECTED, new AgentLeg.None(), 0, null, 0);
    }

    /** The state as the contract names it (contract §6). */
    public String publicState() {
        return switch (stage) {
            case WITH_AGENT -> agentState();
            case IN_TRANSFER -> "transferring";
            case LANDED -> "transferred";
            case ENDED -> "ended";
            case REJECTED -> "rejected";
            case FAILED -> "failed";
        };
    }

    private String agentState() {
        if (agent.cameUp() || redials > 0) {
            return "talking";
        }
        return agent instanceof AgentLeg.Attaching ? "accepted" : "ringing";
    }

    Call at(Stage next) {
        return new Call(next, agent, redials, ending, inquiries);
    }

    Call with(AgentLeg next) {
        return new Call(stage, next, redials, ending, 0);
    }

    Call redialled() {
        return new Call(stage, agent, redials + 1, ending, inquiries);
    }

    Call endingBecause(String why) {
        return new Call(stage, agent, redials, why, inquiries);
    }

    /** The carrier said that the caller is there. */
    Call found() {
        return new Call(stage, agent, redials, ending, 0);
    }

    Call inquired() {
        return new Call(stage, agent, redials, ending, inquiries + 1);
    }
}

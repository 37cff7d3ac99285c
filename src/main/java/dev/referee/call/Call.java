package dev.referee.call;

import java.time.Instant;
import java.util.Optional;

/**
 * Where one call is.
 *
 * @param stage who has the caller, in the large
 * @param agent how far the agent is
 * @param redials how often the agent was dialled again after dropping out
 * @param inquiries how often the carrier was asked in vain about the caller
 * @param limits how long and for how much the agent may have the caller
 */
public record Call(Stage stage, AgentLeg agent, int redials, int inquiries, Limits limits) {

    /** Calls that older versions wrote have no limits. */
    public Call {
        limits = limits == null ? Limits.NONE : limits;
    }

    /** A call that may last. */
    public Call(Stage stage, AgentLeg agent, int redials, int inquiries) {
        this(stage, agent, redials, inquiries, Limits.NONE);
    }

    /** A call whose inbound document was handed out. */
    public static Call ringing(AgentLeg.Ringing agent) {
        return new Call(Stage.WITH_AGENT, agent, 0, 0);
    }

    /** A session that was not let in. */
    public static Call rejected() {
        return new Call(Stage.REJECTED, new AgentLeg.None(), 0, 0);
    }

    /** The state as the contract names it (contract §6). */
    public String publicState() {
        return switch (stage) {
            case WITH_AGENT, ENDING -> agentState();
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
        return new Call(next, agent, redials, inquiries, limits);
    }

    Call with(AgentLeg next) {
        return new Call(stage, next, redials, 0, limits);
    }

    Call with(Limits next) {
        return new Call(stage, agent, redials, inquiries, next);
    }

    /** When a limit asks for the next step; only while the agent has the caller. */
    Optional<Instant> limitDue() {
        return stage == Stage.WITH_AGENT && agent.isUp() ? limits.due() : Optional.empty();
    }

    /** The agent may be dialled again at least once. */
    Call spared(int redialsMax) {
        return new Call(stage, agent, Math.max(0, Math.min(redials, redialsMax - 1)), inquiries, limits);
    }

    Call redialled() {
        return new Call(stage, agent, redials + 1, inquiries, limits);
    }

    /** The carrier said that the caller is there. */
    Call found() {
        return new Call(stage, agent, redials, 0, limits);
    }

    Call inquired() {
        return new Call(stage, agent, redials, inquiries + 1, limits);
    }
}

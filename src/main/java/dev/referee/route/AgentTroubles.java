package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.call.CallId;
import dev.referee.call.CallKey;
import dev.referee.call.Stage;
import dev.referee.config.AgentSettings;
import dev.referee.config.ConversationSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.transfer.Plan;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What is done about an agent whose model fails: it is written down, and the caller of one that is mute is brought to a human.
 * When that is so is decided by the conversation ({@link dev.referee.tool.Conversation}). Thread-safe.
 */
@Component("agentTroubles")
public class AgentTroubles {

    private static final String REASON = "agent-mute";
    private static final int SUMMARY_MAX = 2000;

    private final CallDesk desk;
    private final Ledger ledger;
    private final Plans plans;
    private final Roster roster;
    private final Talks talks;

    AgentTroubles(CallDesk desk, Ledger ledger, Plans plans, Roster roster, Talks talks) {
        this.desk = desk;
        this.ledger = ledger;
        this.plans = plans;
        this.roster = roster;
        this.talks = talks;
    }

    /** Writes down that a response failed, was not made or was interrupted, or that the agent was silent though it owed a turn. */
    public void note(Exchange exchange) {
        desk.apply(
                Vars.callKey(exchange),
                new CallEvent.AgentTroubled(
                        Vars.callId(exchange),
                        Vars.required(exchange, "what", String.class),
                        Vars.required(exchange, "code", String.class)));
    }

    /** Brings the caller of an agent that cannot speak any more to a human; one who is being moved already stays as they are. */
    public void mute(Exchange exchange) {
        CallKey key = Vars.callKey(exchange);
        CallId callId = Vars.callId(exchange);
        Talk talk = talks.get(callId);
        if (hasCaller(ledger, key)) {
            String why = Vars.required(exchange, "what", String.class);
            ledger.find(key).ifPresent(head -> {
                AgentSettings agent = roster.of(key).agentNamed(head.agent());
                boolean ends = agent.whenMute().equals(ConversationSettings.END);
                Plan rescue = ends ? null : rescue(head, agent);
                desk.apply(key, new CallEvent.AgentMute(callId, why, rescue, ends));
            });
        } else if (talk != null) {
            talk.rests(); // should the caller come back, it may be asked to speak again
        }
    }

    private @Nullable Plan rescue(CallHead head, AgentSettings agent) {
        String said = talks.said(head.key());
        String summary = said.length() <= SUMMARY_MAX ? said : said.substring(0, SUMMARY_MAX);
        Optional<String> target = Optional.of(agent.whenMute())
                .filter(name -> roster.targets().find(name).isPresent())
                .or(() -> plans.targets(head).stream().findFirst());
        return target.map(name -> plans.plan(name, Plan.REFEREE, REASON, summary, null))
                .orElse(null);
    }

    /** Whether the agent has the caller of this call. */
    static boolean hasCaller(Ledger ledger, CallKey key) {
        return ledger.find(key)
                .map(CallHead::file)
                .filter(file -> file.call().stage() == Stage.WITH_AGENT
                        && file.inFlight().isEmpty())
                .isPresent();
    }
}

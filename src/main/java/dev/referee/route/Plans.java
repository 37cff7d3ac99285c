package dev.referee.route;

import dev.referee.config.AgentSettings;
import dev.referee.config.Roster;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Target;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the plans of transfers from configuration. */
@Component
class Plans {

    private final Roster roster;
    private final Clock clock;

    Plans(Roster roster, Clock clock) {
        this.roster = roster;
        this.clock = clock;
    }

    /** A new transfer to a target that the book has; what is closed now stays closed for it. */
    Plan plan(String target, String requestedBy, String reason, String summary, @Nullable String functionCallId) {
        return roster.targets()
                .plan(Ids.transferId(), target, requestedBy, reason, summary, functionCallId, clock.instant());
    }

    /** Where to take a caller whose agent never came: the agent's first target. */
    Optional<Plan> rescue(CallHead head) {
        return targets(head).stream()
                .findFirst()
                .map(target -> plan(target, Plan.RESCUE, "no agent could take the call", "", null));
    }

    /** The names that the call's agent may transfer to: those it began with, as far as they are still there. */
    List<String> targets(CallHead head) {
        AgentSettings agent = roster.of(head.key()).agentNamed(head.agent());
        return roster.now().targetsOf(agent).stream().map(Target::name).toList();
    }
}

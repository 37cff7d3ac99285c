package dev.referee.route;

import dev.referee.config.Roster;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Plan;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Makes the plans of transfers from configuration. */
@Component
class Plans {

    private final Roster roster;

    Plans(Roster roster) {
        this.roster = roster;
    }

    /** Where to take a caller whose agent never came: the agent's first target. */
    Optional<Plan> rescue(CallHead head) {
        return targets(head).stream().findFirst().map(target -> roster.targets()
                .plan(Ids.transferId(), target, Plan.RESCUE, "no agent could take the call", "", null));
    }

    /** The names that the call's agent may transfer to: those it began with, as far as they are still there. */
    List<String> targets(CallHead head) {
        return roster.of(head.key()).agentNamed(head.agent()).targets().stream()
                .filter(name -> roster.targets().find(name).isPresent())
                .toList();
    }
}

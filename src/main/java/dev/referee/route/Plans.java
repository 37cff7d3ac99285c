package dev.referee.route;

import dev.referee.config.RefereeSettings;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Plan;
import dev.referee.transfer.TargetBook;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Makes the plans of transfers from configuration. */
@Component
class Plans {

    private final TargetBook book;
    private final RefereeSettings settings;

    Plans(TargetBook book, RefereeSettings settings) {
        this.book = book;
        this.settings = settings;
    }

    /** Where to take a caller whose agent never came: the agent's first target. */
    Optional<Plan> rescue(CallHead head) {
        return targets(head).stream()
                .findFirst()
                .map(target ->
                        book.plan(Ids.transferId(), target, Plan.RESCUE, "no agent could take the call", "", null));
    }

    /** The names that the call's agent may transfer to. */
    List<String> targets(CallHead head) {
        return settings.agentNamed(head.agent()).targets();
    }
}

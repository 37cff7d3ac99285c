package dev.referee.route;

import dev.referee.config.RefereeSettings;
import dev.referee.ledger.CallHead;
import dev.referee.transfer.Plan;
import dev.referee.transfer.TargetBook;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the plans of transfers from configuration. */
@Component
class Plans {

    private final TargetBook book;
    private final RefereeSettings settings;
    private final Clock clock;

    Plans(TargetBook book, RefereeSettings settings, Clock clock) {
        this.book = book;
        this.settings = settings;
        this.clock = clock;
    }

    /** A new transfer to a target that the book has; what is closed now stays closed for it. */
    Plan plan(String target, String requestedBy, String reason, String summary, @Nullable String functionCallId) {
        return book.plan(Ids.transferId(), target, requestedBy, reason, summary, functionCallId, clock.instant());
    }

    /** Where to take a caller whose agent never came: the agent's first target. */
    Optional<Plan> rescue(CallHead head) {
        return targets(head).stream()
                .findFirst()
                .map(target -> plan(target, Plan.RESCUE, "no agent could take the call", "", null));
    }

    /** The names that the call's agent may transfer to. */
    List<String> targets(CallHead head) {
        return settings.agentNamed(head.agent()).targets();
    }
}

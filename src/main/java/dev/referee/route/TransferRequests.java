package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.call.CallKey;
import dev.referee.config.Roster;
import dev.referee.ledger.Applied;
import dev.referee.transfer.Plan;
import dev.referee.transfer.Source;
import dev.referee.transfer.TransferId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Where transfers are asked for, by the agent's tool and by operators. Thread-safe. */
@Component
public class TransferRequests {

    private static final String OPERATOR = "operator";

    private final CallDesk desk;
    private final Plans plans;

    TransferRequests(CallDesk desk, Plans plans) {
        this.desk = desk;
        this.plans = plans;
    }

    /**
     * An operator asks for a transfer, to any target of the configuration.
     *
     * @param target the name of a known target; ask {@link Roster#targets} first
     * @return the transfer, or empty if the call is not in a state for it; then nothing has changed
     */
    public Optional<TransferId> byOperator(CallKey key, String target, String reason) {
        Plan plan = plans.plan(target, OPERATOR, reason, "", null);
        return ask(key, plan, Source.OPERATOR) ? Optional.of(plan.id()) : Optional.empty();
    }

    /** Asks for this transfer; false if the call is not in a state for it. */
    boolean ask(CallKey key, Plan plan, Source by) {
        return desk.apply(key, new CallEvent.TransferAsked(plan, by))
                .map(Applied::decision)
                .map(decision -> decision.next().transfer())
                .filter(state -> state.plan().id().equals(plan.id()))
                .isPresent();
    }
}

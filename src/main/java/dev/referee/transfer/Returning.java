package dev.referee.transfer;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Nobody answered after a redirect or release: the agent is dialled again, in a new session.
 *
 * @param plan what was asked for
 * @param why why nobody was reached
 * @param until when the agent must have the caller
 */
public record Returning(Plan plan, String why, Instant until) implements TransferState {

    static Decision<TransferState> from(Plan plan, String why, Circumstances now) {
        Instant due = now.now().plus(now.policy().returnTimeout());
        return Decision.<TransferState>to(new Returning(plan, why, due))
                .and(new Fact.Noted(Source.CARRIER, "returning-to-agent", Map.of("reason", why)))
                .answering(new Document.DialAgent(now.freshId(), why));
    }

    @Override
    public Optional<Instant> deadline() {
        return Optional.of(until);
    }

    @Override
    public Decision<TransferState> agentBack(Circumstances now) {
        return Concluded.returned(plan, why);
    }

    @Override
    public Decision<TransferState> agentDialEnded(String status, Circumstances now) {
        return Concluded.failed(plan, "nobody answered (" + why + ") and the agent did not come back: " + status)
                .answering(new Document.Apology());
    }

    @Override
    public Decision<TransferState> deadlinePassed(Circumstances now) {
        return isDue(now)
                ? Concluded.failed(plan, "nobody answered (" + why + ") and the agent did not come back in time")
                : Decision.same(this);
    }
}

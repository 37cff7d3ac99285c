package dev.referee.route;

import dev.referee.call.CallFile;
import dev.referee.ledger.Applied;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.LedgerListener;
import dev.referee.scope.CallNames;
import dev.referee.scope.CallScope;
import dev.referee.transfer.TransferState;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Learns the names of calls from the ledger's decisions, before any other listener logs a line of them. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class CallNaming implements LedgerListener {

    @Override
    public void applied(Applied applied) {
        CallHead head = applied.before();
        CallFile next = applied.decision().next();
        TransferState transfer = next.transfer();
        String session = next.call().agent().session().map(Object::toString).orElse(head.callId());
        CallNames.learn(
                head.key(),
                head.callId() != null ? head.callId() : session,
                head.carrierCallId(),
                transfer == null ? null : transfer.plan().id());
        if (next.call().stage().isOver()) {
            CallNames.over(head.key());
        }
        CallScope.refresh();
    }
}

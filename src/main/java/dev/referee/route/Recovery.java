package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * After a start: works off what was acknowledged, opens the sidebands of living calls again, and lets every call that
 * waits for something be looked at.
 */
@Component
public class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Ledger ledger;
    private final Webhooks webhooks;
    private final CallDesk desk;

    Recovery(Ledger ledger, Webhooks webhooks, CallDesk desk) {
        this.ledger = ledger;
        this.webhooks = webhooks;
        this.desk = desk;
    }

    /** Runs once, when routes and server are up. */
    @EventListener(ApplicationReadyEvent.class)
    public void recover() {
        List<CallHead> living = ledger.living();
        if (!living.isEmpty()) {
            LOG.info("{} calls were not over at the last stop; looking after them", living.size());
        }
        living.forEach(this::recover);
        webhooks.workOffWaiting();
    }

    private void recover(CallHead head) {
        try {
            desk.apply(head.key(), new CallEvent.Adopted());
            desk.apply(head.key(), new CallEvent.DeadlinePassed());
        } catch (RuntimeException e) {
            LOG.warn("call {} could not be looked after: {}", head.key(), e.toString());
        }
    }
}

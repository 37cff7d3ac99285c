package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.CarrierReport;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.Ledger;
import dev.referee.transfer.RequestResult;
import dev.referee.twilio.CarrierClient;
import dev.referee.twilio.CarrierStatus;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What is done to the caller's leg outside a transfer, through the carrier's REST API. */
@Component("caller")
public class CarrierActions {

    private static final Logger LOG = LoggerFactory.getLogger(CarrierActions.class);

    private final CallDesk desk;
    private final Ledger ledger;
    private final CarrierClient carrier;
    private final RefereeSettings settings;

    CarrierActions(CallDesk desk, Ledger ledger, CarrierClient carrier, RefereeSettings settings) {
        this.desk = desk;
        this.ledger = ledger;
        this.carrier = carrier;
        this.settings = settings;
    }

    /** Makes the first request of this process as quick as the others. */
    @EventListener(ApplicationReadyEvent.class)
    public void warmUp() {
        CarrierClient.warmUp();
    }

    /** Asks whether the caller is still there. */
    public void ask(Exchange exchange) {
        CallKey key = Vars.callKey(exchange);
        CarrierReport report =
                parent(key).map(parent -> report(carrier.fetchStatus(parent))).orElse(CarrierReport.OVER);
        desk.apply(key, new CallEvent.CarrierReported(report));
    }

    private static CarrierReport report(CarrierStatus status) {
        if (status instanceof CarrierStatus.Seen seen) {
            return seen.status().isOver() ? CarrierReport.OVER : CarrierReport.LIVE;
        }
        return status instanceof CarrierStatus.NotFound ? CarrierReport.OVER : CarrierReport.UNKNOWN;
    }

    /** Brings a caller whom nobody has to our wait document, which asks what to do. */
    public void fetch(Exchange exchange) {
        CallKey key = Vars.callKey(exchange);
        parent(key).ifPresent(parent -> {
            RequestResult result = carrier.redirect(parent, settings.callback("/twiml/wait?c=" + key));
            LOG.info("{} carrier  caller-fetched answer=\"{}\"", parent, result.reason());
        });
    }

    /** Ends the caller's leg. */
    public void end(Exchange exchange) {
        parent(Vars.callKey(exchange)).ifPresent(parent -> {
            RequestResult result = carrier.complete(parent);
            LOG.info("{} carrier  caller-ended answer=\"{}\"", parent, result.reason());
        });
    }

    private Optional<CarrierCallId> parent(CallKey key) {
        return ledger.find(key).map(head -> head.carrierCallId()).map(CarrierCallId::new);
    }
}

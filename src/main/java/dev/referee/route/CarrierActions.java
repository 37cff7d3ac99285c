package dev.referee.route;

import dev.referee.call.CallEvent;
import dev.referee.call.CallFile;
import dev.referee.call.CallKey;
import dev.referee.call.CarrierCallId;
import dev.referee.call.CarrierReport;
import dev.referee.config.RefereeSettings;
import dev.referee.ledger.CallHead;
import dev.referee.ledger.Ledger;
import dev.referee.masking.LogText;
import dev.referee.transfer.Dialling;
import dev.referee.transfer.RequestResult;
import dev.referee.twilio.CarrierClient;
import dev.referee.twilio.CarrierStatus;
import java.time.Clock;
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
    private static final int REASON_MAX = 120;

    private final CallDesk desk;
    private final Ledger ledger;
    private final CarrierClient carrier;
    private final RefereeSettings settings;
    private final TargetLegs legs;
    private final Clock clock;

    CarrierActions(
            CallDesk desk,
            Ledger ledger,
            CarrierClient carrier,
            RefereeSettings settings,
            TargetLegs legs,
            Clock clock) {
        this.legs = legs;
        this.clock = clock;
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
        CarrierReport report = ledger.find(key)
                .flatMap(head -> parent(head).map(parent -> report(parent, head.file())))
                .orElse(new CarrierReport.Over());
        desk.apply(key, new CallEvent.CarrierReported(report));
    }

    private CarrierReport report(CarrierCallId parent, CallFile file) {
        CarrierStatus status = carrier.fetchStatus(parent);
        if (status instanceof CarrierStatus.Unavailable) {
            return new CarrierReport.Unknown();
        }
        if (!(status instanceof CarrierStatus.Seen seen) || seen.status().isOver()) {
            return new CarrierReport.Over();
        }
        boolean dials = file.inFlight().filter(Dialling.class::isInstance).isPresent();
        return dials ? alsoDialled(parent, (Dialling) file.inFlight().orElseThrow()) : new CarrierReport.Live(null);
    }

    /** The callbacks of a leg to a human may have got lost: then only the carrier knows whether two people are talking. */
    private CarrierReport alsoDialled(CarrierCallId parent, Dialling dialling) {
        return legs.dialled(parent, dialling)
                .<CarrierReport>map(CarrierReport.Live::new)
                .orElseGet(CarrierReport.Unknown::new);
    }

    /**
     * Brings a caller whom nobody has to our wait document, which asks what to do. Somebody may have him since that was decided,
     * if there was much to do: then he is left where he is.
     */
    public void fetch(Exchange exchange) {
        CallKey key = Vars.callKey(exchange);
        Optional<CallHead> stranded = ledger.find(key).filter(head -> desk.isStranded(head, clock.instant()));
        stranded.flatMap(CarrierActions::parent).ifPresent(parent -> {
            RequestResult result = carrier.redirect(parent, settings.callback(Entry.TWIML_WAIT.path() + "?c=" + key));
            LOG.info("{} carrier  caller-fetched answer={}", parent, LogText.value(result.reason(), REASON_MAX));
        });
    }

    /** Ends the caller's leg. */
    public void end(Exchange exchange) {
        CallKey key = Vars.callKey(exchange);
        ledger.find(key).flatMap(CarrierActions::parent).ifPresent(parent -> {
            RequestResult result = carrier.complete(parent);
            LOG.info("{} carrier  caller-ended answer={}", parent, LogText.value(result.reason(), REASON_MAX));
            if (result instanceof RequestResult.AlreadyOver) {
                desk.apply(key, new CallEvent.CarrierReported(new CarrierReport.Over()));
            }
        });
    }

    private static Optional<CarrierCallId> parent(CallHead head) {
        return Optional.ofNullable(head.carrierCallId()).map(CarrierCallId::new);
    }
}

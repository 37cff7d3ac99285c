package dev.referee.route;

import dev.referee.call.CallKey;
import dev.referee.ledger.Ledger;
import dev.referee.transfer.TransferEvent;
import dev.referee.transfer.TransferId;
import dev.referee.twilio.CallStatus;
import dev.referee.twilio.CallbackForm;
import dev.referee.twilio.TwiML;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * The carrier's requests about the target: its document, the legs to its numbers, and the human who picks up
 * (facts/twilio-voice.md §3). Each may come twice; the ledger answers a repeat as it answered the first.
 */
@Component("targetCallbacks")
public class TargetCallbacks {

    private final CallDesk desk;
    private final Ledger ledger;
    private final Documents documents;
    private final TargetLegs legs;
    private final LegGuard guard;

    TargetCallbacks(CallDesk desk, Ledger ledger, Documents documents, TargetLegs legs, LegGuard guard) {
        this.desk = desk;
        this.ledger = ledger;
        this.documents = documents;
        this.legs = legs;
        this.guard = guard;
    }

    /** The redirect took: the carrier fetches the transfer's document. */
    public String redirectFetched(Exchange exchange) throws RequestRefused {
        TransferId transfer = CarrierRequest.transferId(exchange);
        Optional<CallKey> key = ledger.keyOf(transfer);
        if (key.isPresent()
                && guard.isOfAnother(key.get(), CarrierRequest.form(exchange).callSid())) {
            return TwiML.hangup();
        }
        return documents.answer(desk.apply(transfer, new TransferEvent.RedirectFetched()));
    }

    /** Dial's action of one of the target's stops. */
    public String targetEnded(Exchange exchange) throws RequestRefused {
        CallbackForm form = CarrierRequest.form(exchange);
        Boolean bridged = form.dialBridged().orElse(null);
        TransferId transfer = CarrierRequest.transferId(exchange);
        int stop = CarrierRequest.stop(exchange);
        Integer leg = Boolean.TRUE.equals(bridged) ? legs.joined(transfer, stop, form.dialCallSid()) : null;
        return documents.answer(desk.apply(
                transfer,
                new TransferEvent.TargetDialEnded(
                        stop, CarrierRequest.dialWord(form), bridged, CarrierRequest.callerUp(form), leg)));
    }

    /** Somebody has picked up, and the carrier asks what he is to hear before the caller is joined. */
    public String whisper(Exchange exchange) throws RequestRefused {
        return documents.answer(desk.apply(
                CarrierRequest.transferId(exchange),
                new TransferEvent.WhisperAsked(CarrierRequest.stop(exchange), CarrierRequest.leg(exchange))));
    }

    /** He has heard it, and has pressed a key or none. */
    public String whispered(Exchange exchange) throws RequestRefused {
        String key = CarrierRequest.form(exchange).digits().orElse("");
        return documents.answer(desk.apply(
                CarrierRequest.transferId(exchange),
                new TransferEvent.WhisperEnded(CarrierRequest.stop(exchange), CarrierRequest.leg(exchange), key)));
    }

    /** News of a leg to one of the target's numbers. */
    public String targetLeg(Exchange exchange) throws RequestRefused {
        CallbackForm form = CarrierRequest.form(exchange);
        int stop = CarrierRequest.stop(exchange);
        int leg = CarrierRequest.leg(exchange);
        OptionalLong up = form.callDurationSeconds();
        Optional<TransferEvent> news = form.callStatus() == CallStatus.COMPLETED && up.isPresent()
                ? Optional.of(new TransferEvent.LegOver(stop, leg, Duration.ofSeconds(up.getAsLong())))
                : TargetLegs.status(form.callStatus()).map(status -> new TransferEvent.LegReported(stop, leg, status));
        if (news.isPresent()) {
            desk.apply(CarrierRequest.transferId(exchange), news.get());
        }
        return TwiML.empty();
    }
}
